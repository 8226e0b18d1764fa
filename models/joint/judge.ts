import type { Strangeness } from './channel.ts'
import { norm } from './drivers.ts'
import type { RowScore } from './joint.ts'

/** A drift alone raises the score, up to this share of the limit, and never alarms. */
const driftShare = 0.5
/** Usual distances of a lone column's level at which a drift adds half of the limit to its score. */
const driftHalf = 3

/**
 * What a row's columns say together.
 *
 * Several alarm by what stays away in one or more of them, by a jump, or by a mark in place of a
 * value; one that stands still is told by nobody, since many do in a plant. A lone column alarms by
 * each of these, and by a single reading far enough or a stand long enough. Its score adds up what
 * is strange of it, so that rows below the limit have an order: under 0.45 without alarm or onset.
 *
 * @param onset  its surprise, of a lone column; null: there is none
 */
export function judge(
  seen: readonly (Strangeness | null)[],
  limit: number,
  onset: number | null,
): RowScore {
  if (seen.every((one) => one === null)) return { kind: 'warming' }
  const alone = seen.length === 1 ? seen[0]! : null
  const parts: number[] = []
  let sum = 0
  let other = 0
  let top = 0
  for (const one of seen) {
    const held = one === null ? 0 : one.held / limit
    const sudden = one === null ? 0 : suddenOf(one, limit, alone !== null)
    const drift = one === null ? 0 : (driftShare * one.drift) / (one.drift + 1)
    sum += held ** norm
    other = Math.max(other, sudden, drift)
    if (parts.push(Math.max(held, sudden)) > 1 && parts.at(-1)! > parts[top]!) {
      top = parts.length - 1
    }
  }
  const stay = sum ** (1 / norm)
  const ratio = Math.max(stay, other)
  const alarm = ratio >= 1
  const strange = alone === null ? ratio : strangenessOf(alone, limit, alarm)
  return {
    kind: 'scored',
    score: onset === null ? 0.9 * (strange / (1 + strange)) : 0.9 + 0.1 * (onset / (onset + 20)),
    ...{ alarm, stands: false, stay, limit, top, parts, seen },
    outlooks: [],
    explained: [],
  }
}

/** What alarms without a stay: 1 and more. */
function suddenOf(one: Strangeness, limit: number, alone: boolean): number {
  const sudden = Math.max(one.jump / limit, one.sick)
  return alone ? Math.max(sudden, one.outlying / limit, one.stand) : sudden
}

/** All that is strange of a lone column's reading: under 1 without an alarm, 1 and more with one. */
function strangenessOf(one: Strangeness, limit: number, alarm: boolean): number {
  const drift = one.drift ** 2 / (one.drift ** 2 + driftHalf ** 2)
  const all = Math.hypot(one.far / limit, one.jump / limit, one.stand, one.sick, drift)
  return alarm ? Math.max(all, 1) : all / (1 + all)
}
