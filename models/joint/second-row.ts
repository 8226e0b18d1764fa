import type { Channel, Strangeness, Stray } from './channel.ts'
import { norm } from './drivers.ts'
import { tailSurprise } from './tail.ts'

/**
 * Whether several columns stay where a jump in the row before has brought them. A stay is told from
 * its third row on; of one that began with a jump the second is no ordinary row either.
 *
 * @param seen  of the second row; null where nothing is known or came
 */
export function isSecondOfStay(
  channels: readonly Channel[],
  strays: readonly Stray[],
  seen: readonly (Strangeness | null)[],
  limit: number,
): boolean {
  let sum = 0
  for (const [i, one] of seen.entries()) {
    if (one === null) continue
    const { before, heldTail, heldGuard } = channels[i]!
    const distance = Math.min(before, Math.abs(one.away) / strays[i]!.far)
    sum += (tailSurprise(heldTail, distance) / heldGuard / limit) ** norm
  }
  return sum >= 1
}
