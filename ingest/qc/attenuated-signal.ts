import { Flag } from '../../src/domain/flags.ts'

/**
 * Attenuated signal test: a window's range below a limit, as of a probe wrapped in debris that
 * still moves a little; a range at the limit is wide enough.
 *
 * @param range  largest less smallest value of the window, >= 0
 * @param suspect  in the values' unit, as is `fail`; 0: no limit
 * @source QARTOD test 9 (MAX-MIN); ioos_qc `attenuated_signal_test`, `check_type` range
 * @example checkAttenuated(0.1, 0.2, 0.05) // => 3
 */
export function checkAttenuated(range: number, suspect: number, fail: number): Flag {
  if (range < fail) return Flag.fail
  return range < suspect ? Flag.suspect : Flag.good
}
