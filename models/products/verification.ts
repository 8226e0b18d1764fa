import { dateAfter } from '../../src/domain/time.ts'
import { mean } from 'simple-statistics'
import type { AqiStandard } from '../../src/domain/standards.ts'
import type {
  DayReport,
  ForecasterScore,
  ForecastRange,
  HitCount,
  Said,
  Verified,
  VerifiedDay,
} from '../../src/domain/verification.ts'
import { aqiLevelOf } from '../assess/aqi.ts'

type Inputs = {
  /** Date of issue. */
  readonly date: string
  readonly days: number
  readonly standard: AqiStandard
  /** AQI by which a range may miss and still hit. */
  readonly tolerance: number
  readonly said: readonly Said[]
  /** By date; a day of too few hours, or not over yet, is absent. */
  readonly measured: ReadonlyMap<string, DayReport>
}

/**
 * Holds what each forecaster said of an area against what was measured: whether the AQI lay in the
 * range, its level among those that the range touches, and, where the index has one, a primary
 * pollutant among those named.
 */
export function verifyDays(inputs: Inputs): readonly VerifiedDay[] {
  const { date, days, standard, said, measured } = inputs
  return Array.from({ length: days }, (_, index): VerifiedDay => {
    const leadDay = index + 1
    const target = dateAfter(date, leadDay)
    const day = measured.get(target) ?? null
    const observed = day && { ...day, level: aqiLevelOf(standard, day.aqi).level }
    const forecasts = said.flatMap(({ forecaster, ranges }): Verified[] => {
      const range = ranges.get(leadDay)
      return range === undefined ? [] : [{ forecaster, ...judge(range, day, inputs) }]
    })
    return { leadDay, date: target, observed, forecasts }
  })
}

function judge(
  { aqiLow, aqiHigh, primaryPollutants }: ForecastRange,
  day: DayReport | null,
  { standard, tolerance }: Inputs,
): Omit<Verified, 'forecaster'> {
  const levelOf = (aqi: number) => aqiLevelOf(standard, aqi).level
  const levels = standard.levels
    .map(({ level }) => level)
    .filter((level) => level >= levelOf(aqiLow) && level <= levelOf(aqiHigh))
  const range = { aqiLow, aqiHigh, primaryPollutants, levels }
  if (day === null) {
    return { ...range, rangeHit: null, levelHit: null, primaryHit: null, error: null }
  }
  const { aqi, primary } = day
  const hasPrimary = aqi > standard.primaryAbove
  return {
    ...range,
    rangeHit: aqi >= aqiLow - tolerance && aqi <= aqiHigh + tolerance,
    levelHit: levels.includes(levelOf(aqi)),
    primaryHit: hasPrimary ? primaryPollutants.some((code) => primary.includes(code)) : null,
    error: (aqiLow + aqiHigh) / 2 - aqi,
  }
}

/** Hits of each forecaster over days, of all and of polluted ones. */
export function scoreDays(
  days: readonly VerifiedDay[],
  said: readonly Pick<Said, 'forecaster'>[],
  pollutedAbove: number,
): readonly ForecasterScore[] {
  return said.map(({ forecaster }) => {
    const of = days.flatMap(({ observed, forecasts }) =>
      forecasts
        .filter((one) => one.forecaster === forecaster && observed !== null)
        .map((one) => ({ ...one, aqi: observed?.aqi ?? 0 })),
    )
    const polluted = of.filter(({ aqi }) => aqi > pollutedAbove)
    return { forecaster, all: countHits(of), polluted: countHits(polluted) }
  })
}

function countHits(of: readonly Verified[]): HitCount {
  const count = (holds: (one: Verified) => boolean) => of.filter(holds).length
  const errors = of.flatMap(({ error }) => error ?? [])
  return {
    n: of.length,
    rangeHits: count(({ rangeHit }) => rangeHit === true),
    levelHits: count(({ levelHit }) => levelHit === true),
    primaryN: count(({ primaryHit }) => primaryHit !== null),
    primaryHits: count(({ primaryHit }) => primaryHit === true),
    meanError: errors.length === 0 ? null : mean(errors),
    meanAbsoluteError: errors.length === 0 ? null : mean(errors.map(Math.abs)),
  }
}

/**
 * That every coming day is as the last whole one before the issue was, as wide as the product's own
 * ranges at that level.
 */
export function persistenceRange(
  { aqi, primary }: DayReport,
  standard: AqiStandard,
  halfWidths: readonly number[],
): ForecastRange {
  const half = halfWidths[aqiLevelOf(standard, aqi).level - 1] ?? halfWidths.at(-1) ?? 0
  const [aqiLow, aqiHigh] = [Math.max(0, aqi - half), aqi + half]
  return { aqiLow, aqiHigh, primaryPollutants: primary }
}
