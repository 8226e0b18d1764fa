import { beijingOffsetMs, dayMs, type Instant } from '../../src/domain/time.ts'

/**
 * Dekads (旬): the first and second ten days of a month and its rest, in Beijing time; 36 a year, so
 * that the same dekad of two years is the same season.
 */
export const dekadsPerYear = 36
const daysOfDekad = 10

/** Number of the dekad of an instant, counted without gaps. @example dekadOf(0) // => 70920 */
export function dekadOf(at: Instant): number {
  const local = new Date(at + beijingOffsetMs)
  const third = Math.min(Math.floor((local.getUTCDate() - 1) / daysOfDekad), 2)
  return (local.getUTCFullYear() * 12 + local.getUTCMonth()) * 3 + third
}

/** Where a dekad begins. @example dekadStartAt(dekadOf(0)) // => -28800000 */
export function dekadStartAt(dekad: number): Instant {
  const month = Math.floor(dekad / 3)
  const day = 1 + daysOfDekad * (dekad % 3)
  return Date.UTC(Math.floor(month / 12), month % 12, day) - beijingOffsetMs
}

/** Beijing's day of an instant, counted from 1970. */
export const dayOf = (at: Instant) => Math.floor((at + beijingOffsetMs) / dayMs)
