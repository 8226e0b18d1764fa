import type { Instant } from '../../src/domain/time.ts'

/**
 * Timing test: more time has passed since the sample before than the series may take. The values
 * that did not come are missing; the one that came is not to blame, so this is a reason and no flag.
 *
 * @source QARTOD test 1, gap
 */
export function isGap(beforeAt: Instant, observedAt: Instant, gapMs: number): boolean {
  return observedAt - beforeAt > gapMs
}
