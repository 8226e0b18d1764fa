import { dayMs, hourMs, type Instant } from '../../src/domain/time.ts'

/** One column of a grid; NaN is a step without a value. */
export type GridColumn = {
  readonly name: string
  readonly values: Float64Array
  /** May be read at steps after the issue time (a calendar, a weather forecast). */
  readonly knownAhead: boolean
}

/** What another forecaster said of a stretch ahead, in whatever unit. */
export type Guided = {
  readonly saidAt: Instant
  /** Half-open. */
  readonly fromAt: Instant
  readonly toAt: Instant
  readonly value: number
}

/** A series on even steps, each named by its start, with the columns that may explain it. */
export type Grid = {
  readonly startAt: Instant
  readonly stepMs: number
  readonly target: Float64Array
  readonly features: readonly GridColumn[]
  /** Of one other forecaster, by `saidAt`; absent or empty: there is none. */
  readonly guidance?: readonly Guided[]
}

/**
 * No measurement is greater in any unit, and the single precision of the regressions' columns holds
 * it; a logger's fill value such as 9.97e36 is.
 */
export const measuredMost = 1e30

/**
 * Mean of the values inside each step; a step without values stays missing, and so does what can be
 * no measurement. Values come in any order, before the span is known; steps begin at multiples of
 * their length.
 */
export type StepMeans = {
  add(at: Instant, value: number): void
  over(startAt: Instant, steps: number): Float64Array
}

/** @example stepMeans(3600e3) // add(0, 1), add(60e3, 3), over(0, 2) => [2, NaN] */
export function stepMeans(stepMs: number): StepMeans {
  const sums = new Map<number, { sum: number; count: number }>()
  return {
    add(at, value) {
      if (!(Math.abs(value) <= measuredMost)) return
      const step = Math.floor(at / stepMs)
      const known = sums.get(step)
      if (known === undefined) sums.set(step, { sum: value, count: 1 })
      else {
        known.sum += value
        known.count += 1
      }
    },
    over(startAt, steps) {
      const first = Math.round(startAt / stepMs)
      return Float64Array.from({ length: steps }, (_, index) => {
        const step = sums.get(first + index)
        return step === undefined ? NaN : step.sum / step.count
      })
    },
  }
}

/** Steps of one day's rhythm; 1 where the step is too long to show one. */
export function seasonOf(stepMs: number): number {
  const steps = Math.round(dayMs / stepMs)
  return steps >= 2 && steps * stepMs === dayMs ? steps : 1
}

/** The window that stands for "lately": a day, or a week where steps are days. */
export const windowOf = (stepMs: number): number => Math.max(seasonOf(stepMs), 7)

/** Over so many missing steps the last value is carried for inputs: 6 h, at least 5 steps. */
const carryOf = (stepMs: number): number => Math.max(Math.round((6 * hourMs) / stepMs), 5)

/** Values with short gaps filled by the last one before them. */
export function carryForward(values: Float64Array, stepMs: number): Float64Array {
  const most = carryOf(stepMs)
  const filled = Float64Array.from(values)
  let age = Infinity
  for (let i = 1; i < filled.length; i += 1) {
    age = Number.isNaN(values[i - 1]!) ? age + 1 : 1
    if (Number.isNaN(filled[i]!) && age <= most) filled[i] = filled[i - 1]!
  }
  return filled
}

/** Values as they were `lag` steps before; a negative lag looks ahead. */
export function shifted(values: Float64Array, lag: number): Float64Array {
  const moved = new Float64Array(values.length).fill(NaN)
  if (Math.abs(lag) >= values.length) return moved
  if (lag >= 0) moved.set(values.subarray(0, values.length - lag), lag)
  else moved.set(values.subarray(-lag))
  return moved
}

/**
 * By origin, the newest that the other forecaster had said by the end of that step of the step
 * `horizon` later; NaN where it had said nothing.
 */
export function guidanceAhead(grid: Grid, horizon: number): Float64Array {
  const { startAt, stepMs, target, guidance = [] } = grid
  const said = new Float64Array(target.length).fill(NaN)
  for (const { saidAt, fromAt, toAt, value } of guidance) {
    const stepAt = (at: Instant) => Math.ceil((at - startAt) / stepMs)
    const first = Math.max(0, stepAt(fromAt) - horizon, stepAt(saidAt) - 1)
    said.fill(value, first, Math.max(first, stepAt(toAt) - horizon))
  }
  return said
}

/** Trailing mean of the last `width` steps; NaN where fewer than a third of them have values. */
export function trailingMean(values: Float64Array, width: number): Float64Array {
  const means = new Float64Array(values.length).fill(NaN)
  let sum = 0
  let count = 0
  for (let i = 0; i < values.length; i += 1) {
    const arriving = values[i]!
    if (!Number.isNaN(arriving)) {
      sum += arriving
      count += 1
    }
    const leaving = i >= width ? values[i - width]! : NaN
    if (!Number.isNaN(leaving)) {
      sum -= leaving
      count -= 1
    }
    if (count === 0) sum = 0
    if (count * 3 >= Math.min(width, i + 1) && count > 0) means[i] = sum / count
  }
  return means
}

/** Trailing standard deviation of the last `width` steps around their mean. */
export function trailingSpread(values: Float64Array, width: number): Float64Array {
  const origin = values.find((value) => !Number.isNaN(value)) ?? 0
  const shifted = values.map((value) => value - origin)
  const means = trailingMean(shifted, width)
  const squares = trailingMean(
    shifted.map((value) => value * value),
    width,
  )
  return squares.map((square, i) => Math.sqrt(Math.max(0, square - means[i]! ** 2)))
}
