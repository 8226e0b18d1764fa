import { mean, probit } from 'simple-statistics'
import type { Joint } from '../../src/domain/product.ts'
import type { AqiStandard } from '../../src/domain/standards.ts'
import { hourMs, type Instant } from '../../src/domain/time.ts'
import { dayValue } from './day-value.ts'
import { errorLeadsMs, hoursOfDay, type AirSeries } from './air-series.ts'
import { atScore } from './band-score.ts'

/** Where no stored days order the paths, so many equally likely levels for all pollutants alike. */
const levelsAlone = 39

/** One way in which the coming days may go, equally likely with the others. */
type Path = {
  /** As many standard deviations from its median as a series stands in an hour of a day ahead. */
  readonly scoreAt: (series: number, hour: number, leadMs: number) => number
  /** Place of the stored day whose hours stand in where no forecast reaches; null: none does. */
  readonly storedDay: number | null
}
export type JointPaths = { readonly joint: Joint; readonly paths: readonly Path[] }

/**
 * Paths of all series of an area together. The quantiles tell each hour of each pollutant alone; how
 * pollutants, stations and the hours of a day go together is told by the past (Schaake's shuffle):
 * each stored day is one path. A fitted correlation would need a random generator and a shape for
 * the tail, and has no more to learn from than these days.
 *
 * - `errors`: on it a series stands in each hour at the rank that its forecast error of that hour
 *   and that many days ahead has among the days. What errs together errs together again.
 * - `days`: where too few days were forecast, at the rank of that day's value, through all hours.
 * - `together`: where too few days are stored, all series share one level: what is bad is then bad
 *   together.
 *
 * @source Clark et al. (2004), J. Hydrometeorology 5, 243–262; of errors: Schefzik (2016), Mon. Wea.
 *   Rev. 144, 1909–1921
 */
export function pathsOf(
  standard: AqiStandard,
  series: readonly AirSeries[],
  hoursLeast: number,
  daysLeast: number,
): JointPaths {
  const errors = errorPaths(series, hoursLeast)
  if (errors.length >= daysLeast) return { joint: 'errors', paths: errors }
  const days = dayPaths(standard, series, hoursLeast)
  if (days.length >= daysLeast) return { joint: 'days', paths: days }
  const paths = Array.from({ length: levelsAlone }, (_, level) => {
    const score = probit((level + 0.5) / levelsAlone)
    return { scoreAt: () => score, storedDay: null }
  })
  return { joint: 'together', paths }
}

const scoreOfRank = (rank: number, count: number) => probit((rank + 0.5) / count)

function errorPaths(series: readonly AirSeries[], hoursLeast: number): Path[] {
  const known = (scores: Float64Array | undefined, day: number) =>
    scores === undefined ? [] : hoursOfStored(scores, day).filter(Number.isFinite)
  const days = daysOf(series).filter((day) =>
    series.every(({ errors }) =>
      errorLeadsMs.every((leadMs) => known(errors.get(leadMs), day).length >= hoursLeast),
    ),
  )
  // By series, lead and hour: the scores of all days, an hour that was not measured by its day's.
  const tables = series.map(({ errors }) =>
    errorLeadsMs.map((leadMs) => {
      const scores = errors.get(leadMs)!
      return Array.from({ length: hoursOfDay }, (_, hour) => {
        const values = days.map((day) => {
          const score = scores[day * hoursOfDay + hour]!
          return Number.isFinite(score) ? score : mean(known(scores, day))
        })
        return ranksOf(values).map((rank) => scoreOfRank(rank, days.length))
      })
    }),
  )
  return days.map((storedDay, at) => ({
    storedDay,
    scoreAt: (index, hour, leadMs) => tables[index]![leadIndex(leadMs)]![hour]![at]!,
  }))
}

/** Of the leads that errors are kept of, the nearest. */
function leadIndex(leadMs: number): number {
  const half = errorLeadsMs[0]! / 2
  const found = errorLeadsMs.findIndex((one) => leadMs <= one + half)
  return found < 0 ? errorLeadsMs.length - 1 : found
}

function dayPaths(standard: AqiStandard, series: readonly AirSeries[], hoursLeast: number): Path[] {
  const values = series.map(({ code, stored }) => (day: number) => {
    return dayValue(standard, code, hoursOfStored(stored, day), hoursLeast)
  })
  const days = daysOf(series).filter((day) => values.every((valueOf) => valueOf(day) !== null))
  const ranks = values.map((valueOf) => ranksOf(days.map((day) => valueOf(day)!)))
  return days.map((storedDay, at) => ({
    storedDay,
    scoreAt: (index) => scoreOfRank(ranks[index]![at]!, days.length),
  }))
}

/** Places of the whole days that every series has stored. */
function daysOf(series: readonly AirSeries[]): number[] {
  const counts = series.map(({ stored }) => Math.floor(stored.length / hoursOfDay))
  return Array.from({ length: Math.min(...counts) }, (_, day) => day)
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
  { scoreAt, storedDay }: Path,
  series: AirSeries,
  index: number,
  dayAt: Instant,
): number[] {
  const { forecast, stored } = series
  // Of the whole day, by its noon: its hours err together as the hours of one past day did.
  const leadMs = dayAt + (hoursOfDay / 2) * hourMs - (forecast?.cutOffAt ?? dayAt)
  return Array.from({ length: hoursOfDay }, (_, hour) => {
    const band = forecast?.hours.get(dayAt + hour * hourMs)
    if (band !== undefined) return atScore(band, scoreAt(index, hour, leadMs))
    return storedDay === null ? NaN : stored[storedDay * hoursOfDay + hour]!
  })
}
