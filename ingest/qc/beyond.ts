import { Flag } from '../../src/domain/flags.ts'

/**
 * The two steps that most tests share: fail beyond the outer limit, suspect beyond the inner; a
 * limit itself is within, an infinite one is no limit.
 *
 * @example checkBeyond(3, 3, 8) // => 1
 */
export function checkBeyond(distance: number, suspect: number, fail: number): Flag {
  if (!(distance <= fail)) return Flag.fail
  return !(distance <= suspect) ? Flag.suspect : Flag.good
}
