import type { Band, ForecastValue } from '../../src/domain/forecast.ts'
import type { Range } from '../../src/domain/network.ts'
import type { Instant } from '../../src/domain/time.ts'
import { seasonOf } from '../forecasters/grid.ts'
import { levelIndex } from '../forecasters/levels.ts'
import { sixDigits, type FittedSeries } from './fit.ts'
import { rhythmAt } from './rhythm.ts'

/** Means of the newest steps, up to the last complete one; NaN where nothing was measured. */
export type RecentSteps = { readonly startAt: Instant; readonly values: Float64Array }

/** What a parameter's nature adds. */
export type Nature = {
  /** A departure is a factor, not an amount. */
  readonly byFactors: boolean
  readonly hardRange: Range
}

export type IssuedSteps = {
  readonly cutOffAt: Instant
  readonly values: readonly ForecastValue[]
  /** By lead, all quantiles of the model. */
  readonly paths: readonly (readonly number[])[]
  /** Age of the newest known step at the cut-off, in steps; 0: the last one was measured. */
  readonly ageSteps: number
  readonly lastValue: number
}

/**
 * Issues a forecast from the last fit without fitting: the fitted path, moved by what has been
 * measured since it was made. The departure of the newest step from the path fades with the lead
 * as departures of this series used to fade; the band is as wide as the fit found it at that
 * distance from the newest measurement. Straight after the fit this is the model's own forecast.
 *
 * @param leads  in steps, rising
 */
export function issueSteps(
  fitted: FittedSeries,
  recent: RecentSteps,
  leads: readonly number[],
  nature: Nature,
): IssuedSteps {
  const { stepMs } = fitted
  const cutOffAt = recent.startAt + recent.values.length * stepMs
  const passed = Math.max(0, Math.round((cutOffAt - fitted.cutOffAt) / stepMs))
  const newest = recent.values.findLastIndex((value) => !Number.isNaN(value))
  const ageSteps = newest < 0 ? recent.values.length : recent.values.length - 1 - newest
  const lastValue = newest < 0 ? fitted.lastValue : recent.values[newest]!
  // A step before the fit's cut-off is in the path already.
  const position = passed - ageSteps
  const departed = newest >= 0 && position >= 1
  const expected = departed ? quantilesAt(fitted, 'quantiles', position)[levelIndex.median]! : 0
  const asFactor = nature.byFactors && expected > 0 && lastValue > 0
  const paths: number[][] = []
  const values = leads.map((lead): ForecastValue => {
    const at = cutOffAt + (lead - 1) * stepMs
    const path = quantilesAt(fitted, 'quantiles', passed + lead)
    const distance = departed ? lead + ageSteps : passed + lead
    const spread = quantilesAt(fitted, 'quantiles', distance)
    const share = departed ? shareAfter(fitted, distance) : 0
    const centre = asFactor
      ? path[levelIndex.median]! * (lastValue / expected) ** share
      : path[levelIndex.median]! + share * (lastValue - expected)
    const moved = around(centre, spread, asFactor).map((value) => held(value, nature.hardRange))
    paths.push(moved)
    const usual = quantilesAt(fitted, 'climatology', passed + lead)
    return {
      at,
      leadMs: lead * stepMs,
      model: bandOf(moved),
      climatology: bandOf(usual.map((value) => held(value, nature.hardRange))),
      persistence: sixDigits(lastValue),
      seasonalNaive: sixDigits(sameTimeOfDay(recent.values, lead, stepMs) ?? lastValue),
    }
  })
  return { cutOffAt, values, paths, ageSteps, lastValue }
}

/** The quantiles around another centre; as factors where the centre moved by a factor. */
function around(centre: number, spread: readonly number[], asFactor: boolean): number[] {
  const middle = spread[levelIndex.median]!
  if (asFactor && spread[0]! > 0) return spread.map((value) => (centre * value) / middle)
  return spread.map((value) => centre + value - middle)
}

/** All quantiles `position` steps after the fit's cut-off, between knots along the daily rhythm. */
function quantilesAt(
  fitted: FittedSeries,
  kind: 'quantiles' | 'climatology',
  position: number,
): number[] {
  const { knots, rhythm, stepMs, cutOffAt } = fitted
  const rhythmOf = (step: number) => rhythmAt(rhythm, cutOffAt + (step - 1) * stepMs, stepMs)
  const { below, above, share } = placeOf(knots, position)
  const low = fitted[kind][below]!
  const high = fitted[kind][above]!
  const lowRhythm = rhythmOf(knots[below]!)
  const highRhythm = rhythmOf(knots[above]!)
  const here = rhythmOf(position)
  return low.map((value, level) => {
    const left = value - lowRhythm
    const right = high[level]! - highRhythm
    return here + left + share * (right - left)
  })
}

function shareAfter({ knots, shares }: FittedSeries, steps: number): number {
  if (steps <= 0) return 1
  const { below, above, share } = placeOf([0, ...knots], steps)
  const all = [1, ...shares]
  return all[below]! + share * (all[above]! - all[below]!)
}

/** The knots around a position, and how far it lies between them; beyond the last, the last. */
function placeOf(knots: readonly number[], position: number) {
  const above = knots.findIndex((knot) => knot >= position)
  if (above === -1) return { below: knots.length - 1, above: knots.length - 1, share: 0 }
  if (above === 0) return { below: 0, above: 0, share: 0 }
  const from = knots[above - 1]!
  return { below: above - 1, above, share: (position - from) / (knots[above]! - from) }
}

function sameTimeOfDay(values: Float64Array, lead: number, stepMs: number): number | null {
  const season = seasonOf(stepMs)
  for (let back = season * Math.ceil(lead / season) - lead; back < values.length; back += season) {
    const value = values[values.length - 1 - back]!
    if (!Number.isNaN(value)) return value
  }
  return null
}

function held(value: number, [low, high]: Range): number {
  return sixDigits(Math.min(high ?? Infinity, Math.max(low ?? -Infinity, value)))
}

function bandOf(quantiles: readonly number[]): Band {
  const { median, low80, high80, low95, high95 } = levelIndex
  return {
    median: quantiles[median]!,
    low80: quantiles[low80]!,
    high80: quantiles[high80]!,
    low95: quantiles[low95]!,
    high95: quantiles[high95]!,
  }
}
