import type { Workflow, WorkflowStep } from '../../src/domain/alert.ts'
import type { LedgerItem } from '../../src/domain/casework.ts'
import type { Instant } from '../../src/domain/time.ts'
import { instantIn } from './guards.ts'

/** Steps that name a date. */
const dating: ReadonlySet<string> = new Set(['set-due', 'extend', 'send-back'])

const textOr = <T>(value: unknown, otherwise: T) => (typeof value === 'string' ? value : otherwise)

/**
 * An item of the ledger as its steps tell it at `now`. Overdue is what stands in `due` beyond its
 * date, whether the engine has escalated it yet or not.
 */
export function ledgerItemOf(workflow: Workflow, now: Instant): LedgerItem {
  const { steps, about = {}, state } = workflow
  const last = (is: (step: WorkflowStep) => boolean) => steps.findLast(is) ?? null
  const dated = last(({ step }) => dating.has(step))
  const escalated = last(({ step }) => step === 'overdue')
  const rectified = last(({ step }) => step === 'rectify')
  const verified = last(({ step }) => step === 'verify')
  const dueAt = dated === null ? null : instantIn(dated.data, 'dueAt')
  const isNow = escalated !== null && dated !== null && escalated.at >= dated.at
  const responsible = last(({ step }) => step === 'set-due')?.data['responsible']
  return {
    workflow,
    title: textOr(about['title'], ''),
    description: textOr(about['description'], ''),
    waterBody: textOr(about['waterBody'], null),
    foundAt: workflow.openedAt,
    dueAt,
    responsible: textOr(responsible, null),
    isOverdue: state === 'due' && dueAt !== null && dueAt <= now,
    escalatedAt: isNow && state === 'due' ? escalated.at : null,
    rectifiedAt: state === 'due' ? null : (rectified?.at ?? null),
    verifiedAt: verified?.at ?? null,
  }
}
