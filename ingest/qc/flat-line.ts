import { Flag } from '../../src/domain/flags.ts'

/**
 * Flat line test: the value has been the same for the time of a limit, that time itself included.
 *
 * @param standsMs  from the first of the equal results to the newest
 * @param suspectMs  as `failMs`; infinite: no limit
 * @source QARTOD test 8; ioos_qc `flat_line_test` with a tolerance below one step of the last
 * decimal, so that only equal values are flat
 * @example checkFlatLine(21_600_000, 21_600_000, Infinity) // => 3
 */
export function checkFlatLine(standsMs: number, suspectMs: number, failMs: number): Flag {
  if (standsMs >= failMs) return Flag.fail
  return standsMs >= suspectMs ? Flag.suspect : Flag.good
}
