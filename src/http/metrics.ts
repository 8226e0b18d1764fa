import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { Conservation } from '../domain/queries.ts'

/** Counted in the commit itself, so they outlive restarts and add up with `in_hand`. */
const counted = {
  received: 'Values received; = stored + duplicate + revised + refused + in hand',
  stored: 'Values stored as new',
  duplicate: 'Values that were known already',
  revised: 'Values that revised a known one',
  refused: 'Values refused',
} as const satisfies Partial<Record<keyof Conservation, string>>
type Counted = keyof typeof counted

/**
 * Registers the metrics of this door: process, conservation of values, readers of the stream.
 * The conservation is read once for each scrape, so that its lines belong together; while it
 * cannot be read its lines are left out, since 0 would be wrong.
 */
export function registerMetrics(
  registry: Registry,
  conservation: () => Promise<Conservation>,
  streamReaders: () => number,
): void {
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  let current: Promise<Conservation | null> | null = null
  const counts = () => {
    current ??= conservation()
      .catch(() => null)
      .finally(() => {
        current = null
      })
    return current
  }
  for (const [name, help] of Object.entries(counted) as [Counted, string][]) {
    new Counter({
      name: `qingliu_values_${name}_total`,
      help,
      registers,
      async collect() {
        const known = await counts()
        this.reset()
        if (known === null) this.remove()
        else this.inc(known[name])
      },
    })
  }
  new Gauge({
    name: 'qingliu_values_in_hand',
    help: 'Values received and not yet counted as stored, duplicate, revised or refused',
    registers,
    async collect() {
      const known = await counts()
      if (known === null) this.remove()
      else this.set(known.inHand)
    },
  })
  new Gauge({
    name: 'qingliu_stream_readers',
    help: 'Open streams',
    registers,
    collect() {
      this.set(streamReaders())
    },
  })
}
