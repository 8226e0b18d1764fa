import { Flag } from '../domain/flags.ts'
import type { Instant } from '../domain/time.ts'
import { numberArray, timeSql, type Queryable } from './db.ts'

/** A registered automatic series, and the stretch of it that is asked for; half-open. */
export type MeanAsked = {
  readonly station: string
  readonly parameter: string
  readonly period: string
  readonly from: Instant
  readonly to: Instant
}

export type MeanFound = {
  readonly station: string
  readonly parameter: string
  /** Valid readings, flagged good or unknown. */
  readonly count: number
  readonly mean: number
}

/**
 * Means of valid readings over stretches of series, the newest revisions; a series without one is
 * absent. Depths of a series count together.
 *
 * @param acidity  codes of factors that are averaged as hydrogen activity, −log10 of the mean of 10^−x
 */
export async function validMeans(
  db: Queryable,
  asked: readonly MeanAsked[],
  acidity: readonly string[],
): Promise<MeanFound[]> {
  const texts = (['station', 'parameter', 'period'] as const).map((name) =>
    asked.map((one) => one[name]),
  )
  return db.query<MeanFound>(
    `SELECT a.station, a.parameter, count(*) AS count,
       CASE WHEN a.parameter = ANY ($6::text[])
         THEN -log(avg(CASE WHEN a.parameter = ANY ($6::text[]) THEN power(10::float8, -r.value) END))
         ELSE avg(r.value) END AS mean
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[])
       AS a (station, parameter, period, from_ms, to_ms)
     JOIN series s ON s.station = a.station AND s.parameter = a.parameter AND s.period = a.period
       AND s.source = 'automatic'
     JOIN reading r ON r.series_id = s.id AND r.observed_at >= ${timeSql('a.from_ms')}
       AND r.observed_at < ${timeSql('a.to_ms')}
       -- The same for all, so that other chunks are left out.
       AND r.observed_at >= ${timeSql('$7')} AND r.observed_at < ${timeSql('$8')}
     WHERE r.flag IN (${Flag.good}, ${Flag.unknown})
     GROUP BY a.station, a.parameter`,
    [
      ...texts,
      numberArray(asked.map(({ from }) => from)),
      numberArray(asked.map(({ to }) => to)),
      acidity,
      Math.min(...asked.map(({ from }) => from)),
      Math.max(...asked.map(({ to }) => to)),
    ],
  )
}
