import { Reason } from '../domain/flags.ts'
import type { CheckedReading } from '../domain/reading.ts'
import type { Instant } from '../domain/time.ts'
import { timeSql, type Queryable } from './db.ts'
import { foldRowsMax } from './limits.ts'
import { joinedColumns, toStoredReading } from './reading-row.ts'
import type { JoinedRow } from './reading-row.ts'

/** A reading as the fold takes it, with its place in the order of commits. */
export type FoldReading = CheckedReading & {
  readonly seriesId: number
  readonly revision: number
  readonly ingestNo: number
}

/**
 * Readings numbered above `ingestNo`, in that order, those that a revision has replaced since
 * included: folding them again gives what folding them first gave.
 *
 * @param limit  at most `foldRowsMax`; fewer rows than that are the end
 */
export async function readingsAfter(
  db: Queryable,
  ingestNo: number,
  limit: number,
): Promise<FoldReading[]> {
  const to = ingestNo + Math.min(limit, foldRowsMax)
  // The numbers have no gaps, so a range of them is as good as a limit, and cheaper to plan.
  const rows = await db.query<JoinedRow>(
    `SELECT ${joinedColumns}
     FROM (
       SELECT * FROM reading WHERE ingest_no > $1 AND ingest_no <= $2
       UNION ALL
       SELECT * FROM reading_revision WHERE ingest_no > $1 AND ingest_no <= $2
     ) r JOIN series s ON s.id = r.series_id
     ORDER BY r.ingest_no`,
    [ingestNo, to],
  )
  return rows.map(toFoldReading)
}

/** The lowest ingest number of what was observed from a time on; null: nothing was. */
export async function firstObservedFrom(db: Queryable, from: Instant): Promise<number | null> {
  const [row] = await db.query<{ first: number | null }>(
    `SELECT min(ingest_no) AS first FROM reading WHERE observed_at >= ${timeSql('$1')}`,
    [from],
  )
  return row?.first ?? null
}

export function toFoldReading(row: JoinedRow): FoldReading {
  return {
    ...toStoredReading(row),
    historical: (row.reasons & Reason.historical) !== 0,
    seriesId: row.series_id,
    ingestNo: row.ingest_no,
  }
}
