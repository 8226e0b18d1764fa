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
 * steps there are, counting this one, or when the next report on an incident is due.
 */
export type Derived = {
  readonly name: string
  readonly from: 'site-district' | 'report-clock' | { readonly countOf: readonly string[] }
}

export type StepDefinition = {
  readonly id: string
  readonly name: Names
  readonly from: readonly string[]
  /** Null: it stays where it is. */
  readonly to: string | null
  /** `engine` alone: no person takes it. */
  readonly roles: readonly Role[]
  readonly place: 'required' | 'optional'
  readonly fields: readonly Field[]
  readonly derived: readonly Derived[]
  readonly guards: readonly GuardId[]
  /** What becomes of the workflow's deadline: a field of the step, given or derived, names it. */
  readonly deadline: 'keep' | 'none' | { readonly field: string }
  /** What the workflow is about from then on: a time of `about`, by the field that names it. */
  readonly about: Readonly<Record<string, string>>
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
  /** Steps that the engine takes, once, when the deadline has passed, each of its states. */
  readonly overdue: readonly string[]
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
  about: {},
}

/**
 * Completes a definition: defaults of each step, and a `cancel` with a reason from every state
 * that does not end it. `final` names further states that do.
 */
export function define(
  draft: Omit<WorkflowDefinition, 'steps' | 'final' | 'overdue' | 'then'> &
    Partial<Pick<WorkflowDefinition, 'final' | 'then'>> & {
      readonly overdue?: string | readonly string[]
      readonly steps: readonly StepDraft[]
    },
): WorkflowDefinition {
  const final = ['closed', 'cancelled', ...(draft.final ?? [])]
  const steps: StepDefinition[] = draft.steps.map((step) => ({
    place: 'optional',
    fields: [],
    derived: [],
    guards: [],
    deadline: 'keep',
    about: {},
    ...step,
    from: typeof step.from === 'string' ? [step.from] : step.from,
  }))
  const named = steps.flatMap(({ from, to }) => (to === null ? from : [...from, to]))
  const states = new Set([draft.initial, ...named])
  const running = [...states].filter((state) => !final.includes(state))
  const { overdue = [] } = draft
  return {
    then: [],
    ...draft,
    overdue: typeof overdue === 'string' ? [overdue] : overdue,
    final,
    steps: [...steps, { ...cancelStep, from: running }],
  }
}
