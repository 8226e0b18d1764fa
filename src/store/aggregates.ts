import { assert } from '../domain/errors.ts'
import type { Aggregate, AggregateQuery, Bucket, Page } from '../domain/queries.ts'
import { beijingOffsetMs, hourMs } from '../domain/time.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import type { Queryable } from './db.ts'
import { numberArray, timeSql } from './db.ts'
import type { HourSums, SummedPiece } from './hour-sums.ts'
import { aggregateNumbersMax } from './limits.ts'
import { upkeepLock } from './upkeep-lock.ts'

/**
 * Brings the hours up by a piece of what the path has summed, or, where that is missing, by the next
 * readings of the store (see migration 031).
 *
 * @returns whether something is left; null: another program's upkeep, or a backup, is at work
 */
export async function sumNextHours(db: Queryable, hours: HourSums): Promise<boolean | null> {
  const from = hours.beginsAfter()
  const missing = from === null ? aggregateNumbersMax : from - (await summedNo(db))
  if (missing > 0) {
    const numbers = Math.min(missing, aggregateNumbersMax)
    const [row] = await db.query<{ taken: number | null }>('SELECT sum_hours($1, $2) AS taken', [
      numbers,
      upkeepLock,
    ])
    const taken = row?.taken ?? null
    return taken === null ? null : taken === numbers
  }
  const piece = hours.oldest()
  if (piece === null) return false
  const added = await addHours(db, piece)
  if (added !== null) hours.forget(piece)
  return added
}

async function summedNo(db: Queryable): Promise<number> {
  const [row] = await db.query<{ n: number }>('SELECT n FROM aggregate_head')
  assert(row, 'the head of the sums is there')
  return row.n
}

/**
 * Adds a piece to the hours; nothing where they do not stand at its beginning: somebody else has
 * summed what is in it. One statement without parameters, since the embedded store's session is
 * held for 0.5 ms by each that it is asked.
 *
 * @returns null: another program's upkeep, or a backup, is at work
 */
async function addHours(db: Queryable, piece: SummedPiece): Promise<true | null> {
  const { from, to, hours } = piece
  const columns: number[][] = [[], [], [], [], [], [], []]
  for (const [startAt, ofHour] of hours) {
    for (const [seriesId, { count, valid, sum, min, max }] of ofHour) {
      const row = [seriesId, startAt, count, valid, sum, min, max]
      for (const [nth, value] of row.entries()) columns[nth]!.push(value)
    }
  }
  const types = ['int', 'float8', 'int', 'int', 'float8', 'float8', 'float8']
  const arrays = columns.map((column, nth) => `'${numberArray(column)}'::${types[nth]!}[]`)
  const [lock] = await db.query<{ held: boolean }>(
    `WITH lock AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${upkeepLock}) AS held),
       head AS MATERIALIZED (
         SELECT n FROM aggregate_head WHERE n = ${from} AND (SELECT held FROM lock)),
       added AS (
         INSERT INTO reading_hour AS h
           (series_id, start_at, reading_count, valid_count, mean, min, max)
         SELECT u.series, ${timeSql('u.at')}, u.count, u.valid, u.sum / nullif(u.valid, 0),
           CASE WHEN u.valid > 0 THEN u.min END, CASE WHEN u.valid > 0 THEN u.max END
         FROM head, unnest(${arrays.join(', ')})
           AS u (series, at, count, valid, sum, min, max)
         ON CONFLICT (series_id, start_at) DO UPDATE
           SET (reading_count, valid_count, mean, min, max) = (
             h.reading_count + excluded.reading_count, h.valid_count + excluded.valid_count,
             (coalesce(h.mean * h.valid_count, 0)
               + coalesce(excluded.mean * excluded.valid_count, 0))
               / nullif(h.valid_count + excluded.valid_count, 0),
             least(h.min, excluded.min), greatest(h.max, excluded.max))),
       moved AS (UPDATE aggregate_head SET n = ${to} FROM head WHERE aggregate_head.n = head.n)
     SELECT held FROM lock`,
  )
  return lock?.held === true ? true : null
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
  const rows = await db.query<Aggregate & { readonly seriesId: number }>(
    `SELECT s.station, s.parameter, s.period, s.source, s.depth_m AS "depthM",
       a.series_id AS "seriesId", a.start_at AS "startAt", a.reading_count AS count,
       a.valid_count AS "validCount", a.mean, a.min, a.max
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
  return pageOf(rows, limit, withoutSeriesId, ({ startAt, seriesId }) => [startAt, seriesId])
}

function withoutSeriesId(row: Aggregate): Aggregate {
  const { station, parameter, period, source, depthM, startAt, count } = row
  const { validCount, mean, min, max } = row
  return {
    ...{ station, parameter, period, source, depthM },
    ...{ startAt, count, validCount, mean, min, max },
  }
}
