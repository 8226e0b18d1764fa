import type { WorkflowKind } from '../../src/domain/alert.ts'
import type { Names } from '../../src/domain/network.ts'
import type { GuardId } from './guards.ts'
import type { OpenedWorkflow } from './opened-by.ts'

/** Who takes a step; shown and kept, and binding once identity is configured. */
export type Role =
  | 'executive-committee'
  | 'team-leader'
  | 'patrol-team'
  | 'monitoring-centre'
  | 'district'
  | 'operator'
  | 'engine'

export type FieldType =
  | 'text'
  | 'number'
  | 'district'
  | 'list'
  | 'cells'
  | 'instant'
  | { readonly oneOf: readonly string[] }

/** What a step must say in its `data`; anything more is kept as it came. */
export type Field = { readonly name: string; readonly type: FieldType; readonly required: boolean }

/**
 * What the engine adds to a step's `data` itself: the workflow's own district, how many of some
 * steps there are, counting this one, or by how many ms it lies ahead of our clock, where it does.
 */
export type Derived = {
  readonly name: string
  readonly from: 'site-district' | 'ahead-of-clock' | { readonly countOf: readonly string[] }
}

export type StepDefinition = {
  readonly id: string
  readonly name: Names
  readonly from: readonly string[]
  readonly to: string
  readonly roles: readonly Role[]
  readonly place: 'required' | 'optional'
  readonly fields: readonly Field[]
  readonly derived: readonly Derived[]
  readonly guards: readonly GuardId[]
  /** What becomes of the workflow's deadline: a field of the step names the next one. */
  readonly deadline: 'keep' | 'none' | { readonly field: string }
}

/** One kind of workflow as data; a running workflow keeps the version it was opened with. */
export type WorkflowDefinition = {
  readonly kind: WorkflowKind
  readonly procedure: string | null
  readonly version: number
  readonly name: Names
  readonly initial: string
  /** States that end it. */
  readonly final: readonly string[]
  /** The step that the engine takes, once, when the deadline has passed; persons cannot. */
  readonly overdue: string | null
  /** What is opened about it when it has closed, not when it was cancelled. */
  readonly then: readonly OpenedWorkflow[]
  readonly steps: readonly StepDefinition[]
}

type StepDraft = Pick<StepDefinition, 'id' | 'name' | 'to' | 'roles'> &
  Partial<Omit<StepDefinition, 'from'>> & { readonly from: string | readonly string[] }

const cancelStep: StepDefinition = {
  id: 'cancel',
  name: { zh: '取消', en: 'Cancel' },
  from: [],
  to: 'cancelled',
  roles: ['executive-committee', 'district'],
  place: 'optional',
  fields: [{ name: 'reason', type: 'text', required: true }],
  derived: [],
  guards: [],
  deadline: 'none',
}

/**
 * Completes a definition: defaults of each step, and a `cancel` with a reason from every state
 * that does not end it.
 */
export function define(
  draft: Omit<WorkflowDefinition, 'steps' | 'final' | 'overdue' | 'then'> &
    Partial<Pick<WorkflowDefinition, 'overdue' | 'then'>> & {
      readonly steps: readonly StepDraft[]
    },
): WorkflowDefinition {
  const final = ['closed', 'cancelled']
  const steps: StepDefinition[] = draft.steps.map((step) => ({
    place: 'optional',
    fields: [],
    derived: [],
    guards: [],
    deadline: 'keep',
    ...step,
    from: typeof step.from === 'string' ? [step.from] : step.from,
  }))
  const states = new Set([draft.initial, ...steps.flatMap((step) => [...step.from, step.to])])
  const running = [...states].filter((state) => !final.includes(state))
  return {
    overdue: null,
    then: [],
    ...draft,
    final,
    steps: [...steps, { ...cancelStep, from: running }],
  }
}
