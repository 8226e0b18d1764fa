import { Flag } from '../../src/domain/flags.ts'
import { checkBounds, type Bounds } from './bounds.ts'

/**
 * Location test by the depth a message states, m below the surface; a message states no other
 * place. Unknown where no depth is stated or none is registered.
 *
 * @source QARTOD test 3, location; the bounds as in ioos_qc `location_test`
 */
export function checkLocation(depthM: number | null, bounds: Bounds | null): Flag {
  return depthM === null || bounds === null ? Flag.unknown : checkBounds(depthM, bounds)
}
