import type { WorkflowRequest } from '../../alerts/workflow/opened-by.ts'
import { yearOf } from '../../alerts/workflow/patrol-count.ts'
import { teamHeadOf } from '../../alerts/workflow/team-head.ts'
import type { DeskParts } from '../desk.ts'

/** A patrol that is asked for names who heads the joint team now, and keeps it; others stay. */
export function underItsHead(
  { patrolPlan, now }: Pick<DeskParts, 'patrolPlan' | 'now'>,
  request: WorkflowRequest,
): WorkflowRequest {
  const head = request.kind === 'joint-patrol' && teamHeadOf(patrolPlan.teamHead, yearOf(now()))
  return head ? { ...request, about: { ...request.about, teamHead: head } } : request
}
