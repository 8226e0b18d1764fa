import type { Workflow } from '../../src/domain/alert.ts'
import type { ReportPlan } from '../../src/domain/incident.ts'
import type { District, DistrictEntry } from '../../src/domain/network.ts'
import { dayMs, formatInstant, hourMs, minuteMs } from '../../src/domain/time.ts'
import type { WorkflowDefinition } from './definition.ts'
import { openWorkflow, takeStep } from './engine.ts'
import type { StepInput } from './guards.ts'

const startAt = 1_795_392_000_000

const district = (id: District, inZone: boolean): DistrictEntry => ({
  id,
  name: { zh: id, en: id },
  inZone,
  regionCode: '000000',
  regionCodeCertainty: 'synthetic',
})

export const fakeReportPlan: ReportPlan = {
  ...{ source: 'a regulation', certainty: 'memory', intervalsCertainty: 'design' },
  firstWithinMs: { I: 2 * hourMs, II: 2 * hourMs, III: 4 * hourMs, IV: 4 * hourMs },
  ...{ followUpEveryMs: dayMs, resultWithinMs: 3 * dayMs },
  asMajor: { reasons: ['drinking-water'], heavyMetals: ['w20004'], certainty: 'memory' },
}

export const fakeStepContext = {
  reports: fakeReportPlan,
  now: startAt + 60 * minuteMs,
  districts: [
    district('qingpu', true),
    district('wujiang', true),
    district('jiashan', true),
    district('kunshan', false),
  ],
}

/** A workflow of this definition, just opened by alert-1 at a station in Qingpu. */
export function fakeWorkflow(definition: WorkflowDefinition): Workflow {
  const { kind, procedure } = definition
  const about = { ownerDistrict: 'wujiang', fromAt: startAt, toAt: startAt + hourMs }
  const request = { id: 'workflow-1', kind, procedure, alert: 'alert-1', station: 'jinze', about }
  const context = { now: startAt, actor: '王工', siteDistrict: 'qingpu' } as const
  return openWorkflow(request, definition, context).workflow
}

const plan = { points: ['jinze'], factors: ['w20004'], methods: ['HJ 694'], frequency: '1 h' }
const report = { to: ['苏州市生态环境局'], text: '初报' }
const datas: Readonly<Record<string, StepInput['data']>> = {
  'assign-leader': { leader: '李工', leaderDistrict: 'wujiang' },
  opinion: { opinion: 'close the intake' },
  conclude: { decision: 'raise the flow of the gate' },
  'first-judgement': { judgement: 'antimony from upstream' },
  plan,
  'revise-plan': plan,
  report: { summary: 'falling' },
  'propose-termination': { criterion: 'below-for-48-h' },
  'propose-release': { grounds: 'two quiet days' },
  resume: { reason: 'rain is coming' },
  assign: { assignee: '赵工' },
  resolve: { cause: 'fouled probe' },
  refuse: { reason: 'the boat is under repair' },
  cancel: { reason: 'opened twice' },
  enter: { values: [{ area: 'wujiang', leadDay: 1, aqiLow: 40, aqiHigh: 60 }] },
  agree: { minutes: 'all of one mind' },
  reopen: { reason: 'the wind has turned' },
  contest: { reason: 'no signature on the statement' },
  send: {
    ...{ to: 'wujiang', authority: 'environment', evidence: ['the statement'] },
    message: 'look after your outfall',
  },
  reply: { reply: 'it is shut' },
  close: { result: 'seen to' },
  return: { reason: 'the photograph is missing' },
  receive: { receipt: 'WJ-2026-17' },
  result: { result: 'a fine', publication: 'published' },
  'legal-review': { outcome: 'passed', opinion: 'the law and the facts agree' },
  revoke: {
    ...{ grounds: 'reconsideration', document: '沪府复字〔2026〕17号' },
    reason: 'the outfall is another firm’s',
  },
  reinstate: { reason: 'entered on the wrong case' },
  'set-due': { dueAt: '2026-12-01T00:00:00Z', responsible: '赵工' },
  extend: {
    ...{ dueAt: '2026-12-08T00:00:00Z', reason: 'rain' },
    until: formatInstant(startAt + 2 * hourMs),
  },
  'send-back': { dueAt: '2026-12-15T00:00:00Z', reason: 'it leaks again' },
  rectify: { measure: 'the pit is filled' },
  verify: { finding: 'dry' },
  'first-report': report,
  'follow-up-report': report,
  'result-report': report,
  regrade: { grade: 'I' },
  postpone: { dueAt: '2026-12-01T00:00:00Z', reason: 'a typhoon' },
  hold: { minutes: 'the plan of the next half' },
}

/** A whole body for a step, with fields laid over it. */
export const fakeStep = (step: string, part: Partial<StepInput> = {}): StepInput => ({
  step,
  at: startAt + 30 * minuteMs,
  district: 'wujiang',
  person: '李工',
  place: { lat: 31.02, lon: 120.96 },
  data: datas[step] ?? {},
  attachments: [],
  ...part,
})

/** Takes steps one after another; throws at the first that is refused. */
export function walk(
  definition: WorkflowDefinition,
  steps: readonly (string | StepInput)[],
): Workflow {
  return steps.reduce((workflow, step) => {
    const input = typeof step === 'string' ? fakeStep(step) : step
    const result = takeStep(workflow, definition, input, fakeStepContext)
    if (!result.ok) throw new Error(`${input.step}: ${result.code}: ${result.detail}`)
    return result.workflow
  }, fakeWorkflow(definition))
}
