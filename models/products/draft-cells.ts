import { mean, quantileSorted } from 'simple-statistics'
import type { AqiOdds, Basis, CellValue, DraftCell } from '../../src/domain/product.ts'
import type { ProductPlan } from '../../src/domain/product-plan.ts'
import { roundHalfEven } from '../../src/domain/round.ts'
import type { AqiStandard } from '../../src/domain/standards.ts'
import { dayMs, hourMs, type Instant } from '../../src/domain/time.ts'
import type { DayReport } from '../../src/domain/verification.ts'
import { aqiLevelOf, dailyAqi } from '../assess/aqi.ts'
import { hoursOfDay, type AirSeries } from './air-series.ts'
import { dayValue, fineParticles, ozone } from './day-value.ts'
import { hoursAlong, hoursOfStored, pathsOf, type JointPaths } from './paths.ts'

/** One area on one coming day along one path. */
type PathDay = {
  readonly aqi: number
  readonly primary: readonly string[]
  readonly pm25: number
  readonly o3: number
}

/**
 * The engine's own values of one area for the days ahead, from the joint paths of its series: the
 * AQI of each path by the daily rule, then quantiles over the paths. An area of several stations
 * has the mean of their hours.
 *
 * @param series   of the area's stations: every pollutant of the table at each of them
 * @param todayAt  start of the Beijing day of issue
 */
export function draftCells(
  area: string,
  series: readonly AirSeries[],
  standard: AqiStandard,
  plan: ProductPlan,
  todayAt: Instant,
): DraftCell[] {
  const { hoursLeast, daysLeast } = plan
  const none: JointPaths = { joint: 'together', paths: [] }
  const { joint, paths } =
    series.length === 0 ? none : pathsOf(standard, series, hoursLeast, daysLeast)
  const storedDays = paths.filter(({ storedDay }) => storedDay !== null).length
  return Array.from({ length: plan.trendDays }, (_, index): DraftCell => {
    const dayAt = todayAt + (index + 1) * dayMs
    const days = paths.flatMap((path) => {
      const hours = series.map((one, at) => hoursAlong(path, one, at, dayAt))
      return pathDay(hours, series, standard, hoursLeast) ?? []
    })
    const forecastHours = reachOf(series, dayAt)
    const climatologyHours = storedDays === 0 ? 0 : hoursOfDay - forecastHours
    const cell = { area, leadDay: index + 1 }
    const unsure = series.some(({ forecast }) => forecast?.published !== true)
    const known = { forecastHours, climatologyHours, storedDays, joint, published: !unsure }
    const basis: Basis = { ...known, aqiMedian: null, rangeShare: null, odds: null }
    if (days.length < daysLeast) {
      return { ...cell, value: null, reason: reasonOf(series, known, plan), basis }
    }
    return { ...cell, reason: null, ...valueOf(days, standard, plan, basis) }
  })
}

/**
 * AQI and primary pollutants of an area on each of its stored days, by the daily rule on the mean of its stations.
 *
 * @returns oldest first; null for a day of too few hours
 */
export function measuredDayReports(
  series: readonly AirSeries[],
  standard: AqiStandard,
  hoursLeast: number,
): (DayReport | null)[] {
  if (series.length === 0) return []
  const days = Math.min(...series.map(({ stored }) => Math.floor(stored.length / hoursOfDay)))
  return Array.from({ length: days }, (_, day) => {
    const hours = series.map(({ stored }) => hoursOfStored(stored, day))
    const report = pathDay(hours, series, standard, hoursLeast)
    return report && { aqi: report.aqi, primary: report.primary }
  })
}

/** Hours of a day that every series has a forecast for. */
function reachOf(series: readonly AirSeries[], dayAt: Instant): number {
  const hours = Array.from({ length: hoursOfDay }, (_, hour) => dayAt + hour * hourMs)
  return hours.filter((at) => series.every(({ forecast }) => forecast?.hours.has(at))).length
}

function reasonOf(
  series: readonly AirSeries[],
  { forecastHours, storedDays }: Pick<Basis, 'forecastHours' | 'storedDays'>,
  { daysLeast, hoursLeast }: ProductPlan,
): string {
  if (series.length === 0) return 'no air station measures here'
  return (
    `the forecasts reach ${forecastHours} of ${hoursOfDay} hours, ${hoursLeast} are needed; ` +
    (storedDays === 0
      ? `fewer than ${daysLeast} whole days are stored to fill the others from`
      : 'the stored days do not fill the others')
  )
}

function pathDay(
  hours: readonly (readonly number[])[],
  series: readonly AirSeries[],
  standard: AqiStandard,
  hoursLeast: number,
): PathDay | null {
  const day: Record<string, number | null> = {}
  for (const { code } of standard.pollutants) {
    const ofCode = hours.filter((_, at) => series[at]!.code === code)
    if (ofCode.length > 0) day[code] = dayValue(standard, code, meanHours(ofCode), hoursLeast)
  }
  const { aqi, primary } = dailyAqi(standard, day)
  const [pm25 = null, o3 = null] = [day[fineParticles], day[ozone]]
  return aqi === null || pm25 === null || o3 === null ? null : { aqi, primary, pm25, o3 }
}

/** Hour by hour the mean of the stations that are known; NaN where none is. */
function meanHours(stations: readonly (readonly number[])[]): number[] {
  return Array.from({ length: hoursOfDay }, (_, hour) => {
    const known = stations.map((hours) => hours[hour]!).filter(Number.isFinite)
    return known.length === 0 ? NaN : mean(known)
  })
}

function valueOf(
  days: readonly PathDay[],
  standard: AqiStandard,
  plan: ProductPlan,
  basis: Basis,
): { readonly value: CellValue; readonly basis: Basis } {
  const rising = (of: readonly PathDay[], read: (day: PathDay) => number) =>
    of.map(read).sort((a, b) => a - b)
  const [below, above] = [(1 - plan.range.share) / 2, (1 + plan.range.share) / 2]
  const aqis = rising(days, ({ aqi }) => aqi)
  // The worse of the two in the middle: between them there may be a gap, in which no path goes.
  const aqiMedian = aqis[aqis.length >> 1]!
  const { level } = aqiLevelOf(standard, aqiMedian)
  const halfWidth = plan.range.halfWidths[level - 1] ?? plan.range.halfWidths.at(-1)!
  const aqiLow = Math.max(Math.floor(quantileSorted(aqis, below)), aqiMedian - halfWidth)
  const aqiHigh = Math.min(Math.ceil(quantileSorted(aqis, above)), aqiMedian + halfWidth)
  const whole = (values: readonly number[], at: number) =>
    roundHalfEven(quantileSorted([...values], at), 0)
  // Of the paths within the range alone: beside a narrowed index a wide PM2.5 would contradict it.
  const inside = days.filter(({ aqi }) => aqi >= aqiLow && aqi <= aqiHigh)
  const [pm25, o3] = [rising(inside, (day) => day.pm25), rising(inside, (day) => day.o3)]
  return {
    value: {
      aqiLow,
      aqiHigh,
      primaryPollutants: aqiHigh > standard.primaryAbove ? primaryOf(days, plan) : [],
      pm25Low: whole(pm25, below),
      pm25High: whole(pm25, above),
      o3Low: whole(o3, below),
      o3High: whole(o3, above),
      weather: null,
    },
    basis: {
      ...{ ...basis, aqiMedian, odds: oddsOf(days, standard) },
      rangeShare: roundHalfEven(inside.length / days.length, 3),
    },
  }
}

function oddsOf(days: readonly PathDay[], standard: AqiStandard): AqiOdds {
  const probability = (count: number) => roundHalfEven(count / days.length, 3)
  const levels = counted(days.map(({ aqi }) => aqiLevelOf(standard, aqi).level))
  return {
    levels: levels
      .sort(([a], [b]) => a - b)
      .map(([level, count]) => ({ level, probability: probability(count) })),
    primary: primaryCounts(days).map(([code, count]) => {
      return { code, probability: probability(count) }
    }),
  }
}

function counted<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
}

/** On how many paths each pollutant is primary, the most frequent first. */
const primaryCounts = (days: readonly PathDay[]) =>
  counted(days.flatMap(({ primary }) => primary)).sort(
    ([a, m], [b, n]) => n - m || (a < b ? -1 : 1),
  )

/** Pollutants that are primary often enough on the paths that have any, the most frequent first. */
function primaryOf(days: readonly PathDay[], { primaryShareLeast }: ProductPlan): string[] {
  const polluted = days.filter(({ primary }) => primary.length > 0).length
  return primaryCounts(days)
    .filter(([, count], place) => place === 0 || count >= primaryShareLeast * polluted)
    .map(([code]) => code)
}
