import { dayMs } from '../../src/domain/time.ts'
import { backToSameHour, calendarColumns, designColumns, type DesignColumn } from './columns.ts'
import { carryForward, seasonOf, trailingMean, windowOf, type Grid } from './grid.ts'
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
  /** The target on the fitting scale, and with short gaps carried. */
  readonly fitted: Float64Array
  readonly carried: Float64Array
  /** Mean of the last day. */
  readonly level: Float64Array
  readonly smoothings: readonly Smoothing[]
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
 * @param known  steps 0 … known − 1 choose the scale and what of the calendar is used
 */
export function createDesign(grid: Grid, known: number): Design {
  const { scale, yearly } = natureOf(grid, known)
  const fitted = grid.target.map((value) => (Number.isNaN(value) ? NaN : scale.to(value)))
  const carried = carryForward(fitted, grid.stepMs)
  const level = trailingMean(carried, windowOf(grid.stepMs))
  const smoothings = smoothingRates.map((rate) => smooth(fitted, grid, rate))
  const parts = { grid, scale, yearly, fitted, carried, level, smoothings }
  const base = perHorizon((horizon) => sameHourBase(fitted, grid, horizon))
  return {
    ...parts,
    base,
    unrest: perHorizon((horizon) => unrestOf(parts, base(horizon), horizon, known)),
    columns: perHorizon((horizon) => designColumns(parts, horizon, base(horizon))),
    calendar: perHorizon((horizon) => calendarColumns(grid, horizon, yearly)),
  }
}

function perHorizon<T>(make: (horizon: number) => T): (horizon: number) => T {
  const made = new Map<number, T>()
  return (horizon) => {
    if (!made.has(horizon)) made.set(horizon, make(horizon))
    return made.get(horizon)!
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
