import type { Sample } from '../../models/assess/water-class.ts'
import type { Station, StationParameter } from '../domain/network.ts'
import type { SurfaceWaterStandard } from '../domain/standards.ts'
import { dayMs, type Instant } from '../domain/time.ts'
import type { Queryable } from '../store/db.ts'
import { validMeans } from '../store/day-means.ts'

/** A day of a station, of which these parameters are asked. */
export type StationDay = {
  readonly station: Station['id']
  readonly parameters: readonly StationParameter[]
  readonly startAt: Instant
}

/**
 * Means of the valid readings of days, one day a station, by station; unrounded, and empty where
 * nothing is left.
 *
 * @param leastShare  a mean needs this share of the values expected of the day, 0 to 1
 */
export async function daySamples(
  db: Queryable,
  { factors }: SurfaceWaterStandard,
  days: readonly StationDay[],
  leastShare: number,
): Promise<ReadonlyMap<Station['id'], Sample>> {
  const asked = days.flatMap(({ station, parameters, startAt }) =>
    parameters.map(({ code, period }) => ({
      ...{ station, parameter: code, period, from: startAt, to: startAt + dayMs },
    })),
  )
  const acidity = factors
    .filter((factor) => factor.mean === 'hydrogen-activity')
    .map(({ code }) => code)
  const means = asked.length === 0 ? [] : await validMeans(db, asked, acidity)
  return new Map(
    days.map(({ station, parameters }) => {
      const enough = means.filter((one) => {
        if (one.station !== station) return false
        const { cadenceMs } = parameters.find(({ code }) => code === one.parameter)!
        return one.count >= (leastShare * dayMs) / cadenceMs
      })
      return [station, Object.fromEntries(enough.map(({ parameter, mean }) => [parameter, mean]))]
    }),
  )
}
