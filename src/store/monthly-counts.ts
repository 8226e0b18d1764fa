import type { MonthlyCount, MonthlyQuery } from '../domain/queries.ts'
import type { Queryable } from './db.ts'
import { timeSql } from './db.ts'
import { sourceFlagNumber } from './reading-codes.ts'

/**
 * How many slots of a cadence have a reading, and how many a valid one: flag neither fail (4) nor
 * missing (9), and no mark of the station but N. A slot counts once, so a burst of readings makes
 * up for no gap; it lies around its nominal time, so a clock that trembles loses none. Depths of a
 * series count together. Only the asked series and time are read.
 */
export async function monthlyCounts(
  db: Queryable,
  { station, source, from, to, series }: MonthlyQuery,
): Promise<MonthlyCount[]> {
  return db.query<MonthlyCount>(
    `SELECT a.parameter, a.period, count(DISTINCT slot) AS received,
       count(DISTINCT slot) FILTER (
         WHERE r.flag NOT IN (4, 9) AND r.source_flag = ${sourceFlagNumber('normal')}
       ) AS valid
     FROM unnest($5::text[], $6::text[], $7::float8[]) AS a (parameter, period, cadence_ms)
     JOIN series s ON s.station = $1 AND s.parameter = a.parameter AND s.period = a.period
       AND s.source = $2
     JOIN reading r ON r.series_id = s.id
       AND r.observed_at >= ${timeSql('$3')} AND r.observed_at < ${timeSql('$4')}
     CROSS JOIN LATERAL (
       SELECT round((extract(epoch FROM r.observed_at)::float8 * 1000 - $3) / a.cadence_ms) AS slot
     ) AS placed
     GROUP BY a.parameter, a.period`,
    [
      ...[station, source, from, to],
      series.map(({ parameter }) => parameter),
      series.map(({ period }) => period),
      series.map(({ cadenceMs }) => cadenceMs),
    ],
  )
}
