import { dayMs } from '../../src/domain/time.ts'
import { backToSameHour, calendarColumns, designColumns, type DesignColumn } from './columns.ts'
import { carryForward, seasonOf, shifted, trailingMean, windowOf, type Grid } from './grid.ts'
import { chooseScale, type FittingScale } from './scale.ts'
import { smooth, smoothingRates, type Smoothing } from './smoothing.ts'

/**
 * The tables from which members learn, one row per origin. Every row depends on its own and
 * earlier steps only, and on the target step of columns known ahead; so one table serves learning
 * at any time.
 */
export type Design = {
  readonly grid: Grid
  readonly scale: FittingScale
  /** Whether a year of history lets the year's rhythm be seen. */
  readonly yearly: boolean
  /** Whether 90 days are known. */
  readonly settled: boolean
  /** Whether the steps are shorter than a day, and 500 days of them were measured. */
  readonly seasoned: boolean
  /** Whether the history lets the way back to the usual be seen so far ahead. */
  seesReturn(horizon: number): boolean
  /** Whether levels and seasons are asked so far ahead: within a day the last hours say more. */
  seesSeasons(horizon: number): boolean
  /** The target on the fitting scale, and with short gaps carried. */
  readonly fitted: Float64Array
  readonly carried: Float64Array
  /** Mean of the last day. */
  readonly level: Float64Array
  readonly smoothings: readonly Smoothing[]
  /** The last day's mean and the last two days against it, in the target's unit. */
  plain(): PlainPast
  /** By origin, the newest known value at the target's time of day, else the last known. */
  base(horizon: number): Float64Array
  /** By origin, how far the base was off over the last three days; never 0. */
  unrest(horizon: number): Float64Array
  /** Columns at every origin for one horizon. */
  columns(horizon: number): readonly DesignColumn[]
  /** Columns of the calendar alone, at the target step. */
  calendar(horizon: number): readonly Float32Array[]
}

/** With less history than this the year's rhythm cannot be told from a trend. */
const yearKnownMs = 330 * dayMs

/**
 * On a shorter history how a series returns to its level more than a day ahead would be learned
 * from a few swings, one wet spell perhaps, and its coefficients would be that spell's.
 */
const returnKnownMs = 90 * dayMs

/** With so much measured every season has been seen, half the year twice even with some gaps. */
const seasonedMs = 500 * dayMs

/**
 * @param known  steps 0 … known − 1 choose the scale and what of the calendar is used
 */
export function createDesign(grid: Grid, known: number): Design {
  const { scale, yearly, settled, seasoned } = natureOf(grid, known)
  const fitted = grid.target.map((value) => (Number.isNaN(value) ? NaN : scale.to(value)))
  const carried = carryForward(fitted, grid.stepMs)
  const level = trailingMean(carried, windowOf(grid.stepMs))
  const smoothings = smoothingRates.map((rate) => smooth(fitted, grid, rate))
  const parts = { grid, scale, yearly, fitted, carried, level, smoothings }
  const base = perHorizon((horizon) => sameHourBase(fitted, grid, horizon))
  const plain = perHorizon(() => plainPast(grid, yearly))
  return {
    ...parts,
    settled,
    seasoned,
    seesReturn: (horizon) => settled || horizon < seasonOf(grid.stepMs),
    seesSeasons: (horizon) => seasoned && horizon >= seasonOf(grid.stepMs),
    // Of no horizon, and so made once for all.
    plain: () => plain(0),
    base,
    unrest: perHorizon((horizon) => unrestOf(parts, base(horizon), horizon, known)),
    columns: perHorizon((horizon) => designColumns(parts, horizon, base(horizon))),
    calendar: perHorizon((horizon) => calendarColumns(grid, horizon, yearly)),
  }
}

export type PlainPast = { readonly level: Float64Array; readonly columns: readonly Float32Array[] }

const plainLagsMost = 48

/** With a year of history also the mean itself, since it then can be seen to return to the usual. */
function plainPast(grid: Grid, yearly: boolean): PlainPast {
  const carried = carryForward(grid.target, grid.stepMs)
  const window = windowOf(grid.stepMs)
  const level = trailingMean(carried, window)
  const columns = Array.from({ length: Math.min(2 * window, plainLagsMost) }, (_, lag) =>
    Float32Array.from(shifted(carried, lag), (value, t) => value - level[t]!),
  )
  return { level, columns: yearly ? [...columns, Float32Array.from(level)] : columns }
}

function perHorizon<T>(make: (horizon: number) => T): (horizon: number) => T {
  const made = new Map<number, T>()
  return (horizon) => {
    if (!made.has(horizon)) made.set(horizon, make(horizon))
    return made.get(horizon)!
  }
}

/** What of a history decides the design. */
export type Nature = {
  readonly scale: FittingScale
  readonly yearly: boolean
  readonly settled: boolean
  readonly seasoned: boolean
}

export function natureOf(grid: Grid, known: number): Nature {
  const first = Math.max(
    0,
    grid.target.findIndex((value) => !Number.isNaN(value)),
  )
  const spanMs = (known - first) * grid.stepMs
  const history = grid.target.slice(0, known)
  const measured = history.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
  return {
    scale: chooseScale(history),
    yearly: spanMs >= yearKnownMs,
    settled: spanMs >= returnKnownMs,
    seasoned: seasonOf(grid.stepMs) > 1 && measured * grid.stepMs >= seasonedMs,
  }
}

const sameHourDaysMost = 14

function sameHourBase(fitted: Float64Array, grid: Grid, horizon: number): Float64Array {
  const season = seasonOf(grid.stepMs)
  const nearest = backToSameHour(grid, horizon)
  let last = NaN
  return fitted.map((newest, origin) => {
    if (!Number.isNaN(newest)) last = newest
    for (let day = 0; day < sameHourDaysMost; day += 1) {
      const value = fitted[origin - nearest - day * season]
      if (value !== undefined && !Number.isNaN(value)) return value
    }
    return last
  })
}

/** Share of the usual unrest that even a quiet stretch is taken to have. */
const unrestFloor = 0.25

function unrestOf(
  { fitted, grid }: Pick<Design, 'fitted' | 'grid'>,
  base: Float64Array,
  horizon: number,
  known: number,
): Float64Array {
  const errors = fitted.map((value, t) => Math.abs(value - (base[t - horizon] ?? NaN)))
  const recent = trailingMean(errors, 3 * windowOf(grid.stepMs))
  const usual = recent.subarray(0, known).filter((value) => value > 0)
  const median = usual.sort()[usual.length >> 1] ?? 1
  return recent.map((value) => (Number.isNaN(value) ? median : value + unrestFloor * median))
}
