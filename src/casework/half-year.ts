import { beijingOffsetMs, monthStart, type Instant } from '../domain/time.ts'

/** A half of a year in Beijing time, as `2026-H2`; half-open. */
export type HalfYear = {
  readonly half: string
  readonly year: number
  readonly from: Instant
  readonly to: Instant
}

/**
 * Reads the name of a half-year.
 *
 * @returns null when it is none
 * @example parseHalfYear('2026-H2')?.from // => 1782835200000
 */
export function parseHalfYear(text: string): HalfYear | null {
  const match = /^(\d{4})-H([12])$/.exec(text)
  if (match === null) return null
  const [year, half] = [Number(match[1]), Number(match[2])]
  const [from, to] = [monthStart(year, half * 6 - 5), monthStart(year, half * 6 + 1)]
  return { half: text, year, from, to }
}

/** The half-year that a moment lies in. @example halfYearAt(0).half // => '1970-H1' */
export function halfYearAt(at: Instant): HalfYear {
  const beijing = new Date(at + beijingOffsetMs)
  const half = beijing.getUTCMonth() < 6 ? 1 : 2
  return parseHalfYear(`${beijing.getUTCFullYear()}-H${half}`)!
}
