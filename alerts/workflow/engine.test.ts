import { describe, expect, it } from 'vitest'
import { dayMs, minuteMs } from '../../src/domain/time.ts'
import { definitionOf, workflowDefinitions } from './definitions.ts'
import { allowedSteps, openWorkflow, stepsPerWorkflowMax, takeStep } from './engine.ts'
import { emergencyBloom, emergencyHj589 } from './emergency-monitoring.ts'
import { fakeStep, fakeStepContext, fakeWorkflow, walk } from './fake-workflow.ts'
import type { StepInput } from './guards.ts'
import { jointPatrol } from './joint-patrol.ts'

const context = fakeStepContext
const consultation = definitionOf({ kind: 'consultation', procedure: null })
const maintenance = definitionOf({ kind: 'maintenance-task', procedure: null })
const by = (step: string, district: string) => fakeStep(step, { district })
const opinionOf = (district: string) => by('opinion', district)
const rectify = fakeStep('rectify', { person: '赵工' })
const eightSteps = [
  ...['sign-in', 'show-credentials', 'verify-identity', 'inspect'],
  ...['take-statement', 'print-and-sign', 'archive', 'complete'],
]

const paths: Readonly<Record<string, readonly (string | StepInput)[]>> = {
  'joint-patrol': ['assign-leader', ...eightSteps],
  consultation: [
    ...['convene', opinionOf('wujiang'), opinionOf('jiashan'), opinionOf('wujiang')],
    ...[opinionOf('qingpu'), 'conclude'],
  ],
  'hj-589': [
    ...['start', 'first-judgement', 'plan', 'sampling-round', 'sampling-round', 'report'],
    ...['revise-plan', 'sampling-round', 'report', 'propose-termination', 'resume'],
    ...['sampling-round', 'propose-termination', 'end'],
  ],
  'bloom-plan': [
    ...['start', 'plan', 'sampling-round', 'report', 'propose-release', 'resume'],
    ...['sampling-round', 'propose-release', 'end'],
  ],
  'maintenance-task': ['assign', 'on-site', 'resolve'],
  recognition: [
    ...['recognise', by('contest', 'qingpu'), by('recognise', 'jiashan')],
    ...[by('recognise', 'qingpu'), 'conclude'],
  ],
  'hand-over': ['send', 'return', 'send', 'receive', 'result'],
  'risk-item': ['set-due', 'extend', rectify, 'send-back', rectify, 'verify', 'close'],
  dispatch: ['return'],
  'station-request': ['cancel'],
  proposed: ['approve', 'cancel'],
  'cross-border': ['order', 'confirm', 'return'],
  'incident-report': [
    ...['first-report', 'regrade', 'follow-up-report', 'follow-up-report', 'end-handling'],
    'result-report',
  ],
  'enterprise-notice': ['send', 'reply', 'close'],
  'joint-meeting': ['postpone', 'hold'],
  'case-review': ['cancel'],
  'data-request': ['grant', 'cancel'],
  'air-product': [
    ...['enter', by('accept', 'qingpu'), by('accept', 'jiashan'), 'agree', 'reopen'],
    ...['agree', by('sign', 'qingpu'), by('sign', 'jiashan'), 'sign', 'release'],
  ],
}

const named = workflowDefinitions.map((one) => [one.procedure ?? one.kind, one] as const)

describe.each(named)('a complete %s', (name, definition) => {
  it('ends closed, and every step not allowed on the way is refused with those that are', () => {
    const path = paths[name] ?? []
    let workflow = fakeWorkflow(definition)
    for (const step of [...path, null]) {
      const allowed = allowedSteps(workflow, definition, context)
      for (const { id } of definition.steps) {
        const result = takeStep(workflow, definition, fakeStep(id), context)
        expect([id, result.ok]).toEqual([id, allowed.includes(id)])
        if (!result.ok) expect(result.allowed).toEqual(allowed)
      }
      if (step === null) break
      const input = typeof step === 'string' ? fakeStep(step) : step
      const result = takeStep(workflow, definition, input, context)
      if (!result.ok) throw new Error(result.detail)
      const ends = step === path.at(-1)
      expect(result.change).toMatchObject({
        type: ends ? 'workflow.closed' : 'workflow.step',
        subject: 'workflow-1',
        actor: input.person,
        reason: input.step,
        body: { workflow: result.workflow },
      })
      workflow = result.workflow
    }
    const state = path.at(-1) === 'cancel' ? 'cancelled' : 'closed'
    expect(workflow).toMatchObject({ state, closedAt: context.now })
    expect(workflow.steps.length).toBe(path.length)
  })

  it('can be cancelled at once, and takes no step afterwards', () => {
    const workflow = walk(definition, ['cancel'])
    expect(workflow).toMatchObject({ state: 'cancelled', closedAt: context.now })
    expect(allowedSteps(workflow, definition, context)).toEqual([])
  })
})

describe('openWorkflow', () => {
  it('opens in the first state, at the district of the station, for the alert', () => {
    const request = { id: 'w', kind: 'joint-patrol', procedure: null, alert: 'a', station: 's' }
    const opening = { now: 7, actor: '王工', siteDistrict: 'jiashan' } as const
    const { workflow, change } = openWorkflow(
      { ...request, kind: 'joint-patrol' },
      jointPatrol,
      opening,
    )
    expect(workflow).toMatchObject({ ...request, state: 'opened', siteDistrict: 'jiashan' })
    const told = { type: 'workflow.opened', subject: 'w', actor: '王工', reason: 'alert-confirmed' }
    expect(change).toMatchObject({ ...told, body: { workflow } })
  })
})

const lead = (leaderDistrict: string) =>
  fakeStep('assign-leader', { data: { leader: '李工', leaderDistrict } })

type Refusal = readonly [sentence: string, before: string[], step: StepInput, code: string]
const patrolRefusals: readonly Refusal[] = [
  ['a leader of the site’s own district', [], lead('qingpu'), 'leader-own-district'],
  ['a leader from outside the zone', [], lead('kunshan'), 'leader-outside-zone'],
  ['a leader from nowhere', [], lead('atlantis'), 'bad-step'],
  ['no leader', [], fakeStep('assign-leader', { data: { leaderDistrict: 'wujiang' } }), 'bad-step'],
  ['signing in before there is a leader', [], fakeStep('sign-in'), 'step-not-allowed'],
  ['a second leader', ['assign-leader'], fakeStep('assign-leader'), 'step-not-allowed'],
  ['skipping a step', ['assign-leader'], fakeStep('show-credentials'), 'step-not-allowed'],
  [
    'a step on site without a place',
    ['assign-leader'],
    fakeStep('sign-in', { place: null }),
    'bad-step',
  ],
  ['a step of nobody', ['assign-leader'], fakeStep('sign-in', { person: '' }), 'bad-step'],
  ['a district unknown', ['assign-leader'], fakeStep('sign-in', { district: '' }), 'bad-step'],
  [
    'a step taken before the one before it',
    ['assign-leader', 'sign-in'],
    fakeStep('show-credentials', { at: fakeStep('sign-in').at - minuteMs }),
    'out-of-time-order',
  ],
  [
    'a step a year ahead',
    ['assign-leader'],
    fakeStep('sign-in', { at: context.now + 365 * dayMs }),
    'bad-step',
  ],
  ['a step it does not have', [], fakeStep('dance'), 'unknown-step'],
]

describe('a joint patrol', () => {
  it.each(patrolRefusals)('refuses %s', (_sentence, before, step, code) => {
    const workflow = walk(jointPatrol, before)
    const allowed = allowedSteps(workflow, jointPatrol, context)
    expect(takeStep(workflow, jointPatrol, step, context)).toMatchObject({
      ok: false,
      code,
      allowed,
    })
  })

  it('names the rule when the leader is from the site’s own district', () => {
    const result = takeStep(fakeWorkflow(jointPatrol), jointPatrol, lead('qingpu'), context)
    expect(!result.ok && result.detail).toContain('R28')
  })

  it('records that the local side assists', () => {
    expect(walk(jointPatrol, ['assign-leader']).steps[0]).toMatchObject({
      data: { leader: '李工', leaderDistrict: 'wujiang', assist: 'qingpu' },
      recordedAt: context.now,
    })
  })
})

describe('a consultation', () => {
  it('is not concluded before each district of the zone has spoken', () => {
    const workflow = walk(consultation, ['convene', opinionOf('wujiang'), opinionOf('qingpu')])
    const early = takeStep(workflow, consultation, fakeStep('conclude'), context)
    expect(early).toMatchObject({ code: 'opinions-missing', allowed: ['opinion', 'cancel'] })
    expect(!early.ok && early.detail).toMatch(/none of jiashan$/)
  })

  it('hears no opinion from outside the zone', () => {
    const result = takeStep(
      walk(consultation, ['convene']),
      consultation,
      opinionOf('kunshan'),
      context,
    )
    expect(result).toMatchObject({ code: 'district-outside-zone' })
  })
})

describe('emergency monitoring', () => {
  it('numbers plans, rounds and reports, whatever the body says', () => {
    const forged = fakeStep('sampling-round', { data: { round: 99 } })
    const before = ['start', 'first-judgement', 'plan', 'sampling-round', 'revise-plan'] as const
    const { steps } = walk(emergencyHj589, [...before, forged, 'report'])
    expect(
      steps.slice(2).map(({ step, data }) => [step, data['revision'] ?? data['round']]),
    ).toEqual([
      ['plan', 1],
      ['sampling-round', 1],
      ['revise-plan', 2],
      ['sampling-round', 2],
      ['report', undefined],
    ])
    expect(steps[5]?.data['planRevision']).toBe(2)
    expect(steps[6]?.data['number']).toBe(1)
  })

  it.each([
    ['termination by HJ 589', emergencyHj589, ['start', 'first-judgement', 'plan']],
    ['release by the bloom plan', emergencyBloom, ['start', 'plan']],
  ] as const)('does not propose %s before a sample was taken', (_sentence, definition, before) => {
    const workflow = walk(definition, before)
    const id = definition === emergencyBloom ? 'propose-release' : 'propose-termination'
    const result = takeStep(workflow, definition, fakeStep(id), context)
    expect(result).toMatchObject({ ok: false, code: 'not-sampled' })
    expect(!result.ok && result.allowed).not.toContain(id)
  })

  it.each([
    ['points that are no list', { points: 'everywhere' }],
    ['no points at all', { points: [] }],
    ['a frequency that is no text', { frequency: 4 }],
  ])('refuses a plan with %s', (_sentence, part) => {
    const step = fakeStep('plan')
    const input = { ...step, data: { ...step.data, ...part } }
    const result = takeStep(walk(emergencyBloom, ['start']), emergencyBloom, input, context)
    expect(result).toMatchObject({ ok: false, code: 'bad-step' })
  })

  it('refuses a criterion it does not know', () => {
    const input = fakeStep('propose-termination', { data: { criterion: 'tired' } })
    const workflow = walk(emergencyHj589, ['start', 'first-judgement', 'plan', 'sampling-round'])
    expect(takeStep(workflow, emergencyHj589, input, context)).toMatchObject({ code: 'bad-step' })
  })

  it('takes no round beyond what one workflow may carry, but can still be cancelled', () => {
    const begun = walk(emergencyBloom, ['start', 'plan', 'sampling-round'])
    const steps = Array.from({ length: stepsPerWorkflowMax }, () => begun.steps[2]!)
    const full = { ...begun, steps }
    const round = takeStep(full, emergencyBloom, fakeStep('sampling-round'), context)
    expect(round).toMatchObject({ ok: false, code: 'step-not-allowed' })
    expect(takeStep(full, emergencyBloom, fakeStep('cancel'), context).ok).toBe(true)
  })
})

describe('a maintenance task', () => {
  it('is resolved with a cause only', () => {
    const workflow = walk(maintenance, ['assign', 'on-site'])
    const input = fakeStep('resolve', { data: { cause: '' } })
    expect(takeStep(workflow, maintenance, input, context)).toMatchObject({ code: 'bad-step' })
  })
})
