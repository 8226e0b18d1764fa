import { createAlertBook, type AlertBook } from '../alerts/alert-book.ts'
import type { Rule } from '../alerts/rule.ts'
import type { NewChange } from './domain/alert.ts'
import type { Event } from './domain/event.ts'
import { cadencesOf, type Network } from './domain/network.ts'
import { saysSame, seriesKeyOf, type Fault } from './domain/reading.ts'
import type { Quality } from './domain/quality.ts'
import type { Standards } from './domain/standards.ts'
import type { Instant } from './domain/time.ts'
import { limits } from './limits.ts'
import { createMemory, decodersOf, silenceRulesOf } from './memory.ts'
import { createReceive } from './receive.ts'
import type { CheckedRow } from './series.ts'
import { createSilenceWatch } from './silence-watch.ts'

export type RehearsalParts = {
  readonly network: Network
  readonly standards: Standards
  readonly rules: readonly Rule[]
  readonly quality: Quality
  readonly startAt: Instant
}

export type Rehearsal = {
  readonly book: AlertBook
  /** Decode → check → score → event → alert, as for a message that comes at `now`. */
  readonly deliver: (topic: string, payload: Uint8Array, now: Instant) => Delivered
  /** Lets time pass: silence is judged and shelvings end each minute up to and with `to`. */
  readonly passTo: (to: Instant) => readonly NewChange[]
}

type Delivered = { readonly changes: readonly NewChange[]; readonly faults: readonly Fault[] }

/**
 * The path's core in simulated time, without broker and store: nothing is saved, a day passes in
 * milliseconds. Alerts get the ids `alert-1`, `alert-2`, …
 */
export function createRehearsal(parts: RehearsalParts): Rehearsal {
  const { network, rules, startAt } = parts
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]))
  const stations = new Map(network.stations.map((station) => [station.id, station]))
  const { series, fold } = createMemory({ ...parts, now: startAt }, new Map())
  const receive = createReceive({
    ...{ stations, ...decodersOf(network) },
    onSentAt: () => undefined,
  })
  const silence = createSilenceWatch(
    network.stations,
    silenceRulesOf(rulesById),
    undefined,
    startAt,
  )
  let ids = 0
  const book = createAlertBook(rulesById, () => `alert-${(ids += 1)}`, cadencesOf(network))
  const revisionOf = createRevisions()
  let tickedAt = startAt

  return {
    book,
    deliver(topic, payload, now) {
      const { station, readings, faults } = receive(topic, payload, now)
      const events: Event[] = []
      for (const row of series.check(readings, now)) {
        const revision = revisionOf(row)
        if (revision === null) continue
        row.revision = revision
        events.push(...fold.take(row))
      }
      if (station !== null && readings.length > 0) {
        silence.heard(station, new Set(readings.map(({ parameter }) => parameter)), now)
      }
      return { changes: book.take(events, now), faults }
    },
    passTo(to) {
      const changes: NewChange[] = []
      for (; tickedAt + limits.tickMs <= to;) {
        tickedAt += limits.tickMs
        changes.push(...book.take(silence.tick(tickedAt), tickedAt), ...book.tick(tickedAt))
      }
      return changes
    },
  }
}

/** What the commit would say of a row: its revision, 0 first; null for a duplicate. */
function createRevisions(): (row: CheckedRow) => number | null {
  const known = new Map<string, CheckedRow>()
  return (row) => {
    const key = `${seriesKeyOf(row)}|${row.observedAt}`
    const before = known.get(key)
    if (before !== undefined && saysSame(before, row)) return null
    const revision = before === undefined ? 0 : before.revision + 1
    known.set(key, row)
    return revision
  }
}
