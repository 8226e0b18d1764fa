import { carryForward, seasonOf, type Grid } from './grid.ts'

/**
 * Seasonal exponential smoothing with an error that fades (Holt and Winters, additive, without
 * trend; Taylor's adjustment for the last error):
 *
 *     forecast(t + h) = level + season at t + h + share(h) * (value - level - season at t)
 *
 * Level and season are carried for every step at once; each depends on earlier steps only.
 */
export type Smoothing = {
  readonly level: Float64Array
  /** Season after the update at that step. */
  readonly season: Float64Array
  readonly error: Float64Array
  readonly period: number
}

export type SmoothingRate = { readonly level: number; readonly season: number }

/** Rates per day: how much of the level and of the season a day renews. */
export const smoothingRates: readonly SmoothingRate[] = [0.15, 0.4, 0.8].flatMap((level) =>
  [0.05, 0.15, 0.4].map((season) => ({ level, season })),
)

export function smooth(fitted: Float64Array, grid: Grid, rate: SmoothingRate): Smoothing {
  const period = seasonOf(grid.stepMs)
  const values = carryForward(fitted, grid.stepMs)
  const n = values.length
  const levels = new Float64Array(n).fill(NaN)
  const seasons = new Float64Array(n).fill(NaN)
  const errors = new Float64Array(n).fill(NaN)
  const season = new Float64Array(period)
  const alpha = 1 - (1 - rate.level) ** (1 / period)
  const gamma = period > 1 ? rate.season : 0
  let level = NaN
  let learned = 0
  for (let t = 0; t < n; t += 1) {
    const value = values[t]!
    const phase = t % period
    if (!Number.isNaN(value)) {
      if (Number.isNaN(level)) level = value
      learned += 1
      // The first days are learned faster, as a running mean would.
      const error = value - level - season[phase]!
      level += Math.max(alpha, 1 / (learned + 1)) * error
      season[phase]! +=
        Math.max(gamma, period / (learned + 2 * period)) *
        (period > 1 ? 1 : 0) *
        (value - level - season[phase]!)
      errors[t] = value - level - season[phase]!
    }
    levels[t] = level
    seasons[t] = season[phase]!
  }
  return { level: levels, season: seasons, error: errors, period }
}

/** Level and season for `horizon` steps after `origin`, without the fading error. */
export function smoothedAt({ level, season, period }: Smoothing, origin: number, horizon: number) {
  const back = origin + horizon - period * Math.ceil(horizon / period)
  return level[origin]! + (back >= 0 && period > 1 ? season[back]! : 0)
}
