import type { Workflow, WorkflowKind } from '../../src/domain/alert.ts'
import { assert } from '../../src/domain/errors.ts'
import { airProductConsultation } from './air-product.ts'
import { caseReview } from './case-review.ts'
import { dataRequest } from './data-request.ts'
import { define, type Field, type WorkflowDefinition } from './definition.ts'
import {
  crossBorderDispatch,
  crossBorderDispatchBefore,
  ownDispatch,
  ownDispatchBefore,
} from './dispatch.ts'
import { emergencyBloom, emergencyHj589 } from './emergency-monitoring.ts'
import { enterpriseNotice } from './enterprise-notice.ts'
import { handOver, handOverBefore } from './hand-over.ts'
import { incidentReport } from './incident-report.ts'
import { jointMeeting } from './joint-meeting.ts'
import { jointPatrol, jointPatrolsBefore } from './joint-patrol.ts'
import { recognition } from './recognition.ts'
import { riskItem } from './risk-item.ts'
import { proposedStationRequest, stationRequest } from './station-request.ts'

const text = (name: string, required = true): Field => ({ name, type: 'text', required })

/** 会商: every district of the zone says its opinion before the decision is written down. */
const consultation = define({
  kind: 'consultation',
  procedure: null,
  version: 1,
  name: { zh: '会商', en: 'Consultation' },
  initial: 'opened',
  steps: [
    {
      id: 'convene',
      name: { zh: '召集', en: 'Convene' },
      from: 'opened',
      to: 'convened',
      roles: ['executive-committee', 'district'],
      fields: [text('topic', false)],
    },
    {
      id: 'opinion',
      name: { zh: '意见', en: 'Opinion of a district' },
      from: 'convened',
      to: 'convened',
      roles: ['district'],
      fields: [text('opinion')],
      guards: ['zone-district'],
    },
    {
      id: 'conclude',
      name: { zh: '结论', en: 'Conclude' },
      from: 'convened',
      to: 'closed',
      roles: ['executive-committee'],
      fields: [text('decision')],
      guards: ['all-opinions'],
    },
  ],
})

const maintenanceTask = define({
  kind: 'maintenance-task',
  procedure: null,
  version: 1,
  name: { zh: '运维任务', en: 'Maintenance task' },
  initial: 'opened',
  steps: [
    {
      id: 'assign',
      name: { zh: '派单', en: 'Assign' },
      from: 'opened',
      to: 'assigned',
      roles: ['district', 'operator'],
      fields: [text('assignee')],
    },
    {
      id: 'on-site',
      name: { zh: '到场', en: 'On site' },
      from: 'assigned',
      to: 'on-site',
      roles: ['operator'],
      place: 'required',
    },
    {
      id: 'resolve',
      name: { zh: '处置完成', en: 'Resolve' },
      from: 'on-site',
      to: 'closed',
      roles: ['operator'],
      fields: [text('cause'), text('measure', false)],
    },
  ],
})

/** Every definition that can be opened or is still running, newest version of each first. */
export const workflowDefinitions: readonly WorkflowDefinition[] = [
  jointPatrol,
  ...jointPatrolsBefore,
  consultation,
  airProductConsultation,
  emergencyHj589,
  emergencyBloom,
  maintenanceTask,
  recognition,
  handOver,
  handOverBefore,
  riskItem,
  incidentReport,
  ownDispatch,
  ownDispatchBefore,
  crossBorderDispatch,
  crossBorderDispatchBefore,
  stationRequest,
  proposedStationRequest,
  enterpriseNotice,
  jointMeeting,
  caseReview,
  dataRequest,
]

type Defined = Pick<Workflow, 'kind' | 'procedure'> & { readonly definitionVersion?: number }

/**
 * The definition that a workflow runs by; for a request, which has no version yet, the newest.
 *
 * @throws {Error} when there is none: a stored workflow outlived its definition
 */
export function definitionOf(workflow: Defined): WorkflowDefinition {
  const { kind, procedure, definitionVersion } = workflow
  const found = workflowDefinitions.find(
    (one) =>
      one.kind === kind &&
      one.procedure === procedure &&
      (definitionVersion === undefined || one.version === definitionVersion),
  )
  assert(found, `a definition of ${kind} ${procedure ?? ''} ${definitionVersion ?? ''}`)
  return found
}

/** States that workflows of a kind may have, by any version of theirs; null: of all kinds. */
export function statesOf(kind: WorkflowKind | null): string[] {
  const own = workflowDefinitions.filter((one) => kind === null || one.kind === kind)
  const named = own.flatMap(({ initial, final, steps }) => [
    initial,
    ...steps.flatMap(({ to }) => to ?? []),
    ...final,
  ])
  return [...new Set(named)]
}
