import { Flag } from '../../src/domain/flags.ts'

/** Below so many steps of the last decimal a ratio is only rounding. */
const stepsMin = 10

/**
 * Threefold up or down against the value before, for concentrations; the limit itself is doubted.
 *
 * @param step  one step of the parameter's last decimal
 * @source the national data-review rule, as the region's code cites it
 */
export function checkRatio(before: number, value: number, step: number, limit: number): Flag {
  if (Math.max(before, value) < stepsMin * step) return Flag.good
  return value >= limit * before || value <= before / limit ? Flag.suspect : Flag.good
}
