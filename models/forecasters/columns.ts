import { dayMs } from '../../src/domain/time.ts'
import {
  carryForward,
  guidanceAhead,
  seasonOf,
  shifted,
  trailingMean,
  trailingSpread,
  windowOf,
  type Grid,
  type GridColumn,
} from './grid.ts'
import { smoothedAt, type Smoothing } from './smoothing.ts'

/**
 * What a column tells: changes against the day before, the last hours and other days against the
 * mean of the last day, past values, the calendar, the others, another forecaster's word.
 */
export type ColumnKind = 'core' | 'level' | 'lag' | 'calendar' | 'feature' | 'guidance'
export type DesignColumn = { readonly kind: ColumnKind; readonly values: Float32Array }

/** Columns that are many or loosely tied to the target are held closer to zero. */
export const stiffnessOf: Readonly<Record<ColumnKind, number>> = {
  core: 1,
  level: 1,
  calendar: 1,
  lag: 3,
  feature: 10,
  guidance: 3,
}

/** The series from which columns are made, on the fitting scale. */
export type ColumnSource = {
  readonly grid: Grid
  readonly yearly: boolean
  readonly carried: Float64Array
  readonly level: Float64Array
  readonly smoothings: readonly Smoothing[]
}

/** Steps from an origin back to the newest known step at the target's time of day. */
export function backToSameHour(grid: Grid, horizon: number): number {
  const season = seasonOf(grid.stepMs)
  return season * Math.ceil(horizon / season) - horizon
}

/**
 * The columns from which regressions learn what the target will differ from `base`, or from the
 * mean of the last day, by. Nearly all are differences: they stay small in a season that was never
 * seen, and with all of them zero the forecast is what they count from.
 */
export function designColumns(
  source: ColumnSource,
  horizon: number,
  base: Float64Array,
): DesignColumn[] {
  const of = (kind: ColumnKind, columns: readonly Float32Array[]) =>
    columns.map((values) => ({ kind, values }))
  return [
    ...of('core', changeColumns(source, horizon)),
    ...of('core', reversionColumns(source, horizon, base)),
    ...of('level', levelColumns(source, horizon)),
    ...of('lag', lagColumns(source, horizon)),
    ...of('calendar', calendarColumns(source.grid, horizon, source.yearly)),
    ...of(
      'feature',
      source.grid.features.flatMap((one) => featureColumns(source, one, horizon)),
    ),
    ...of('guidance', guidanceColumns(source.grid, horizon)),
  ]
}

const single = (values: ArrayLike<number>) => Float32Array.from(values)
const minus = (a: Float64Array, b: Float64Array) => single(difference(a, b))
const difference = (a: Float64Array, b: Float64Array) => a.map((value, i) => value - b[i]!)

/** By how much the last steps differ from those a day before. */
function changeColumns({ grid, carried, level }: ColumnSource, horizon: number): Float32Array[] {
  const season = seasonOf(grid.stepMs)
  const window = windowOf(grid.stepMs)
  const change = difference(carried, shifted(carried, season))
  const far = horizon >= season
  const lags = far ? [0, 1, 2, 3, 6, 12] : thinnedLags(12, season)
  const means = far ? [window / 8, window / 4] : []
  return [
    ...lags.map((lag) => single(shifted(change, lag))),
    ...means.map((width) => single(trailingMean(change, Math.max(2, Math.round(width))))),
    minus(level, shifted(level, season)),
    minus(level, trailingMean(carried, 3 * window)),
    minus(level, trailingMean(carried, 7 * window)),
    minus(trailingMean(carried, Math.max(2, window >> 2)), level),
  ]
}

/** By how much the base differs from what is usual: other days, smoothings, all that is known. */
function reversionColumns(
  { grid, carried, level, smoothings }: ColumnSource,
  horizon: number,
  base: Float64Array,
): Float32Array[] {
  const season = seasonOf(grid.stepMs)
  const window = windowOf(grid.stepMs)
  const nearest = backToSameHour(grid, horizon)
  const days = Array.from({ length: 8 }, (_, day) => shifted(carried, nearest + day * season))
  const [today, before] = [days[0]!, days[1]!]
  const dayBefore = shifted(level, season)
  return [
    minus(today, before),
    minus(before, days[2]!),
    minus(today, days[7]!),
    minus(today, meanOf(days.slice(0, 3))),
    minus(today, meanOf(days.slice(0, 7))),
    single(today.map((value, t) => value - level[t]! - (before[t]! - dayBefore[t]!))),
    minus(base, trailingMean(carried, 30 * window)),
    minus(base, trailingMean(carried, carried.length)),
    ...[1, 4, 7].map((index) =>
      single(base.map((value, t) => smoothedAt(smoothings[index]!, t, horizon) - value)),
    ),
  ]
}

/** By how much the last hours, other days, smoothings and the usual differ from the last day's mean. */
function levelColumns(
  { grid, carried, level, smoothings }: ColumnSource,
  horizon: number,
): Float32Array[] {
  const season = seasonOf(grid.stepMs)
  const window = windowOf(grid.stepMs)
  const nearest = backToSameHour(grid, horizon)
  const mean = (width: number) => trailingMean(carried, Math.max(2, Math.round(width)))
  const sameHour = Array.from({ length: 7 }, (_, day) =>
    difference(shifted(carried, nearest + day * season), shifted(level, day * season)),
  )
  return [
    minus(carried, level),
    ...[window / 8, window / 4, window / 2].map((width) => minus(mean(width), level)),
    minus(level, shifted(level, season)),
    ...[3, 7, 30].map((days) => minus(level, mean(days * window))),
    minus(level, mean(carried.length)),
    single(sameHour[0]!),
    single(meanOf(sameHour.slice(0, 3))),
    single(meanOf(sameHour)),
    ...[1, 4, 7].map((index) =>
      single(level.map((value, t) => smoothedAt(smoothings[index]!, t, horizon) - value)),
    ),
    single(trailingSpread(carried, window)),
    new Float32Array(carried.length).fill(1),
  ]
}

/** Past values against the last day's mean, its spread, and a constant. */
function lagColumns({ grid, carried, level }: ColumnSource, horizon: number): Float32Array[] {
  const season = seasonOf(grid.stepMs)
  const window = windowOf(grid.stepMs)
  const dense = horizon < season && season <= 24 ? 2 * season : 6
  return [
    ...thinnedLags(dense, 2 * window).map((lag) => minus(shifted(carried, lag), level)),
    single(trailingSpread(carried, window)),
    new Float32Array(carried.length).fill(1),
  ]
}

/** Every lag up to `dense`, then each about a quarter further, below `end`; the last included. */
function thinnedLags(dense: number, end: number): number[] {
  const lags: number[] = []
  for (let lag = 0; lag < end; lag = lag < dense ? lag + 1 : Math.round(lag * 1.25)) lags.push(lag)
  return lags.at(-1) === end - 1 ? lags : [...lags, end - 1]
}

/** A feature's changes, and what is known of it ahead; with a year of history its level too. */
function featureColumns(
  { grid, yearly }: ColumnSource,
  { values, knownAhead }: GridColumn,
  horizon: number,
): Float32Array[] {
  const season = seasonOf(grid.stepMs)
  const window = windowOf(grid.stepMs)
  const filled = carryForward(values, grid.stepMs)
  const day = trailingMean(filled, window)
  const short = trailingMean(filled, Math.max(2, window >> 2))
  const usual = trailingMean(filled, filled.length)
  const columns = [filled, day, short].map((one) => minus(one, shifted(one, season)))
  columns.push(minus(day, trailingMean(filled, 3 * window)))
  if (yearly) columns.push(minus(day, usual), minus(short, day))
  if (!knownAhead) return columns
  const ahead = shifted(filled, -horizon)
  const atBase = shifted(filled, backToSameHour(grid, horizon))
  columns.push(minus(ahead, atBase), minus(ahead, usual), minus(shifted(day, -horizon), day))
  return columns
}

/** What another forecaster said against what it usually says; none where it is not heard. */
export function guidanceColumns(grid: Grid, horizon: number): Float32Array[] {
  if (grid.guidance === undefined || grid.guidance.length === 0) return []
  const said = guidanceAhead(grid, horizon)
  return [minus(said, trailingMean(said, said.length))]
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

const yearMs = 365.2425 * dayMs

/** Daily harmonics, and with a year of history the year's, and how the day changes over it. */
export function calendarColumns(grid: Grid, horizon: number, yearly: boolean): Float32Array[] {
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
