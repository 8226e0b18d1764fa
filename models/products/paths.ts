import { probit } from 'simple-statistics'
import type { Band } from '../../src/domain/forecast.ts'
import type { AqiStandard } from '../../src/domain/standards.ts'
import { hourMs, type Instant } from '../../src/domain/time.ts'
import { dayValue } from './day-value.ts'
import { hoursOfDay, type AirSeries } from './air-series.ts'

/** Where no stored days order the paths, so many equally likely levels for all pollutants alike. */
const levelsAlone = 39

/** One way in which the coming days may go, equally likely with the others. */
type Path = {
  /** By series, as many standard deviations from the median as its rank stands for. */
  readonly scores: readonly number[]
  /** Place of the stored day whose hours stand in where no forecast reaches; null: none does. */
  readonly storedDay: number | null
}

/**
 * Paths of all series of an area together. The stored quantiles tell each hour of each pollutant
 * alone; how pollutants and stations go together is told by the days that were measured: each
 * stored day is one path, on which a series stands at the quantile of its rank on that day among
 * them. (Schaake's shuffle. An order by a fitted correlation would need a random generator and a
 * shape for the tail, and has no more to learn from than these days.) Within a path a series keeps
 * its quantile through all hours, as in the probability of a warning.
 *
 * With fewer days than asked for, all series share one level: what is bad is then bad together.
 *
 * @source Clark et al. (2004), J. Hydrometeorology 5, 243–262
 */
export function pathsOf(
  standard: AqiStandard,
  series: readonly AirSeries[],
  hoursLeast: number,
  daysLeast: number,
): readonly Path[] {
  const values = series.map((one) => dayValues(standard, one, hoursLeast))
  const count = Math.min(...values.map((days) => days.length))
  const days = Array.from({ length: count }, (_, day) => day).filter((day) =>
    values.every((ofSeries) => ofSeries[day] !== null),
  )
  if (days.length < daysLeast) {
    return Array.from({ length: levelsAlone }, (_, level) => {
      const score = probit((level + 0.5) / levelsAlone)
      return { scores: series.map(() => score), storedDay: null }
    })
  }
  const ranks = values.map((ofSeries) => ranksOf(days.map((day) => ofSeries[day]!)))
  return days.map((storedDay, at) => ({
    scores: ranks.map((rank) => probit((rank[at]! + 0.5) / days.length)),
    storedDay,
  }))
}

function dayValues(
  standard: AqiStandard,
  { code, stored }: AirSeries,
  hoursLeast: number,
): (number | null)[] {
  return Array.from({ length: Math.floor(stored.length / hoursOfDay) }, (_, day) =>
    dayValue(standard, code, hoursOfStored(stored, day), hoursLeast),
  )
}

/** The 24 hours of a stored day. */
export const hoursOfStored = (stored: Float64Array, day: number) =>
  Array.from(stored.subarray(day * hoursOfDay, (day + 1) * hoursOfDay))

/** Place of each value in the rising order of all; equal ones in their own order. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]! || a - b)
  const ranks: number[] = []
  order.forEach((at, rank) => (ranks[at] = rank))
  return ranks
}

/** The hours of one series on one day along a path; NaN where nothing is known. */
export function hoursAlong(
  { scores, storedDay }: Path,
  series: AirSeries,
  index: number,
  dayAt: Instant,
): number[] {
  const { forecast, stored } = series
  return Array.from({ length: hoursOfDay }, (_, hour) => {
    const band = forecast?.hours.get(dayAt + hour * hourMs)
    if (band !== undefined) return atScore(band, scores[index]!)
    return storedDay === null ? NaN : stored[storedDay * hoursOfDay + hour]!
  })
}

/** Standard scores of the quantiles of a band: 2.5, 10, 50, 90 and 97.5 %. */
const bandScores = [0.025, 0.1, 0.5, 0.9, 0.975].map((level) => probit(level))

/** Value of a band at a standard score, linear between its quantiles and no further than them. */
function atScore({ low95, low80, median, high80, high95 }: Band, score: number): number {
  const values = [low95, low80, median, high80, high95]
  const above = bandScores.findIndex((one) => score <= one)
  if (above === 0) return low95
  if (above < 0) return high95
  const from = bandScores[above - 1]!
  const share = (score - from) / (bandScores[above]! - from)
  return values[above - 1]! + share * (values[above]! - values[above - 1]!)
}
