import type { NewChange, Workflow, WorkflowStep } from '../../src/domain/alert.ts'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { WorkflowDefinition } from './definition.ts'
import { stepsPerWorkflowMax, takeStep } from './engine.ts'
import type { StepContext, StepInput } from './guards.ts'

/** From when on the clock of a device is marked on its steps, and from when on they are refused. */
export type ClockRule = { readonly markMs: number; readonly refuseMs: number }

export type FieldOutcome = {
  readonly step: string
  readonly at: Instant
  readonly outcome: 'taken' | 'known' | 'conflict' | 'refused'
  readonly code: string | null
  readonly detail: string | null
}

export type FieldRecord =
  | {
      readonly ok: true
      readonly workflow: Workflow
      readonly changes: readonly NewChange[]
      /** One for each step, in the order of their times. */
      readonly outcomes: readonly FieldOutcome[]
    }
  | { readonly ok: false; readonly code: 'device-clock'; readonly detail: string }

/**
 * Merges steps recorded without a network, which come in later with their original times.
 *
 * They are taken in the order of those times, whatever the order they were sent in. A step that
 * was taken before is `known` where this is the same record, and else a `conflict`: the step
 * stays as it was taken first, and the other record is kept beside it. What the rules refuse is
 * answered with its reason and left with the device. A clock that is `refuseMs` off or more makes
 * all of them refused; one that is more than `markMs` off marks each with `clockOffsetMs`.
 *
 * @param sentAt  the device's clock as it sent them
 */
export function mergeFieldSteps(
  workflow: Workflow,
  definition: WorkflowDefinition,
  steps: readonly StepInput[],
  {
    sentAt,
    clock,
    ...context
  }: StepContext & { readonly sentAt: Instant; readonly clock: ClockRule },
): FieldRecord {
  const offsetMs = sentAt - context.now
  if (!(Math.abs(offsetMs) < clock.refuseMs)) {
    const minutes = Math.round(offsetMs / 60_000)
    const detail = `sentAt: expected a clock less than ${clock.refuseMs / 60_000} min off, got ${minutes} min`
    return { ok: false, code: 'device-clock', detail }
  }
  const marks = Math.abs(offsetMs) > clock.markMs ? { clockOffsetMs: offsetMs } : {}
  let merged = workflow
  const changes: NewChange[] = []
  const outcomes = steps.toSorted(byTime(definition)).map((given): FieldOutcome => {
    const told = { step: given.step, at: given.at, code: null, detail: null }
    const before = merged.steps.filter(({ step }) => step === given.step)
    if ([...before, ...(merged.conflicts ?? [])].some((one) => isSame(one, given))) {
      return { ...told, outcome: 'known' }
    }
    const input = { ...given, data: { ...given.data, ...marks } }
    const taken = takeStep(merged, definition, input, context)
    if (taken.ok) {
      merged = taken.workflow
      changes.push(taken.change)
      return { ...told, outcome: 'taken' }
    }
    const { code, detail } = taken
    if (before.length === 0 || code !== 'step-not-allowed') {
      return { ...told, outcome: 'refused', code, detail }
    }
    if ((merged.conflicts ?? []).length >= stepsPerWorkflowMax) {
      return { ...told, outcome: 'refused', code, detail: 'too many conflicts are kept already' }
    }
    const other: WorkflowStep = { ...input, recordedAt: context.now }
    merged = {
      ...merged,
      conflicts: [...(merged.conflicts ?? []), other],
      changedAt: context.now,
    }
    changes.push(conflictOf(merged, other, context.now))
    return { ...told, outcome: 'conflict', code, detail }
  })
  return { ok: true, workflow: merged, changes, outcomes }
}

/** By time; what happened at one time, in the order of the definition. */
function byTime({ steps }: WorkflowDefinition) {
  const rank = ({ step }: StepInput) => steps.findIndex(({ id }) => id === step)
  return (a: StepInput, b: StepInput) => a.at - b.at || rank(a) - rank(b)
}

/** Whether a kept step is the given one; what we have added to its data does not count. */
function isSame(kept: WorkflowStep, given: StepInput): boolean {
  const data = Object.fromEntries(Object.keys(given.data).map((name) => [name, kept.data[name]]))
  const { step, at, district, person, place, attachments } = kept
  return (
    canonicalJson({ step, at, district, person, place, data, attachments }) === canonicalJson(given)
  )
}

function conflictOf(workflow: Workflow, step: WorkflowStep, at: Instant): NewChange {
  return {
    type: 'workflow.step',
    subject: workflow.id,
    at,
    actor: step.person,
    reason: `conflict: ${step.step}`,
    body: { workflow, step },
  }
}
