import type { Workflow } from '../../src/domain/alert.ts'
import { revocationGrounds, type EnforcementResult } from '../../src/domain/casework.ts'
import { textIn } from '../../src/domain/json.ts'

/**
 * The result that a hand-over came to, and whether it was revoked since.
 *
 * @returns null where none is given yet
 */
export function resultOf(workflow: Workflow): EnforcementResult | null {
  const { steps, state } = workflow
  const given = steps.findLast(({ step }) => step === 'result')
  if (given === undefined) return null
  const revoked = state === 'revoked' ? steps.findLast(({ step }) => step === 'revoke') : undefined
  const grounds = revocationGrounds.find((one) => one === revoked?.data['grounds'])
  return {
    workflow,
    district: given.district,
    result: textIn(given.data['result']),
    publication: given.data['publication'] === 'published' ? 'published' : 'withheld',
    at: given.at,
    major: steps.findLast(({ step }) => step === 'send')?.data['major'] === 'yes',
    revoked:
      revoked === undefined || grounds === undefined
        ? null
        : {
            ...{ at: revoked.at, grounds },
            document: textIn(revoked.data['document']),
            reason: textIn(revoked.data['reason']),
          },
  }
}
