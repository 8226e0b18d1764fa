import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'

/** Numbers of the readings received from a time on: `first` … `last`; none where first > last. */
export type HistorySpan = { readonly first: number; readonly last: number }

/**
 * Finds where a time lies in the order of commits. Numbers rise with the time of receiving, so
 * the index on them is bisected: some 25 look-ups, where the time itself has no index.
 */
export async function historySince(db: Queryable, from: Instant): Promise<HistorySpan> {
  const [head] = await db.query<{ n: number }>('SELECT n FROM ingest_head')
  const last = head?.n ?? 0
  let [low, high] = [1, last + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [row] = await db.query<{ received_at: Instant }>(
      'SELECT received_at FROM reading WHERE ingest_no >= $1 ORDER BY ingest_no LIMIT 1',
      [middle],
    )
    if (row === undefined || row.received_at >= from) high = middle
    else low = middle + 1
  }
  return { first: low, last }
}
