import type { Flag } from '../../src/domain/flags.ts'
import { hourMs } from '../../src/domain/time.ts'
import { checkBeyond } from './beyond.ts'

/**
 * Rate of change test between two consecutive samples.
 *
 * @param elapsedMs  > 0
 * @param suspect  in the values' unit an hour, as is `fail`; infinite: no limit
 * @source QARTOD test 7; ioos_qc `rate_of_change_test`, which takes a unit a second
 * @example checkRate(8, 9, 1_800_000, 2, Infinity) // => 1
 */
export function checkRate(
  before: number,
  value: number,
  elapsedMs: number,
  suspect: number,
  fail: number,
): Flag {
  return checkBeyond((Math.abs(value - before) * hourMs) / elapsedMs, suspect, fail)
}
