import type { Workflow } from '../../src/domain/alert.ts'
import type { DataRequestItem } from '../../src/domain/data-request.ts'
import { textIn } from '../../src/domain/json.ts'
import type { Instant } from '../../src/domain/time.ts'
import { instantIn } from './guards.ts'

const decisions = ['grant', 'refuse', 'revoke'] as const

/** A request for a data set as its opening and steps tell it at `now`. */
export function dataRequestItem(workflow: Workflow, now: Instant): DataRequestItem {
  const { about = {}, steps, state } = workflow
  const late = steps.findLast(({ step }) => step === 'overdue')
  const granted = steps.findLast(({ step }) => step === 'grant')
  const decided = steps.findLast(({ step }) => decisions.some((one) => one === step))
  const decision = decisions.find((one) => one === decided?.step)
  const { dueAt = null } = workflow
  const wasDueAt = late === undefined ? dueAt : instantIn(late.data, 'dueAt')
  const askedUntil = state === 'asked' ? wasDueAt : null
  return {
    ...{ workflow, dataSet: textIn(about['dataSet']), name: textIn(about['name']) },
    ...{ person: textIn(about['person']), district: textIn(about['district']) },
    ...{ organisation: textIn(about['organisation']), purpose: textIn(about['purpose']) },
    ownerDistrict: textIn(about['ownerDistrict']),
    dueAt: askedUntil,
    isOverdue: askedUntil !== null && askedUntil <= now,
    decision:
      decided === undefined || decision === undefined
        ? null
        : {
            ...{ step: decision, at: decided.at, person: decided.person },
            said: textIn(decided.data['reason'] ?? decided.data['conditions']) || null,
          },
    until: granted === undefined ? null : instantIn(granted.data, 'until'),
  }
}
