import type { Aggregate, AggregateQuery, Bucket, Page } from '../domain/queries.ts'
import type { Source } from '../domain/reading.ts'
import { beijingOffsetMs, hourMs, type Instant } from '../domain/time.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import type { Queryable } from './db.ts'
import { timeSql } from './db.ts'
import { upkeepLock } from './upkeep-lock.ts'

/**
 * Brings the hours up by the next ingest numbers: see migration 031.
 *
 * @param numbersMax  ingest numbers of one step
 * @returns how many were taken, fewer than the maximum: nothing is left; null: another program's
 *   upkeep, or a backup, is at work
 */
export async function aggregateStep(db: Queryable, numbersMax: number): Promise<number | null> {
  const [row] = await db.query<{ taken: number | null }>('SELECT sum_hours($1, $2) AS taken', [
    numbersMax,
    upkeepLock,
  ])
  return row?.taken ?? null
}

type Stored = {
  readonly station: string
  readonly parameter: string
  readonly period: string
  readonly source: Source
  readonly depth_m: number | null
  readonly series_id: number
  readonly start_at: Instant
  readonly reading_count: number
  readonly valid_count: number
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
}

/** Start of the day of Beijing time that holds an hour. */
const dayOf = `time_bucket(INTERVAL '1 day', start_at,
  "offset" => INTERVAL '-${beijingOffsetMs / hourMs} hours')`

/** Buckets of series `s`; only days that begin in the span asked for come out whole. */
const buckets: Readonly<Record<Bucket, string>> = {
  PT1H: 'reading_hour',
  P1D: `(
    SELECT series_id, ${dayOf} AS start_at, sum(reading_count)::int AS reading_count,
      sum(valid_count)::int AS valid_count,
      sum(mean * valid_count) / nullif(sum(valid_count), 0) AS mean,
      min(min) AS min, max(max) AS max
    FROM reading_hour WHERE series_id = s.id
      AND start_at >= coalesce(${timeSql('$5')}, '-infinity')
      AND start_at < coalesce(${timeSql('$6')}, 'infinity') + INTERVAL '1 day'
    GROUP BY 1, 2)`,
}

/**
 * Hours or days of a station by their start, then by series; half-open in their start.
 *
 * @throws {AppError} `bad-cursor`
 */
export async function queryAggregates(
  db: Queryable,
  query: AggregateQuery,
): Promise<Page<Aggregate>> {
  const { station, parameter, period, source, from, to, cursor, limit, bucket } = query
  const [afterAt, afterSeries] = cursor === null ? [null, null] : decodeCursor(cursor, [0, 0])
  const rows = await db.query<Stored>(
    `SELECT s.station, s.parameter, s.period, s.source, s.depth_m, a.*
     FROM series s CROSS JOIN LATERAL (
       SELECT * FROM ${buckets[bucket]} v WHERE v.series_id = s.id
         AND v.start_at >= coalesce(${timeSql('$5')}, '-infinity')
         AND v.start_at < coalesce(${timeSql('$6')}, 'infinity')
         AND v.start_at >= coalesce(${timeSql('$7')}, '-infinity')
         AND ($7::float8 IS NULL OR v.start_at > ${timeSql('$7')} OR v.series_id > $8::int)
       ORDER BY v.start_at LIMIT ${rowsToAsk(limit)}
     ) a
     WHERE s.station = $1 AND ($2::text IS NULL OR s.parameter = $2)
       AND ($3::text IS NULL OR s.period = $3) AND ($4::text IS NULL OR s.source = $4)
     ORDER BY a.start_at, a.series_id LIMIT ${rowsToAsk(limit)}`,
    [station, parameter, period, source, from, to, afterAt ?? null, afterSeries ?? null],
  )
  return pageOf(rows, limit, toAggregate, (row) => [row.start_at, row.series_id])
}

function toAggregate(row: Stored): Aggregate {
  const { station, parameter, period, source, mean, min, max } = row
  return {
    station,
    parameter,
    period,
    source,
    depthM: row.depth_m,
    startAt: row.start_at,
    count: row.reading_count,
    validCount: row.valid_count,
    mean,
    min,
    max,
  }
}
