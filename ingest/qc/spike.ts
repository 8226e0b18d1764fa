import type { Flag } from '../../src/domain/flags.ts'
import type { SpikeMethod } from '../../src/domain/quality.ts'
import { checkBeyond } from './beyond.ts'

/**
 * Spike test of the middle one of three consecutive values. It needs the sample after, so it
 * judges one sample late. By method `average` the height is the distance from the mean of both
 * neighbours, of which a step and the shoulder of a spike have half; by `differential` the smaller
 * of both changes where they are opposite, and 0 where they are not.
 *
 * @param suspect  in the values' unit, as is `fail`; infinite: no limit
 * @source QARTOD test 6; ioos_qc `spike_test` and its two methods
 * @example checkSpike('average', 8, 12, 8, 3, 5) // => 3
 */
export function checkSpike(
  method: SpikeMethod,
  before: number,
  value: number,
  after: number,
  suspect: number,
  fail: number,
): Flag {
  if (method === 'average') {
    return checkBeyond(Math.abs(value - (before + after) / 2), suspect, fail)
  }
  const isTurn = (value - before) * (after - value) < 0
  const height = Math.min(Math.abs(value - before), Math.abs(after - value))
  return checkBeyond(isTurn ? height : 0, suspect, fail)
}

/**
 * What can be said of a spike when its value comes: the smaller distance from the two values
 * before it. The sample after tells whether it was one.
 */
export function departure(beforeLast: number, last: number, value: number): number {
  return Math.min(Math.abs(value - last), Math.abs(value - beforeLast))
}
