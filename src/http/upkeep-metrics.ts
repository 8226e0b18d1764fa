import { Counter, Gauge, type Registry } from 'prom-client'
import type { Kept } from '../domain/queries.ts'

const lines = [
  ['qingliu_kept_rows', 'Refusals and raw frames kept', 'rows', Gauge],
  ['qingliu_kept_bytes', 'Their bytes, before compression by the store', 'bytes', Gauge],
  ['qingliu_purged_rows_total', 'Purged since the store was made', 'purgedRows', Counter],
  ['qingliu_purged_bytes_total', 'Their bytes', 'purgedBytes', Counter],
] as const

/** What is kept as it came and what upkeep has purged; nothing while it cannot be read. */
export function registerUpkeepMetrics(
  registry: Registry,
  kept: () => Promise<readonly Kept[]>,
): void {
  for (const [name, help, field, Metric] of lines) {
    new Metric({
      name,
      help,
      labelNames: ['what'],
      registers: [registry],
      async collect() {
        const known = await kept().catch(() => [])
        this.reset()
        for (const one of known) this.inc({ what: one.what }, one[field])
      },
    })
  }
}
