import type { NewChange, Workflow } from '../../src/domain/alert.ts'
import { sopProgress, type Sop, type SopReport } from '../../src/domain/sop.ts'
import type { Instant } from '../../src/domain/time.ts'
import { aheadFault } from './step-fault.ts'

export type SopResult =
  | { readonly ok: true; readonly workflow: Workflow; readonly change: NewChange }
  | {
      readonly ok: false
      readonly code:
        'unknown-step' | 'not-allowed' | 'sop-step-done' | 'sop-out-of-order' | 'bad-step'
      readonly detail: string
      readonly allowed: readonly string[]
    }

/**
 * Does the next step of an operating procedure in a case that runs: one after another, each once.
 * It changes the state of the case in nothing else.
 *
 * @returns the workflow and one `workflow.step` change with `{ workflow, sopStep }` as body
 */
export function takeSopStep(
  workflow: Workflow,
  sop: Sop,
  report: SopReport,
  now: Instant,
): SopResult {
  const { done } = sopProgress(workflow, sop)
  const next = done.indexOf(null) + 1
  const allowed = workflow.closedAt === null && next > 0 ? [`${next}`] : []
  const refuse = (code: (SopResult & { ok: false })['code'], detail: string): SopResult => {
    return { ok: false, code, detail: `${sop.id}: ${detail}`, allowed }
  }
  const { item } = report
  if (!(item >= 1 && item <= sop.steps.length))
    return refuse('unknown-step', `expected a step from 1 to ${sop.steps.length}, got ${item}`)
  const ahead = aheadFault(report.at, now)
  if (ahead !== null) return refuse('bad-step', ahead)
  if (workflow.closedAt !== null) return refuse('not-allowed', 'the case is over')
  if (done[item - 1] !== null) return refuse('sop-step-done', `step ${item} was done before`)
  if (item !== next) return refuse('sop-out-of-order', `expected step ${next} first, got ${item}`)
  const sopStep = { ...report, sop: sop.id, version: sop.version, recordedAt: now }
  const { sopSteps = [] } = workflow
  const changed = { ...workflow, sopSteps: [...sopSteps, sopStep], changedAt: now }
  const change: NewChange = {
    ...{ type: 'workflow.step', subject: workflow.id, at: now, actor: report.person },
    ...{ reason: 'sop', body: { workflow: changed, sopStep } },
  }
  return { ok: true, workflow: changed, change }
}
