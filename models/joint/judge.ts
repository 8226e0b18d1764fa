import type { Strangeness } from './channel.ts'
import { norm } from './drivers.ts'
import type { RowScore } from './joint.ts'

/** A drift alone raises the score, up to this share of the limit, and never alarms. */
const driftShare = 0.5
/** So does a single reading of a lone column that is not far enough, up to this share. */
const farMost = 0.99

/**
 * What a row's columns say together.
 *
 * Several alarm by what stays away in one or more of them, by a jump, or by a mark in place of a
 * value; one that stands still is told by nobody, since many do in a plant. A lone column alarms by
 * each of these, by a single reading far enough, and by a stand long enough.
 *
 * @param onset  its surprise, of a lone column; null: there is none
 */
export function judge(
  seen: readonly (Strangeness | null)[],
  limit: number,
  onset: number | null,
): RowScore {
  if (seen.every((one) => one === null)) return { kind: 'warming' }
  const alone = seen.length === 1
  const parts: number[] = []
  let sum = 0
  let other = 0
  let top = 0
  for (const one of seen) {
    const held = one === null ? 0 : one.held / limit
    const sudden = one === null ? 0 : suddenOf(one, limit, alone)
    const far = one === null || !alone ? 0 : Math.min(one.far / limit, farMost)
    const drift = one === null ? 0 : (driftShare * one.drift) / (one.drift + 1)
    sum += held ** norm
    other = Math.max(other, sudden, drift, far)
    if (parts.push(Math.max(held, sudden)) > 1 && parts.at(-1)! > parts[top]!) {
      top = parts.length - 1
    }
  }
  const stay = sum ** (1 / norm)
  const ratio = Math.max(stay, other)
  return {
    kind: 'scored',
    score: onset === null ? 0.9 * (ratio / (1 + ratio)) : 0.9 + 0.1 * (onset / (onset + 20)),
    alarm: ratio >= 1,
    stay,
    limit,
    top,
    parts,
    seen,
    outlooks: [],
    explained: [],
  }
}

/** What alarms without a stay: 1 and more. */
function suddenOf(one: Strangeness, limit: number, alone: boolean): number {
  const sudden = Math.max(one.jump / limit, one.sick)
  return alone ? Math.max(sudden, one.outlying / limit, one.stand) : sudden
}
