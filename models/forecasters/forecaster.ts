import type { Grid } from './grid.ts'

/** One answer: quantiles at `quantileLevels`, rising, all finite, in the target's unit. */
export type Forecast = {
  readonly origin: number
  readonly horizon: number
  readonly quantiles: Float64Array
}

/** Why a forecast rests on less than the whole model. */
export type DegradeReason =
  'no-history' | 'short-history' | 'constant-target' | 'gap' | 'missing-feature'
export type DegradeNote = {
  readonly reason: DegradeReason
  readonly horizon: number
  /** What served instead, and why, in words. */
  readonly sentence: string
  /** Answers concerned. */
  count: number
}

/** A forecaster at work on one series; origins never fall from one call to the next. */
export type Issuer = {
  /** Null where nothing at all is known yet. */
  forecast(origin: number, horizon: number): Forecast | null
  readonly notes: readonly DegradeNote[]
}

/**
 * A way to forecast a series. It refits itself from the history in the grid: there is no other
 * state. An answer issued at an origin reads steps up to and including that origin, and columns
 * known ahead up to its target, so cutting the grid short behind them changes nothing.
 */
export type Forecaster = {
  readonly name: string
  start(grid: Grid, horizons: readonly number[]): Issuer
}
