import { Flag } from '../../src/domain/flags.ts'
import type { Instant } from '../../src/domain/time.ts'

/** Newest good value of the same parameter at another station. */
export type Neighbour = { readonly value: number; readonly observedAt: Instant }

/**
 * Neighbour test: suspect when two stations that move together differ by more than the limit;
 * which of them is wrong it cannot say, so nothing fails. Unknown when the other has no value
 * near enough in time.
 *
 * @source QARTOD test 13, neighbour
 */
export function checkNeighbour(
  value: number,
  observedAt: Instant,
  other: Neighbour | null,
  limits: { readonly withinMs: number; readonly suspect: number },
): Flag {
  if (other === null || Math.abs(observedAt - other.observedAt) > limits.withinMs) {
    return Flag.unknown
  }
  return !(Math.abs(value - other.value) <= limits.suspect) ? Flag.suspect : Flag.good
}
