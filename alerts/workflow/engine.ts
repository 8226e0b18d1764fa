import type { NewChange, Workflow } from '../../src/domain/alert.ts'
import { assert } from '../../src/domain/errors.ts'
import type { District } from '../../src/domain/network.ts'
import { formatInstant, type Instant } from '../../src/domain/time.ts'
import type { Derived, StepDefinition, WorkflowDefinition } from './definition.ts'
import {
  inputGuards,
  instantIn,
  isStateGuard,
  stateGuards,
  type GuardCode,
  type GuardFault,
  type StepContext,
  type StepInput,
} from './guards.ts'
import type { WorkflowRequest } from './opened-by.ts'
import { nextReportAt } from './report-clock.ts'
import { stepFault } from './step-fault.ts'

/** A workflow carries its steps whole; an emergency of weeks with a round each hour stays below. */
export const stepsPerWorkflowMax = 1_000

export type OpenContext = {
  readonly now: Instant
  /** When the engine takes the step of its deadline; absent: no such time is known yet. */
  readonly dueAt?: Instant | null
  /** Who confirmed. */
  readonly actor: string
  /** District of the alert's station; null: it is about no place. */
  readonly siteDistrict: District | null
  /** A drill; absent: it is none. */
  readonly exercise?: boolean
  /** Why it is opened; absent: by its alert, or by hand. */
  readonly reason?: string
}

/**
 * Opens a workflow in the first state of its definition.
 *
 * @returns the workflow and its `workflow.opened` change with `{ workflow }` as body
 */
export function openWorkflow(
  request: WorkflowRequest,
  definition: WorkflowDefinition,
  context: OpenContext,
): { readonly workflow: Workflow; readonly change: NewChange } {
  const { now, actor, siteDistrict, exercise = false, dueAt = null } = context
  const workflow: Workflow = {
    ...request,
    definitionVersion: definition.version,
    state: definition.initial,
    siteDistrict,
    ...(exercise ? { exercise } : {}),
    ...(dueAt === null ? {} : { dueAt }),
    openedAt: now,
    changedAt: now,
    closedAt: null,
    steps: [],
    n: 0,
  }
  const usual = request.alert === null ? 'opened-by-hand' : 'alert-confirmed'
  const reason = context.reason ?? usual
  const type = 'workflow.opened'
  return {
    workflow,
    change: { type, subject: workflow.id, at: now, actor, reason, body: { workflow } },
  }
}

export type StepRefusalCode = 'unknown-step' | 'bad-step' | 'step-not-allowed' | GuardCode

export type StepResult =
  | { readonly ok: true; readonly workflow: Workflow; readonly change: NewChange }
  | {
      readonly ok: false
      readonly code: StepRefusalCode
      readonly detail: string
      /** Steps that can be taken now. */
      readonly allowed: readonly string[]
    }

/** Ids of the steps whose state and guards of the state hold now. */
export function allowedSteps(
  workflow: Workflow,
  definition: WorkflowDefinition,
  context: StepContext,
): readonly string[] {
  return definition.steps
    .filter((step) => step.from.includes(workflow.state) && !isEngines(step))
    .filter((step) => stateFault(step, workflow, context) === null)
    .map((step) => step.id)
}

/**
 * Takes one step of a workflow. Checked in this order: the step exists, its body is whole
 * (`bad-step`), the state allows it (`step-not-allowed` or a guard's code), its own guards hold.
 * What the engine does is refused to persons ({@link takeOverdue}, {@link takeEngineStep}).
 *
 * @returns the workflow and one change with `{ workflow, step }` as body: `workflow.closed` when
 *   the step ends it, else `workflow.step`, as of what is said after its end
 */
export function takeStep(
  workflow: Workflow,
  definition: WorkflowDefinition,
  input: StepInput,
  context: StepContext,
): StepResult {
  const refuse = (code: StepRefusalCode, detail: string): StepResult => {
    return { ok: false, code, detail, allowed: allowedSteps(workflow, definition, context) }
  }
  const step = definition.steps.find((one) => one.id === input.step)
  if (step === undefined)
    return refuse('unknown-step', `${input.step}: no step of ${workflow.kind}`)
  if (isEngines(step)) return refuse('step-not-allowed', `${step.id}: the engine takes it`)
  const detail = stepFault(step, input, context)
  if (detail !== null) return refuse('bad-step', detail)
  if (!step.from.includes(workflow.state)) {
    const from = step.from.join(' or ')
    return refuse('step-not-allowed', `${step.id}: expected state ${from}, got ${workflow.state}`)
  }
  if (workflow.steps.length >= stepsPerWorkflowMax && !definition.final.includes(step.to ?? '')) {
    return refuse('step-not-allowed', `${step.id}: expected at most ${stepsPerWorkflowMax} steps`)
  }
  const fault = stateFault(step, workflow, context) ?? inputFault(step, workflow, input, context)
  if (fault !== null) return refuse(fault.code, fault.detail)
  return { ok: true, ...stepTaken(workflow, definition, step, input, context) }
}

/**
 * Takes the step that a deadline asks for, once it has passed; the deadline is then over.
 *
 * @returns null where none has passed, or the state knows no such step
 */
export function takeOverdue(
  workflow: Workflow,
  definition: WorkflowDefinition,
  now: Instant,
): { readonly workflow: Workflow; readonly change: NewChange } | null {
  const step = definition.steps.find(
    ({ id, from }) => definition.overdue.includes(id) && from.includes(workflow.state),
  )
  const { dueAt = null, siteDistrict } = workflow
  if (step === undefined || dueAt === null || dueAt > now) return null
  assert(siteDistrict !== null, `${workflow.kind} has a district to be told`)
  const data = { dueAt: formatInstant(dueAt) }
  return stepTaken(workflow, definition, step, byEngine(workflow, step.id, data, now), { now })
}

/**
 * Takes a step that follows from something else that was done, by whoever did it.
 *
 * @returns null where the state does not know it
 */
export function takeEngineStep(
  workflow: Workflow,
  definition: WorkflowDefinition,
  {
    step: id,
    data,
    person = 'engine',
    attachments = [],
  }: Pick<StepInput, 'step' | 'data'> & Partial<Pick<StepInput, 'person' | 'attachments'>>,
  context: Pick<StepContext, 'now' | 'reports'>,
): { readonly workflow: Workflow; readonly change: NewChange } | null {
  const step = definition.steps.find((one) => one.id === id)
  assert(step !== undefined, `${workflow.kind} has a step ${id}`)
  if (!step.from.includes(workflow.state)) return null
  const input = { ...byEngine(workflow, id, data, context.now), person, attachments }
  return stepTaken(workflow, definition, step, input, context)
}

function byEngine(
  { kind, siteDistrict }: Workflow,
  step: string,
  data: StepInput['data'],
  at: Instant,
): StepInput {
  assert(siteDistrict !== null, `${kind} has a district to be told`)
  return { step, district: siteDistrict, person: 'engine', at, place: null, data, attachments: [] }
}

const isEngines = ({ roles }: StepDefinition) => roles.every((role) => role === 'engine')

function stepTaken(
  workflow: Workflow,
  definition: WorkflowDefinition,
  step: StepDefinition,
  input: StepInput,
  context: Pick<StepContext, 'now' | 'reports'>,
): { readonly workflow: Workflow; readonly change: NewChange } {
  const { now } = context
  const derived = step.derived.flatMap((one) => {
    const value = derive(one, workflow, input, context)
    return value === null ? [] : [[one.name, value] as const]
  })
  const taken = {
    ...input,
    recordedAt: now,
    data: { ...input.data, ...Object.fromEntries(derived) },
  }
  const state = step.to ?? workflow.state
  const isFinal = definition.final.includes(state)
  const ends = isFinal && !definition.final.includes(workflow.state)
  const next: Workflow = {
    ...workflow,
    ...deadlineAfter(step, taken),
    ...aboutAfter(step, workflow, taken),
    state,
    steps: [...workflow.steps, taken],
    changedAt: now,
    closedAt: isFinal ? now : null,
  }
  const change: NewChange = {
    type: ends ? 'workflow.closed' : 'workflow.step',
    subject: workflow.id,
    at: now,
    actor: input.person,
    reason: step.id,
    body: { workflow: next, step: taken },
  }
  return { workflow: next, change }
}

function deadlineAfter(
  { deadline }: StepDefinition,
  { data }: StepInput,
): { dueAt?: Instant | null } {
  if (deadline === 'keep') return {}
  if (deadline === 'none') return { dueAt: null }
  return { dueAt: instantIn(data, deadline.field) }
}

function aboutAfter(
  step: StepDefinition,
  { about = {} }: Workflow,
  { data }: StepInput,
): Pick<Workflow, 'about'> {
  const moved = Object.entries(step.about)
  if (moved.length === 0) return {}
  const times = moved.map(([name, field]) => [name, instantIn(data, field)] as const)
  return { about: { ...about, ...Object.fromEntries(times) } }
}

function stateFault(step: StepDefinition, workflow: Workflow, context: StepContext) {
  for (const id of step.guards) {
    const fault: GuardFault | null = isStateGuard(id) ? stateGuards[id](workflow, context) : null
    if (fault !== null) return fault
  }
  return null
}

function inputFault(
  step: StepDefinition,
  workflow: Workflow,
  input: StepInput,
  context: StepContext,
) {
  for (const id of step.guards) {
    const fault: GuardFault | null = isStateGuard(id)
      ? null
      : inputGuards[id](workflow, input, context)
    if (fault !== null) return fault
  }
  return null
}

function derive(
  { from }: Derived,
  workflow: Workflow,
  input: StepInput,
  { now, reports }: Pick<StepContext, 'now' | 'reports'>,
): string | number | null {
  if (from === 'report-clock') {
    assert(reports, 'an incident is reported by a clock')
    const dueAt = nextReportAt(workflow, input, reports, now)
    return dueAt === null ? null : formatInstant(dueAt)
  }
  if (from === 'site-district') {
    assert(workflow.siteDistrict !== null, `${workflow.kind} is about a place`)
    return workflow.siteDistrict
  }
  const ids = [...workflow.steps.map((step) => step.step), input.step]
  return ids.filter((one) => from.countOf.includes(one)).length
}
