import { Flag } from '../domain/flags.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { timeSql } from './db.ts'

export type StepMeansQuery = {
  readonly seriesId: number
  readonly stepMs: number
  /** Whole multiples of `stepMs`; half-open. */
  readonly from: Instant
  readonly to: Instant
  /** Nothing that was received later is read. */
  readonly receivedBy: Instant
}

/**
 * Mean of a series over each step of a stretch of time, failed values left out; NaN for a step
 * without one. The first entry is the step that begins at `from`. The caller bounds the stretch:
 * one reading a minute over 10 days are 14,400 rows, some 10 ms of the store.
 */
export async function stepMeans(db: Queryable, query: StepMeansQuery): Promise<Float64Array> {
  const { seriesId, stepMs, from, to, receivedBy } = query
  const means = new Float64Array(Math.max(0, Math.round((to - from) / stepMs))).fill(NaN)
  const rows = await db.query<{ step: number; mean: number }>(
    `SELECT floor((extract(epoch FROM observed_at)::float8 * 1000 - $2::float8) / $3::float8)::int
              AS step, avg(value) AS mean
     FROM reading
     WHERE series_id = $1 AND observed_at >= ${timeSql('$2')} AND observed_at < ${timeSql('$4')}
       AND received_at <= ${timeSql('$5')} AND flag < ${Flag.fail}
     GROUP BY 1`,
    [seriesId, from, stepMs, to, receivedBy],
  )
  for (const { step, mean } of rows) means[step] = mean
  return means
}
