import type { Workflow } from '../../src/domain/alert.ts'
import type { Recognition } from '../../src/domain/casework.ts'
import type { District } from '../../src/domain/network.ts'

/**
 * Where each district stands towards the evidence of a patrol (证据互认): its last word counts,
 * and before it has spoken it is pending.
 *
 * @param zone  districts that are asked
 */
export function recognitionsOf(
  { steps }: Pick<Workflow, 'steps'>,
  zone: readonly District[],
): Recognition[] {
  return zone.map((district): Recognition => {
    const last = steps.findLast(
      (one) => one.district === district && (one.step === 'recognise' || one.step === 'contest'),
    )
    if (last === undefined)
      return { district, state: 'pending', person: null, at: null, reason: null }
    const { person, at, data } = last
    const state = last.step === 'recognise' ? 'recognised' : 'contested'
    const reason = typeof data['reason'] === 'string' ? data['reason'] : null
    return { district, state, person, at, reason }
  })
}
