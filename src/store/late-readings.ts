import { Reason } from '../domain/flags.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { timeSql } from './db.ts'
import { foldRowsMax } from './limits.ts'
import { joinedColumns, type JoinedRow } from './reading-row.ts'
import { toFoldReading, type FoldReading } from './readings-after.ts'

/** Readings of one station that came late, from the first to the last by their observation. */
export type LateSpan = {
  readonly station: string
  readonly firstAt: Instant
  readonly lastAt: Instant
}

/** What came late under the numbers above `after` up to `to`, by station. */
export function lateSpans(db: Queryable, after: number, to: number): Promise<LateSpan[]> {
  return db.query<LateSpan>(
    `SELECT s.station, min(r.observed_at) AS "firstAt", max(r.observed_at) AS "lastAt"
     FROM reading r JOIN series s ON s.id = r.series_id
     WHERE r.ingest_no > $1 AND r.ingest_no <= $2 AND (r.reasons & ${Reason.late}) <> 0
     GROUP BY s.station ORDER BY s.station`,
    [after, to],
  )
}

/**
 * A station's readings as they now stand, by observation: those at or after `fromAt`, at one time
 * those of a series above `afterSeries`.
 *
 * @param limit  at most `foldRowsMax`; fewer rows than that are the end
 */
export async function readingsByTime(
  db: Queryable,
  asked: {
    readonly station: string
    readonly fromAt: Instant
    readonly afterSeries: number
    readonly untilAt: Instant
  },
  limit: number,
): Promise<FoldReading[]> {
  const rows = await db.query<JoinedRow>(
    `SELECT ${joinedColumns}
     FROM series s CROSS JOIN LATERAL (
       SELECT * FROM reading v WHERE v.series_id = s.id
         AND v.observed_at >= ${timeSql('$2')} AND v.observed_at < ${timeSql('$4')}
         AND (v.observed_at > ${timeSql('$2')} OR v.series_id > $3)
       ORDER BY v.observed_at LIMIT ${Math.min(limit, foldRowsMax)}
     ) r
     WHERE s.station = $1
     ORDER BY r.observed_at, r.series_id LIMIT ${Math.min(limit, foldRowsMax)}`,
    [asked.station, asked.fromAt, asked.afterSeries, asked.untilAt],
  )
  return rows.map(toFoldReading)
}
