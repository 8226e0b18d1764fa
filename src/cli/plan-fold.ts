import { createAlertBook } from '../../alerts/alert-book.ts'
import type { Alert } from '../domain/alert.ts'
import type { WarningColour } from '../domain/event.ts'
import type { Instant } from '../domain/time.ts'
import { limits } from '../limits.ts'
import { createMemory, type MemoryParts } from '../memory.ts'
import { storedRowOf } from '../series.ts'
import type { Db } from '../store/db.ts'
import { historySince } from '../store/history-span.ts'
import { readingsAfter, type FoldReading } from '../store/readings-after.ts'

/** One alert of a fold, from its opening to its end, as if looked at at once. */
export type Episode = {
  readonly rule: string
  readonly subject: string
  readonly openedAt: Instant
  /** Null: it still stands where the history ends. */
  readonly resolvedAt: Instant | null
  /** Colours in their order, null: none. */
  readonly colours: readonly (WarningColour | null)[]
}

export type History = {
  readonly readings: number
  readonly stations: number
  readonly firstAt: Instant
  readonly lastAt: Instant
}

export type Plan = {
  /** Null: there are no readings since then. */
  readonly history: History | null
  readonly current: readonly Episode[]
  readonly edited: readonly Episode[]
}

export type PlanProgress = { readonly done: number; readonly of: number; readonly at: Instant }

/**
 * Folds the stored readings received from `from` on, once under each of two sets of rules, page by
 * page. Both begin with nothing remembered, as an engine does on its first day.
 *
 * Silence and the engine's own state are left out: they hang on when it listened.
 */
export async function foldPlan(
  db: Db,
  from: Instant,
  parts: { readonly current: MemoryParts; readonly edited: MemoryParts },
  onProgress: (progress: PlanProgress) => void,
): Promise<Plan> {
  const current = createSide(parts.current)
  const edited = createSide(parts.edited)
  const stations = new Set<string>()
  const { first, last } = await historySince(db, from)
  let [done, firstAt, lastAt] = [0, 0, 0]
  for (let after = first - 1; after < last; after += limits.refoldPageRows) {
    const asked = Math.min(limits.refoldPageRows, last - after)
    const page = await readingsAfter(db, after, asked)
    for (const reading of page) {
      current.take(reading)
      edited.take(reading)
      stations.add(reading.station)
      if (done === 0) firstAt = reading.receivedAt
      lastAt = reading.receivedAt
      done += 1
    }
    onProgress({ done, of: last - first + 1, at: lastAt })
  }
  const history = done === 0 ? null : { readings: done, stations: stations.size, firstAt, lastAt }
  return { history, current: current.episodes(), edited: edited.episodes() }
}

function createSide(parts: MemoryParts) {
  const { series, fold } = createMemory(parts, new Map())
  const rules = new Map(parts.rules.map((rule) => [rule.id, rule]))
  let ids = 0
  const book = createAlertBook(rules, () => `${(ids += 1)}`)
  const colours = new Map<string, (WarningColour | null)[]>()
  return {
    take(reading: FoldReading): void {
      const events = fold.retake(storedRowOf(series.of(reading), reading))
      if (events.length === 0) return
      const { receivedAt: now } = reading
      for (const { type, subject, body } of book.take(events, now)) {
        const { colour, condition } = body['alert'] as unknown as Alert
        const seen = colours.get(subject) ?? []
        colours.set(subject, seen)
        if (condition === 'firing' && seen.at(-1) !== colour) seen.push(colour)
        // Somebody looks at once, so that a condition that returns is an alert of its own.
        if (type === 'alert.raised') book.act(subject, { verb: 'acknowledge', person: 'plan' }, now)
      }
    },
    episodes: (): Episode[] =>
      book.alerts().map(({ id, rule, subject, openedAt, resolvedAt }) => {
        return { rule, subject, openedAt, resolvedAt, colours: colours.get(id) ?? [] }
      }),
  }
}
