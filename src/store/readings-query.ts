import type { Page, ReadingQuery, StoredReading } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import type { Param, Queryable } from './db.ts'
import { timeSql } from './db.ts'
import { joinedColumns, toStoredReading } from './reading-row.ts'
import type { JoinedRow } from './reading-row.ts'

/**
 * Readings of a station by `observedAt`, then by series: the newest revision of each, or with
 * `asOf` the newest that was received by then. Each series is asked for one page at most, in the
 * order of its key, so that a page costs the same wherever it lies.
 *
 * @throws {AppError} `bad-cursor`
 */
export async function queryReadings(
  db: Queryable,
  query: ReadingQuery,
): Promise<Page<StoredReading>> {
  const { station, parameter, period, source, from, to, asOf, cursor, limit } = query
  const [afterAt, afterSeries] = cursor === null ? [null, null] : decodeCursor(cursor, [0, 0])
  const params: Param[] = [station, parameter, period, source, from, to]
  params.push(afterAt ?? null, afterSeries ?? null)
  if (asOf !== null) params.push(asOf)
  const rows = await db.query<QueriedRow>(
    `SELECT ${joinedColumns}, a.analysed_at, a.method
     FROM series s CROSS JOIN LATERAL (
       ${asOf === null ? newest : newestAsOf}
       LIMIT ${rowsToAsk(limit)}
     ) r LEFT JOIN reading_analysis a
       ON (a.series_id, a.observed_at, a.revision) = (r.series_id, r.observed_at, r.revision)
     WHERE s.station = $1 AND ($2::text IS NULL OR s.parameter = $2)
       AND ($3::text IS NULL OR s.period = $3) AND ($4::text IS NULL OR s.source = $4)
     ORDER BY r.observed_at, r.series_id LIMIT ${rowsToAsk(limit)}`,
    params,
  )
  return pageOf(rows, limit, toQueriedReading, (row) => [row.observed_at, row.series_id])
}

type QueriedRow = JoinedRow & {
  readonly analysed_at: Instant | null
  readonly method: string | null
}

function toQueriedReading(row: QueriedRow): StoredReading {
  const { analysed_at: analysedAt, method } = row
  const reading = toStoredReading(row)
  return analysedAt === null && method === null
    ? reading
    : { ...reading, analysis: { analysedAt, method } }
}

/** Half-open in time, and beyond the cursor. */
const inRange = `v.series_id = s.id
  AND v.observed_at >= coalesce(${timeSql('$5')}, '-infinity')
  AND v.observed_at < coalesce(${timeSql('$6')}, 'infinity')
  AND v.observed_at >= coalesce(${timeSql('$7')}, '-infinity')
  AND ($7::float8 IS NULL OR v.observed_at > ${timeSql('$7')} OR v.series_id > $8::int)`

const newest = `SELECT v.* FROM reading v WHERE ${inRange} ORDER BY v.observed_at`

const newestAsOf = `SELECT DISTINCT ON (v.observed_at) v.* FROM (
    SELECT * FROM reading UNION ALL SELECT * FROM reading_revision
  ) v
  WHERE ${inRange} AND v.received_at <= ${timeSql('$9')}
  ORDER BY v.observed_at, v.revision DESC`
