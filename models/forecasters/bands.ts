import { quantileLevels } from './levels.ts'

/** Errors from which quantiles are read, the newest first, thinned to so many. */
const rowsMost = 1500
/** Errors count half as much after so many days. */
const halfLifeDays = 60
/** Below so many known errors the bands are widened. */
const rowsSure = 60
/**
 * Errors of a short history lie to one side by its weather, as though the other could not be: so
 * each counts a little on the other side too, by this over the errors that do not overlap.
 */
const mirrored = 8
/**
 * Errors miss some of what can be: of n that do not overlap, levels move out by 1/n of their
 * distance from the middle. Not on fewer than these, where the outermost would read a single error.
 */
const apartLeast = 30
/** Share of a miss by which a day of misses moves a level. */
const pacePerDay = 0.03
/** Levels are moved by at most so much towards the outside. */
const shiftMost = 0.12

/**
 * Conformal bands of one forecaster at one horizon: quantiles of its own past errors, each divided
 * by the spread that was expected of it, the recent ones counting more. The levels at which they
 * are read move with the misses seen, so that coverage holds under drift (adaptive conformal
 * inference).
 *
 * @source Gibbs & Candès (2021), Advances in Neural Information Processing Systems 34
 */
export type ErrorBands = {
  /** Reads the errors known at step `now`. */
  calibrate(now: number): void
  /** Counts the miss or hit of the band that was issued for the step `now`. */
  learn(now: number): void
  /** Quantiles of the error at that origin, ordered. */
  at(origin: number): Float64Array
}

export type BandInputs = {
  readonly fitted: Float64Array
  readonly horizon: number
  readonly stepsPerDay: number
  /** By origin: the forecast, and the error expected of it. */
  readonly centre: Float32Array
  readonly spread: Float32Array
}

export function createBands(inputs: BandInputs): ErrorBands {
  const { fitted, horizon, centre, spread, stepsPerDay } = inputs
  const shifts = new Float64Array(quantileLevels.length)
  let table: Float64Array = new Float64Array(quantileLevels.length)
  const errorAt = (t: number) => (fitted[t + horizon]! - centre[t]!) / spread[t]!
  return {
    calibrate(now) {
      const errors: WeighedError[] = []
      const stride = Math.max(1, Math.ceil((now * 0.5) / rowsMost))
      for (let t = now - horizon; t >= 0; t -= stride) {
        const error = errorAt(t)
        if (!Number.isFinite(error)) continue
        errors.push({ error, trust: trustOf((now - horizon - t) / stepsPerDay, halfLifeDays) })
        if (errors.length >= rowsMost) break
      }
      const spanned = (errors.length * stride) / Math.max(horizon, stepsPerDay)
      const asked = askedLevels(shifts, (errors.length * stride) / horizon)
      table = aroundForecast(weightedQuantiles(bothSides(errors, mirrored / spanned), asked))
      if (errors.length >= rowsSure) return
      const usual = errors.length === 0 ? spreadOf(fitted, now) : 0
      const widen = 1 + 8 / (errors.length + 4)
      table = table.map((q, i) => q * widen + usual * normalQuantile(quantileLevels[i]!))
    },
    learn(now) {
      const error = errorAt(now - horizon)
      if (!Number.isFinite(error)) return
      quantileLevels.forEach((level, i) => {
        if (level === 0.5) return
        const below = error <= table[i]! ? 1 : 0
        const moved = shifts[i]! + (pacePerDay / stepsPerDay) * (level - below)
        // Only outwards or a little inwards: the tails are moved by the share still beyond them.
        const most = Math.min(shiftMost, 0.5 * Math.abs(level - 0.5))
        shifts[i] = Math.max(-most, Math.min(most, moved))
      })
    },
    at: (origin) => table.map((quantile) => quantile * spread[origin]!),
  }
}

/** Weight of an error by its age in days; old ones keep a tenth, so that a season is remembered. */
export const trustOf = (ageDays: number, halfLife: number): number =>
  0.1 + 0.9 * 0.5 ** (ageDays / halfLife)

/** Beyond the outermost error a level reads the outermost error, stretched by what is missing. */
const stretchPerLevel = 8

type WeighedError = { readonly error: number; readonly trust: number }

/** The errors, and each on the other side with a share of its trust. */
function bothSides(errors: readonly WeighedError[], share: number): WeighedError[] {
  const other = Math.min(1, share)
  return errors.flatMap(({ error, trust }) => [
    { error, trust },
    { error: -error, trust: trust * other },
  ])
}

/**
 * The levels at which the errors are read, rising.
 *
 * @param apart  errors that do not overlap
 */
function askedLevels(shifts: Float64Array, apart: number): Float64Array {
  const missed = apart < apartLeast ? 0 : 1 / apart
  return shifts
    .map((shift, i) => {
      const level = quantileLevels[i]!
      return level + shift + missed * (level - 0.5)
    })
    .sort()
}

function weightedQuantiles(rows: WeighedError[], asked: Float64Array): Float64Array {
  const table = new Float64Array(quantileLevels.length)
  if (rows.length === 0) return table
  rows.sort((a, b) => a.error - b.error)
  const total = rows.reduce((sum, { trust }) => sum + trust, 0)
  const inner = 2 / rows.length
  let sum = rows[0]!.trust
  let at = 0
  asked.forEach((level, i) => {
    const held = Math.max(inner, Math.min(1 - inner, level))
    while (at < rows.length - 1 && sum < held * total) {
      at += 1
      sum += rows[at]!.trust
    }
    const beyond = Math.abs(level - held)
    table[i] = rows[at]!.error * (1 + stretchPerLevel * beyond)
  })
  return table.sort()
}

/**
 * The same quantiles with the forecast as their median. How far the last weeks' errors lay to one
 * side is mostly the season's weather, and carrying it on made forecasts worse.
 */
function aroundForecast(table: Float64Array): Float64Array {
  return table.map((error, i) => {
    const level = quantileLevels[i]!
    return level === 0.5 ? 0 : level < 0.5 ? Math.min(error, 0) : Math.max(error, 0)
  })
}

function spreadOf(fitted: Float64Array, now: number): number {
  let count = 0
  let mean = 0
  let squares = 0
  for (let t = 0; t <= now; t += 1) {
    const value = fitted[t]!
    if (Number.isNaN(value)) continue
    count += 1
    const delta = value - mean
    mean += delta / count
    squares += delta * (value - mean)
  }
  return count > 1 ? Math.sqrt(squares / count) : Math.abs(mean) / 2
}

/** Logistic approximation of the normal quantile, good to 2 % between 2.5 and 97.5 %. */
const normalQuantile = (level: number) => Math.log(level / (1 - level)) / 1.702
