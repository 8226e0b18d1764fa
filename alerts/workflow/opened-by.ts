import type { Workflow, WorkflowKind } from '../../src/domain/alert.ts'
import type { AlertKind } from '../../src/domain/event.ts'

export type OpenedWorkflow = {
  readonly kind: WorkflowKind
  /** `bloom-plan` or `hj-589` for emergency monitoring, else null. */
  readonly procedure: string | null
}

/** A workflow that is asked for: by a confirmed alert, which names its id already, or by none. */
export type WorkflowRequest = OpenedWorkflow & Pick<Workflow, 'id' | 'alert' | 'station' | 'about'>

const special = (procedure: string): readonly OpenedWorkflow[] => [
  { kind: 'joint-patrol', procedure: null },
  { kind: 'consultation', procedure: null },
  { kind: 'emergency-monitoring', procedure },
]
const deterioration = special('hj-589')
const maintenance: readonly OpenedWorkflow[] = [{ kind: 'maintenance-task', procedure: null }]

// HJ 589-2021 excludes biological pollution, so a bloom runs under the bloom plan.
const opened: Readonly<Record<AlertKind, readonly OpenedWorkflow[]>> = {
  'algal-bloom': special('bloom-plan'),
  deterioration,
  limit: [],
  unusual: [],
  'sensor-fault': maintenance,
  silence: maintenance,
  air: [],
  system: [],
}

/**
 * Workflows that confirming an alert of this kind opens, in order.
 *
 * @param as  `deterioration`: a `limit` or `unusual` alert taken as one
 */
export function workflowsOpenedBy(
  kind: AlertKind,
  as?: 'deterioration',
): readonly OpenedWorkflow[] {
  return as === undefined ? opened[kind] : deterioration
}
