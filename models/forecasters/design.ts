import { dayMs } from '../../src/domain/time.ts'
import {
  carryForward,
  seasonOf,
  trailingMean,
  trailingSpread,
  windowOf,
  type Grid,
} from './grid.ts'
import { chooseScale, type FittingScale } from './scale.ts'
import { smooth, smoothedAt, smoothingRates, type Smoothing } from './smoothing.ts'

/**
 * The columns from which regressions learn, one row per origin. Every row depends on its own and
 * earlier steps only, and on the target step of columns known ahead; so one table serves learning
 * at any time.
 */
export type Design = {
  readonly grid: Grid
  readonly scale: FittingScale
  /** Whether a year of history lets the year's rhythm be seen. */
  readonly yearly: boolean
  /** The target on the fitting scale, and with short gaps carried. */
  readonly fitted: Float64Array
  readonly carried: Float64Array
  /** Mean of the last day, from which regressions count. */
  readonly level: Float64Array
  readonly smoothings: readonly Smoothing[]
  /** Columns at every origin for one horizon. */
  columns(horizon: number): readonly Float32Array[]
  /** Columns of the calendar alone, at the target step. */
  calendar(horizon: number): readonly Float32Array[]
}

/** With less history than this the year's rhythm cannot be told from a trend. */
const yearKnownMs = 330 * dayMs
const yearMs = 365.2425 * dayMs

/**
 * @param known  steps 0 … known − 1 choose the scale and what of the calendar is used
 */
export function createDesign(grid: Grid, known: number): Design {
  const { scale, yearly } = natureOf(grid, known)
  const fitted = grid.target.map((value) => (Number.isNaN(value) ? NaN : scale.to(value)))
  const carried = carryForward(fitted, grid.stepMs)
  const level = trailingMean(carried, windowOf(grid.stepMs))
  const smoothings = smoothingRates.map((rate) => smooth(fitted, grid, rate))
  const parts = { grid, scale, yearly, fitted, carried, level, smoothings }
  const atOrigin = originColumns(grid, carried, level, yearly)
  const cache = new Map<number, readonly Float32Array[]>()
  const calendar = (horizon: number) => calendarColumns(grid, horizon, yearly)
  return {
    ...parts,
    calendar,
    columns(horizon) {
      let columns = cache.get(horizon)
      if (columns === undefined) {
        const ahead = horizonColumns(parts, horizon)
        columns = [...atOrigin, ...ahead, ...calendar(horizon)]
        cache.set(horizon, columns)
      }
      return columns
    },
  }
}

/** What of a history decides the design. */
export function natureOf(grid: Grid, known: number): { scale: FittingScale; yearly: boolean } {
  const first = Math.max(
    0,
    grid.target.findIndex((value) => !Number.isNaN(value)),
  )
  const yearly = (known - first) * grid.stepMs >= yearKnownMs
  return { scale: chooseScale(grid.target.slice(0, known)), yearly }
}

const single = (values: ArrayLike<number>) => Float32Array.from(values)
const minus = (a: Float64Array, b: Float64Array) => single(a.map((value, i) => value - b[i]!))

function shifted(values: Float64Array, lag: number): Float64Array {
  const moved = new Float64Array(values.length).fill(NaN)
  if (lag >= 0) moved.set(values.subarray(0, Math.max(0, values.length - lag)), lag)
  else moved.set(values.subarray(-lag))
  return moved
}

/** Lags that thin out with age: 0 … 6, then each about a quarter further, up to two windows. */
function lagsOf(stepMs: number): number[] {
  const window = windowOf(stepMs)
  const lags = new Set([window - 1, window, window + 1].filter((lag) => lag > 0))
  for (let lag = 0; lag < 2 * window; lag = Math.max(lag + 1, Math.round(lag * 1.25))) {
    if (lag <= 6 || lag < 2 * window) lags.add(lag)
  }
  return [...lags].sort((a, b) => a - b)
}

/**
 * Slow levels are left out before a year is known: what a season brings that was never seen
 * would be extrapolated from them.
 */
function originColumns(
  grid: Grid,
  carried: Float64Array,
  level: Float64Array,
  yearly: boolean,
): Float32Array[] {
  const window = windowOf(grid.stepMs)
  const columns = lagsOf(grid.stepMs).map((lag) => minus(shifted(carried, lag), level))
  for (const width of [window / 4, window * 3, window * 7, window * 30]) {
    columns.push(minus(level, trailingMean(carried, Math.max(2, Math.round(width)))))
  }
  columns.push(single(trailingSpread(carried, window)))
  if (yearly) columns.push(single(level))
  for (const { values } of grid.features) {
    const filled = carryForward(values, grid.stepMs)
    const mean = trailingMean(filled, window)
    const before = shifted(mean, window)
    columns.push(minus(filled, mean), minus(mean, before))
    if (yearly) columns.push(single(mean))
    columns.push(minus(trailingMean(filled, Math.max(2, window >> 2)), mean))
  }
  return columns
}

type Parts = Pick<Design, 'grid' | 'carried' | 'level' | 'smoothings'>

/** Values at the target's time of day on earlier days, smoothings, and what is known ahead. */
function horizonColumns(parts: Parts, horizon: number): Float32Array[] {
  const { grid, carried, level, smoothings } = parts
  const season = seasonOf(grid.stepMs)
  const nearest = season * Math.ceil(horizon / season) - horizon
  const sameHour = (values: Float64Array, day: number) => shifted(values, nearest + day * season)
  const columns: Float32Array[] = []
  if (season > 1) {
    const days = Array.from({ length: 14 }, (_, day) => sameHour(carried, day))
    for (const day of [0, 1, 2, 6]) columns.push(minus(days[day]!, level))
    columns.push(minus(meanOf(days.slice(0, 3)), level), minus(meanOf(days.slice(0, 7)), level))
    columns.push(minus(meanOf(days), level))
  }
  for (const index of [1, 4, 7]) {
    const smoothing = smoothings[index]!
    columns.push(single(level.map((value, t) => smoothedAt(smoothing, t, horizon) - value)))
  }
  for (const { values, knownAhead } of grid.features) {
    const filled = carryForward(values, grid.stepMs)
    const mean = trailingMean(filled, windowOf(grid.stepMs))
    if (season > 1) columns.push(minus(sameHour(filled, 0), mean))
    if (!knownAhead) continue
    const ahead = shifted(filled, -horizon)
    columns.push(single(ahead), minus(ahead, mean))
    const dayAhead = shifted(mean, -horizon)
    columns.push(minus(dayAhead, mean))
  }
  return columns
}

/** Mean of what is known; NaN where less than half is. */
function meanOf(columns: readonly Float64Array[]): Float64Array {
  return columns[0]!.map((_, t) => {
    let sum = 0
    let count = 0
    for (const column of columns) {
      if (Number.isNaN(column[t]!)) continue
      sum += column[t]!
      count += 1
    }
    return count * 2 >= columns.length ? sum / count : NaN
  })
}

/** Daily harmonics, and with a year of history the year's, and how the day changes over it. */
function calendarColumns(grid: Grid, horizon: number, yearly: boolean): Float32Array[] {
  const columns: Float32Array[] = []
  const at = (t: number) => grid.startAt + (t + horizon) * grid.stepMs
  const column = (value: (at: number) => number) =>
    columns.push(Float32Array.from(grid.target, (_, t) => value(at(t))))
  const turn = (time: number, period: number, times: number) =>
    (2 * Math.PI * times * (time % period)) / period
  const daily = seasonOf(grid.stepMs) > 1 ? [1, 2, 3] : []
  for (const k of daily) {
    column((time) => Math.sin(turn(time, dayMs, k)))
    column((time) => Math.cos(turn(time, dayMs, k)))
  }
  if (!yearly) return columns
  for (const k of [1, 2]) {
    column((time) => Math.sin(turn(time, yearMs, k)))
    column((time) => Math.cos(turn(time, yearMs, k)))
  }
  for (const k of daily.slice(0, 2)) {
    for (const day of [Math.sin, Math.cos]) {
      column((time) => day(turn(time, dayMs, k)) * Math.sin(turn(time, yearMs, 1)))
      column((time) => day(turn(time, dayMs, k)) * Math.cos(turn(time, yearMs, 1)))
    }
  }
  return columns
}
