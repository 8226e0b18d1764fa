import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hourMs, minuteMs } from '../../src/domain/time.ts'
import { fakeStep, fakeStepContext, walk } from './fake-workflow.ts'
import { mergeFieldSteps } from './field-record.ts'
import type { StepInput } from './guards.ts'
import { jointPatrol } from './joint-patrol.ts'

const clock = { markMs: 5 * minuteMs, refuseMs: hourMs }
const { now } = fakeStepContext
const begun = walk(jointPatrol, ['assign-leader'])
const eight = [
  ...['sign-in', 'show-credentials', 'verify-identity', 'inspect'],
  ...['take-statement', 'print-and-sign', 'archive', 'complete'],
].map((step, index) => fakeStep(step, { at: now - 20 * minuteMs + index * minuteMs }))

function merge(workflow: typeof begun, steps: readonly StepInput[], sentAt = now) {
  const merged = mergeFieldSteps(workflow, jointPatrol, steps, {
    ...fakeStepContext,
    sentAt,
    clock,
  })
  if (!merged.ok) throw new Error(merged.detail)
  return merged
}
const outcomes = (merged: ReturnType<typeof merge>) => merged.outcomes.map((one) => one.outcome)

describe('steps that come in later', () => {
  it('are taken by their own times, in whatever order they were sent', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(eight, { minLength: 8 }), (sent) => {
        const { workflow, changes } = merge(begun, sent)
        expect(workflow.state).toBe('closed')
        expect(workflow.steps.slice(1).map(({ step, at }) => [step, at])).toEqual(
          eight.map(({ step, at }) => [step, at]),
        )
        expect(workflow.steps.at(-1)).toMatchObject({ at: eight.at(-1)!.at, recordedAt: now })
        expect(
          changes.map(({ type }) => type).filter((type) => type === 'workflow.closed'),
        ).toEqual(['workflow.closed'])
      }),
    )
  })

  it('are the same however they were cut into messages, and known when they come again', () => {
    const whole = merge(begun, eight).workflow
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), (cut) => {
        const first = merge(begun, eight.slice(0, cut))
        const both = merge(first.workflow, eight)
        expect(both.workflow).toEqual(whole)
        expect(
          outcomes(both)
            .slice(0, cut)
            .every((one) => one === 'known'),
        ).toBe(true)
        const again = merge(both.workflow, eight)
        expect(new Set(outcomes(again))).toEqual(new Set(['known']))
        expect([again.workflow, again.changes]).toEqual([both.workflow, []])
      }),
    )
  })

  it('are refused where one before them is missing, and told why', () => {
    const { outcomes: told, workflow } = merge(begun, eight.slice(1, 3))
    expect(told).toMatchObject([
      { step: 'show-credentials', outcome: 'refused', code: 'step-not-allowed' },
      { step: 'verify-identity', outcome: 'refused', code: 'step-not-allowed' },
    ])
    expect(workflow).toEqual(begun)
  })
})

describe('two records of one step', () => {
  const other = { ...eight[0]!, person: '陈', at: eight[0]!.at - minuteMs }
  const first = merge(begun, eight.slice(0, 2)).workflow

  it('are both kept: the first stands, the other is shown as a conflict, once', () => {
    const merged = merge(first, [other])
    expect(outcomes(merged)).toEqual(['conflict'])
    expect(merged.workflow).toMatchObject({ state: first.state, steps: first.steps })
    expect(merged.workflow.conflicts).toMatchObject([
      { step: 'sign-in', person: '陈', at: other.at },
    ])
    expect(merged.changes).toMatchObject([{ type: 'workflow.step', reason: 'conflict: sign-in' }])
    const again = merge(merged.workflow, [other])
    expect([outcomes(again), again.changes]).toEqual([['known'], []])
  })

  it('do not stop what follows', () => {
    const merged = merge(first, [other, ...eight.slice(2)])
    expect(outcomes(merged)).toEqual(['conflict', ...eight.slice(2).map(() => 'taken')])
    expect(merged.workflow.state).toBe('closed')
  })
})

describe('the clock of a device', () => {
  const marked = ({ workflow }: ReturnType<typeof merge>) => workflow.steps.at(-1)?.data
  const one = eight.slice(0, 1)

  it.each([
    ['right', 0, undefined],
    ['5 min ahead', 5 * minuteMs, undefined],
    ['a little more ahead', 5 * minuteMs + 1, 5 * minuteMs + 1],
    ['59 min behind', -59 * minuteMs, -59 * minuteMs],
  ])('%s: taken, and marked beyond 5 min', (_name, offset, mark) => {
    const merged = merge(begun, one, now + offset)
    expect(outcomes(merged)).toEqual(['taken'])
    expect(marked(merged)?.['clockOffsetMs']).toBe(mark)
    expect(merged.workflow.steps.at(-1)?.at).toBe(one[0]!.at)
    expect(outcomes(merge(merged.workflow, one, now)), 'sent again by a clock set right').toEqual([
      'known',
    ])
  })

  it('refuses one step that it dates ahead of ours, and takes those before it', () => {
    const [first, second] = eight
    const early = { ...second!, at: now + 5 * minuteMs + 1 }
    const { outcomes: told, workflow } = merge(begun, [first!, early], now + 10 * minuteMs)
    expect(told).toMatchObject([
      { step: 'sign-in', outcome: 'taken' },
      { step: 'show-credentials', outcome: 'refused', code: 'bad-step' },
    ])
    expect(workflow.state).toBe('signed-in')
  })

  it.each([
    ['an hour ahead', hourMs],
    ['an hour behind', -hourMs],
    ['none at all', NaN],
  ])('%s: all refused', (_name, offset) => {
    const context = { ...fakeStepContext, sentAt: now + offset, clock }
    const merged = mergeFieldSteps(begun, jointPatrol, one, context)
    expect(merged).toMatchObject({ ok: false, code: 'device-clock' })
  })
})
