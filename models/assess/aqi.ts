import { assert } from '../../src/domain/errors.ts'
import type { Names } from '../../src/domain/network.ts'
import type {
  AqiLevel,
  AqiPollutant,
  AqiStandard,
  BreakpointColumn,
} from '../../src/domain/standards.ts'
import { roundHalfEven } from '../../src/domain/round.ts'

/**
 * Concentrations by factor code in the table's units. Null: missing this time. Absent: never
 * monitored here. Both keep an index below the threshold from being published.
 */
export type Concentrations = Readonly<Record<string, number | null>>

export type AqiPart = {
  readonly code: string
  readonly state: 'measured' | 'missing' | 'not-monitored'
  /** Rounded as the standard asks. */
  readonly concentration: number | null
  readonly iaqi: number | null
}

export type AqiReport = {
  readonly standard: string
  /** Null is published as `NA`. */
  readonly aqi: number | null
  readonly level: AqiLevel | null
  /** Codes of the primary pollutants, all of them on a tie; empty up to an AQI of 50. */
  readonly primary: readonly string[]
  readonly sensitiveGroups: readonly Names[]
  readonly parts: readonly AqiPart[]
}

/**
 * Index of a rounded concentration: linear between breakpoints and rounded up. Counted in whole
 * steps of the last decimal, so that 100 stays 100.
 *
 * @returns null above the last breakpoint of a column that reports another period's index there
 */
function indexIn(
  scale: readonly number[],
  column: BreakpointColumn,
  concentration: number,
  decimals: number,
): number | null {
  const steps = (value: number) => Math.round(value * 10 ** decimals)
  const value = Math.max(0, steps(concentration))
  const upper = column.points.findIndex((point) => value <= steps(point))
  if (upper === 0) return scale[0] ?? null
  if (upper < 0) return column.above === 'last' ? (scale[column.points.length - 1] ?? null) : null
  const low = steps(column.points[upper - 1]!)
  const high = steps(column.points[upper]!)
  const from = scale[upper - 1]!
  return from + Math.ceil(((scale[upper]! - from) * (value - low)) / (high - low))
}

/** Day column, or hour column where the pollutant has one. */
export type AqiPeriod = 'day' | 'hour'

const columnOf = (pollutant: AqiPollutant, period: AqiPeriod) =>
  period === 'hour' && pollutant.hour !== null ? pollutant.hour : pollutant.day

/**
 * Individual air quality index (IAQI) of one concentration, rounded here first.
 *
 * @returns null for a pollutant the table does not have, a value that is not finite, or where the
 *   table's note asks for the index of the other period
 * @source HJ 633 table of breakpoints with notes b and c; GB/T 8170
 * @example iaqiOf(standard, 'a34004', 41, 'day') // => 62 by HJ 633-2026
 */
export function iaqiOf(
  standard: AqiStandard,
  code: string,
  concentration: number,
  period: AqiPeriod,
): number | null {
  const pollutant = standard.pollutants.find((one) => one.code === code)
  if (pollutant === undefined || !Number.isFinite(concentration)) return null
  const rounded = roundHalfEven(concentration, pollutant.decimals)
  return indexIn(standard.scale, columnOf(pollutant, period), rounded, pollutant.decimals)
}

/** The level an AQI falls in. @example aqiLevelOf(standard, 63).word.zh // => '良' */
export function aqiLevelOf(standard: AqiStandard, aqi: number): AqiLevel {
  const level = standard.levels.find(({ upTo }) => upTo === null || aqi <= upTo)
  assert(level !== undefined, `${standard.id} has a level for an AQI of ${aqi}`)
  return level
}

/**
 * Daily report: day means, and for ozone the largest 8-hour mean of the day.
 *
 * @param hourMax  largest 1-h means, for tables that report these where the day column ends
 */
export function dailyAqi(
  standard: AqiStandard,
  day: Concentrations,
  hourMax: Concentrations = {},
): AqiReport {
  const parts = standard.pollutants.map((pollutant) =>
    partOf(standard, pollutant, 'day', day, hourMax),
  )
  return reportOf(standard, parts)
}

/**
 * Real-time report of one hour: 1-h means; particles as the table says, by the hour's mean
 * (HJ 633-2026) or the mean of the last 24 hours (HJ 633-2012).
 *
 * @param dayMean  means of the last 24 hours, for tables that ask for them
 */
export function realTimeAqi(
  standard: AqiStandard,
  hour: Concentrations,
  dayMean: Concentrations = {},
): AqiReport {
  const parts = standard.pollutants.map((pollutant) =>
    pollutant.hour === null && standard.realTimeParticles === 'day-mean'
      ? partOf(standard, pollutant, 'day', dayMean, {})
      : partOf(standard, pollutant, 'hour', hour, dayMean),
  )
  return reportOf(standard, parts)
}

function partOf(
  standard: AqiStandard,
  pollutant: AqiPollutant,
  period: AqiPeriod,
  values: Concentrations,
  otherPeriod: Concentrations,
): AqiPart {
  const { code } = pollutant
  const value = values[code]
  const blank = { code, concentration: null, iaqi: null }
  if (value === undefined) return { ...blank, state: 'not-monitored' }
  if (value === null || !Number.isFinite(value)) return { ...blank, state: 'missing' }
  const concentration = roundHalfEven(value, pollutant.decimals)
  const other = otherPeriod[code] ?? NaN
  const iaqi =
    iaqiOf(standard, code, value, period) ??
    iaqiOf(standard, code, other, period === 'day' ? 'hour' : 'day')
  return { code, state: iaqi === null ? 'missing' : 'measured', concentration, iaqi }
}

/** The index is the largest part; with a part missing it is published only when it is bad. */
function reportOf(standard: AqiStandard, parts: readonly AqiPart[]): AqiReport {
  const largest = parts.reduce((max, { iaqi }) => Math.max(max, iaqi ?? -1), -1)
  const complete = parts.every((part) => part.state === 'measured')
  const aqi = (complete && largest >= 0) || largest > standard.partialAbove ? largest : null
  const above = (limit: number) => parts.filter(({ iaqi }) => iaqi !== null && iaqi > limit)
  const primary =
    aqi === null ? [] : above(standard.primaryAbove).filter((part) => part.iaqi === largest)
  const sensitive = new Set(above(standard.sensitiveAbove).map((part) => part.code))
  const groups = standard.pollutants
    .filter((pollutant) => sensitive.has(pollutant.code))
    .flatMap((pollutant) => pollutant.sensitiveGroups)
  return {
    standard: standard.id,
    aqi,
    level: aqi === null ? null : aqiLevelOf(standard, aqi),
    primary: primary.map((part) => part.code),
    sensitiveGroups: [...new Map(groups.map((group) => [group.zh, group])).values()],
    parts,
  }
}
