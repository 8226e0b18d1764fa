import { saysSame, type CheckedReading, type Outcome } from '../domain/reading.ts'
import type { NumberedReading } from './copy-encoder.ts'

/** A reading on its way into the store. */
export type CommitRow = CheckedReading & {
  readonly seriesId: number
  /** Above the newest of its series, in order within the batch: cannot be a known key. */
  readonly ahead: boolean
}

export type RowOutcome = {
  readonly outcome: Outcome
  readonly revision: number
  readonly ingestNo: number
}

/** What a batch does to the tables. */
export type Outcomes = {
  /** One for each row, in order. */
  readonly results: readonly RowOutcome[]
  /** Keys that were not there. */
  readonly fresh: readonly NumberedReading[]
  /** Keys that were there and say something else now. */
  readonly changed: readonly NumberedReading[]
  /** What had their place before, the batch's own rows included. */
  readonly superseded: readonly NumberedReading[]
  /** Ingest number of the last row. */
  readonly head: number
}

/** @example keyOf({ seriesId: 7, observedAt: 60_000 }) // => '7@60000' */
export function keyOf(row: { readonly seriesId: number; readonly observedAt: number }): string {
  return `${row.seriesId}@${row.observedAt}`
}

/**
 * Decides what becomes of each row of a batch, and numbers the rows that are stored or revised.
 * The same key twice within the batch is treated as if it came in two batches.
 *
 * @param known  the stored reading of every key that may be known, null where there is none; a
 *   key that is absent here is taken as new
 * @param head  last ingest number taken
 */
export function decideOutcomes(
  rows: readonly CommitRow[],
  known: ReadonlyMap<string, NumberedReading | null>,
  head: number,
): Outcomes {
  const results: RowOutcome[] = []
  const fresh: NumberedReading[] = []
  const superseded: NumberedReading[] = []
  const current = new Map<string, NumberedReading>()

  for (const row of rows) {
    const key = known.size === 0 ? '' : keyOf(row)
    const watched = known.has(key)
    const before = watched ? (current.get(key) ?? known.get(key)) : null
    if (before && saysSame(before.row, row)) {
      results.push({ outcome: 'duplicate', revision: before.revision, ingestNo: before.ingestNo })
      continue
    }
    const outcome: Outcome = before ? 'revised' : 'stored'
    const now = { outcome, revision: before ? before.revision + 1 : 0, ingestNo: ++head, row }
    results.push(now)
    if (before) superseded.push(before)
    if (watched) current.set(key, now)
    else fresh.push(now)
  }

  const changed: NumberedReading[] = []
  for (const [key, reading] of current) (known.get(key) ? changed : fresh).push(reading)
  return { results, fresh, changed, superseded, head }
}
