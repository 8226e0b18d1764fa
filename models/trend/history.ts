import { median } from 'simple-statistics'
import { z } from 'zod'
import type { Json } from '../../src/domain/json.ts'
import type { Instant } from '../../src/domain/time.ts'
import { dayOf, dekadOf, dekadsPerYear } from './dekads.ts'

/**
 * A slow series by dekads: the median of the daily medians of each, over the last five years.
 *
 * A dekad is closed by the first reading of a later one; days are closed likewise. Memory: 180
 * numbers of four bytes, and the days and readings of the dekad that is open. As JSON some 1.5 KB.
 */
export type History = {
  /** Newest closed dekad, that of the last value; null before the first. */
  newest: number | null
  /** NaN where a dekad has no value; the newest last. */
  readonly values: Float32Array
  /** Dekad and day that are gathered. */
  dekad: number | null
  day: number
  dayValues: number[]
  days: number[]
}

export const dekadsKept = 5 * dekadsPerYear
/** Readings of one day beyond these are left out: a series of 4 h has six. */
const readingsADay = 24

const savedSchema = z.object({
  newest: z.number().nullable(),
  values: z.array(z.number().nullable()),
  dekad: z.number().nullable(),
  day: z.number(),
  dayValues: z.array(z.number()),
  days: z.array(z.number()),
})

/** @throws {ZodError} when what was saved is not of this shape */
export function createHistory(saved?: Json): History {
  const values = new Float32Array(dekadsKept).fill(NaN)
  if (saved === undefined) {
    return { newest: null, values, dekad: null, day: 0, dayValues: [], days: [] }
  }
  const state = savedSchema.parse(saved)
  const from = dekadsKept - state.values.length
  state.values.forEach((value, i) => (values[from + i] = value ?? NaN))
  return { ...state, values }
}

/** Plain JSON from the first value on. */
export function saveHistory(history: History): Json {
  const { values, dayValues, days, ...rest } = history
  const first = values.findIndex((value) => !Number.isNaN(value))
  const kept = first === -1 ? [] : [...values.subarray(first)]
  const texts = kept.map((value) => (Number.isNaN(value) ? null : digits(value)))
  return { ...rest, values: texts, dayValues: [...dayValues], days: [...days] }
}

/** Five digits: finer than any analyser, and what a number of four bytes can hold. */
const digits = (value: number) => Number(value.toPrecision(5))

/**
 * Takes one reading; one of a dekad or a day that is closed is passed over.
 *
 * @param value  finite, any one unit
 * @returns whether it closed a dekad
 */
export function learnHistory(history: History, at: Instant, value: number): boolean {
  const [dekad, day] = [dekadOf(at), dayOf(at)]
  if (history.dekad !== null && (dekad < history.dekad || day < history.day)) return false
  const isLater = history.dekad !== null && dekad > history.dekad
  if (day > history.day) closeDay(history)
  if (isLater) closeDekad(history)
  history.dekad = dekad
  history.day = day
  if (history.dayValues.length < readingsADay) history.dayValues.push(value)
  return isLater
}

function closeDay(history: History): void {
  if (history.dayValues.length > 0) history.days.push(median(history.dayValues))
  history.dayValues = []
}

function closeDekad(history: History): void {
  const { values, dekad, newest, days } = history
  const passed = newest === null ? 1 : Math.min(dekad! - newest, dekadsKept)
  values.copyWithin(0, passed)
  values.fill(NaN, dekadsKept - passed)
  values[dekadsKept - 1] = digits(median(days))
  history.newest = dekad
  history.days = []
}
