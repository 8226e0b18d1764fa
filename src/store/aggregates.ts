import type { Aggregate, AggregateQuery, Bucket, Page } from '../domain/queries.ts'
import type { Source } from '../domain/reading.ts'
import { beijingOffsetMs, hourMs, type Instant } from '../domain/time.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import type { Queryable, Tx } from './db.ts'
import { timeSql } from './db.ts'

const hourOf = `time_bucket(INTERVAL '1 hour', observed_at)`
const columns = '(series_id, start_at, reading_count, valid_count, mean, min, max)'

/** Readings as stored, and over those fit for published means (flag good or unknown) the rest. */
const summed = `count(*) AS reading_count, count(*) FILTER (WHERE valid) AS valid_count,
  avg(value) FILTER (WHERE valid) AS mean, min(value) FILTER (WHERE valid) AS min,
  max(value) FILTER (WHERE valid) AS max`
const valid = 'flag IN (1, 2) AS valid'

/** Hours with a revision among the new numbers: counted again, from all readings up to `$2`. */
const recount = `
  WITH touched AS (
    SELECT series_id, ${hourOf} AS start_at FROM reading
    WHERE ingest_no > $1 AND ingest_no <= $2 GROUP BY 1, 2 HAVING bool_or(revision > 0))
  INSERT INTO reading_hour ${columns}
    SELECT series_id, start_at, ${summed} FROM (
      SELECT t.series_id, t.start_at, r.value, ${valid}
      FROM touched t JOIN reading r ON r.series_id = t.series_id
        AND r.observed_at >= t.start_at AND r.observed_at < t.start_at + INTERVAL '1 hour'
        AND r.ingest_no <= $2
    ) u GROUP BY series_id, start_at
  ON CONFLICT (series_id, start_at) DO UPDATE
    SET (reading_count, valid_count, mean, min, max) = (excluded.reading_count,
      excluded.valid_count, excluded.mean, excluded.min, excluded.max)`

/** The other hours: what is new is added. */
const add = `
  INSERT INTO reading_hour AS h ${columns}
    SELECT series_id, start_at, ${summed} FROM (
      SELECT series_id, ${hourOf} AS start_at, value, revision, ${valid} FROM reading
      WHERE ingest_no > $1 AND ingest_no <= $2
    ) u GROUP BY series_id, start_at HAVING NOT bool_or(revision > 0)
  ON CONFLICT (series_id, start_at) DO UPDATE
    SET (reading_count, valid_count, mean, min, max) = (
      h.reading_count + excluded.reading_count, h.valid_count + excluded.valid_count,
      (coalesce(h.mean * h.valid_count, 0) + coalesce(excluded.mean * excluded.valid_count, 0))
        / nullif(h.valid_count + excluded.valid_count, 0),
      least(h.min, excluded.min), greatest(h.max, excluded.max))`

const revised = `SELECT bool_or(revision > 0) AS revised FROM reading
  WHERE ingest_no > $1 AND ingest_no <= $2`

/**
 * Brings the hours up by the next ingest numbers. A late reading or a revision has a new number,
 * so its hour is brought up with it, however old it is.
 *
 * @param tx  of one snapshot (REPEATABLE READ)
 * @param numbersMax  ingest numbers of one step
 * @returns how many numbers were taken; fewer than the maximum: nothing is left
 */
export async function aggregateStep(tx: Tx, numbersMax: number): Promise<number> {
  const [head] = await tx.query<{ from: number; to: number }>(
    `SELECT a.n AS "from", least(i.n, a.n + $1::int8) AS "to" FROM aggregate_head a, ingest_head i`,
    [numbersMax],
  )
  const { from, to } = head ?? { from: 0, to: 0 }
  if (to <= from) return 0
  const [any] = await tx.query<{ revised: boolean | null }>(revised, [from, to])
  if (any?.revised === true) await tx.query(recount, [from, to])
  await tx.query(add, [from, to])
  await tx.query('UPDATE aggregate_head SET n = $1', [to])
  return to - from
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
