import { Flag } from '../../src/domain/flags.ts'
import type { Range } from '../../src/domain/network.ts'
import type { RangePair } from '../../src/domain/quality.ts'

/** Two ranges as plain numbers, inclusive both ends; infinite where there is no bound. */
export type Bounds = {
  readonly suspectLow: number
  readonly suspectHigh: number
  readonly failLow: number
  readonly failHigh: number
}

export function boundsOf({ suspect, fail }: RangePair): Bounds {
  const outer: Range = fail ?? [null, null]
  const inner: Range = suspect ?? outer
  return {
    suspectLow: inner[0] ?? -Infinity,
    suspectHigh: inner[1] ?? Infinity,
    failLow: outer[0] ?? -Infinity,
    failHigh: outer[1] ?? Infinity,
  }
}

/**
 * Gross range test: suspect outside the inner range, fail outside the outer; a bound itself is
 * inside. What is no number fails.
 *
 * @source QARTOD test 4; ioos_qc `gross_range_test`
 * @example checkBounds(25, boundsOf({ suspect: [1, 18], fail: [0, 25] })) // => 3
 */
export function checkBounds(value: number, bounds: Bounds): Flag {
  if (!(value >= bounds.failLow && value <= bounds.failHigh)) return Flag.fail
  return value >= bounds.suspectLow && value <= bounds.suspectHigh ? Flag.good : Flag.suspect
}
