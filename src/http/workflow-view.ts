import { z } from 'zod'
import {
  workflowKinds,
  type SopStepDone,
  type Workflow,
  type WorkflowStep,
} from '../domain/alert.ts'
import { formatInstant } from '../domain/time.ts'
import { entityTag } from './entity-tag.ts'
import { timeOrNull, timeText } from './query-shapes.ts'

export const placeSchema = z.object({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
})

const stepSchema = z.object({
  step: z.string(),
  at: timeText.describe('when it was done'),
  recordedAt: timeText.describe('when it reached us'),
  district: z.string(),
  person: z.string(),
  place: placeSchema.nullable(),
  data: z.record(z.string(), z.unknown()),
  attachments: z.array(z.unknown()),
})

export const sopStepShape = {
  at: timeText.describe('when it was done'),
  recordedAt: timeText.describe('when it reached us'),
  ...{ district: z.string(), person: z.string(), note: z.string().nullable() },
  attachments: z.array(z.unknown()),
}

/** What a workflow is at one number of the change log; also the data of `workflow.*` frames. */
export const workflowStateSchema = z.object({
  id: z.string(),
  etag: z.string().describe('the entity tag, as If-Match takes it'),
  n: z.int(),
  kind: z.enum(workflowKinds),
  definitionVersion: z.int(),
  procedure: z.string().nullable(),
  state: z.string(),
  alert: z.string().nullable(),
  station: z.string().nullable(),
  siteDistrict: z.string().nullable(),
  about: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('what a workflow without an alert is about'),
  exercise: z.boolean().describe('a drill: counted nowhere, told nobody'),
  openedAt: timeText,
  changedAt: timeText,
  closedAt: timeText.nullable(),
  dueAt: timeText.nullable().describe('when it is overdue'),
  steps: z.array(stepSchema),
  conflicts: z.array(stepSchema).describe('records of steps that had been taken otherwise'),
  sopSteps: z
    .array(z.object({ ...sopStepShape, sop: z.string(), version: z.int(), item: z.int() }))
    .describe('steps of operating procedures that were done in it'),
})

export const workflowSchema = workflowStateSchema.extend({
  allowed: z.array(z.string()).describe('steps that can be taken now'),
})

/** The state of a workflow. */
export function workflowStateView(workflow: Workflow): z.output<typeof workflowStateSchema> {
  return {
    id: workflow.id,
    etag: entityTag(workflow.n),
    n: workflow.n,
    kind: workflow.kind,
    definitionVersion: workflow.definitionVersion,
    procedure: workflow.procedure,
    state: workflow.state,
    alert: workflow.alert,
    station: workflow.station,
    siteDistrict: workflow.siteDistrict,
    about: workflow.about ?? null,
    exercise: workflow.exercise ?? false,
    openedAt: formatInstant(workflow.openedAt),
    changedAt: formatInstant(workflow.changedAt),
    closedAt: timeOrNull(workflow.closedAt),
    dueAt: timeOrNull(workflow.dueAt ?? null),
    steps: workflow.steps.map(stepView),
    conflicts: (workflow.conflicts ?? []).map(stepView),
    sopSteps: (workflow.sopSteps ?? []).map(sopStepView),
  }
}

/** A step of a procedure that was done, its times as they are told. */
export const sopStepView = ({ at, recordedAt, attachments = [], ...done }: SopStepDone) => ({
  ...done,
  attachments: [...attachments],
  at: formatInstant(at),
  recordedAt: formatInstant(recordedAt),
})

function stepView(step: WorkflowStep): z.output<typeof stepSchema> {
  return {
    step: step.step,
    at: formatInstant(step.at),
    recordedAt: formatInstant(step.recordedAt),
    district: step.district,
    person: step.person,
    place: step.place,
    data: { ...step.data },
    attachments: [...step.attachments],
  }
}

/** A workflow as answered, with the steps allowed now. */
export function workflowView(
  workflow: Workflow,
  allowed: readonly string[],
): z.output<typeof workflowSchema> {
  return { ...workflowStateView(workflow), allowed: [...allowed] }
}
