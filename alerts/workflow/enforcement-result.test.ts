import { describe, expect, it } from 'vitest'
import { definitionOf } from './definitions.ts'
import { takeStep } from './engine.ts'
import { resultOf } from './enforcement-result.ts'
import { fakeStep, fakeStepContext as context, walk } from './fake-workflow.ts'
import { handOver } from './hand-over.ts'

const decided = ['send', 'receive', 'result'] as const

describe('the result of a hand-over', () => {
  it('is none before it is given, and recognised once it is', () => {
    expect(resultOf(walk(handOver, ['send', 'receive']))).toBeNull()
    expect(resultOf(walk(handOver, decided))).toMatchObject({
      ...{ district: 'wujiang', result: 'a fine', publication: 'published', revoked: null },
    })
  })

  it('is revoked with its grounds, by who gave it alone, and once', () => {
    const closed = walk(handOver, decided)
    const other = takeStep(closed, handOver, fakeStep('revoke', { district: 'qingpu' }), context)
    expect(other).toMatchObject({ ok: false, code: 'not-the-receiver' })
    const vague = fakeStep('revoke', { data: { grounds: 'error', document: '1', reason: 'x' } })
    expect(takeStep(closed, handOver, vague, context)).toMatchObject({ code: 'bad-step' })
    const revoked = walk(handOver, [...decided, 'revoke'])
    expect(revoked.state).toBe('revoked')
    expect(resultOf(revoked)?.revoked).toEqual({
      ...{ at: fakeStep('revoke').at, grounds: 'reconsideration' },
      ...{ document: '沪府复字〔2026〕17号', reason: 'the outfall is another firm’s' },
    })
    const again = takeStep(revoked, handOver, fakeStep('revoke'), context)
    expect(again).toMatchObject({ ok: false, allowed: ['reinstate'] })
  })

  it('is recognised again when it was revoked by mistake, and both stay written', () => {
    const back = walk(handOver, [...decided, 'revoke', 'reinstate'])
    expect(resultOf(back)).toMatchObject({ revoked: null, result: 'a fine' })
    expect(back).toMatchObject({ state: 'closed' })
    expect(back.steps.map(({ step }) => step)).toEqual([...decided, 'revoke', 'reinstate'])
  })

  it('ended its hand-over, which is told as closed once and as a step from then on', () => {
    const steps = [...decided, 'revoke', 'reinstate'] as const
    const types = steps.map((step, index) => {
      const done = takeStep(
        walk(handOver, steps.slice(0, index)),
        handOver,
        fakeStep(step),
        context,
      )
      return done.ok ? [done.change.type, done.workflow.closedAt] : done
    })
    const [open, closed] = [
      ['workflow.step', null],
      ['workflow.closed', context.now],
    ]
    const after = ['workflow.step', context.now]
    expect(types).toEqual([open, open, closed, after, after])
  })

  it('of a hand-over that is older can be revoked as well', () => {
    const old = { ...walk(handOver, decided), definitionVersion: 1 }
    const done = takeStep(old, definitionOf(old), fakeStep('revoke'), context)
    expect(done).toMatchObject({ ok: true, workflow: { state: 'revoked', definitionVersion: 1 } })
  })
})

const sent = fakeStep('send')

it.each([
  ['police', true],
  ['procurator', true],
  ['a neighbour', false],
])('is handed over to an authority that there is: %s', (authority, ok) => {
  const step = fakeStep('send', { data: { ...sent.data, authority } })
  expect(takeStep(walk(handOver, []), handOver, step, context).ok).toBe(ok)
})

describe('the decision on a major case', () => {
  const major = fakeStep('send', { data: { ...sent.data, major: 'yes' } })
  const reviewed = (outcome: string) =>
    fakeStep('legal-review', { person: '法制员', data: { outcome, opinion: 'x' } })
  const resultAfter = (...steps: Parameters<typeof walk>[1]) =>
    takeStep(walk(handOver, steps), handOver, fakeStep('result'), context)

  it.each([
    ['without a legal review', []],
    ['that the review sent back', [reviewed('returned')]],
    ['that a later review sent back', [reviewed('passed'), reviewed('returned')]],
  ])('is not given %s', (_name, reviews) => {
    expect(resultAfter(major, 'receive', ...reviews)).toMatchObject({
      ...{ ok: false, code: 'not-reviewed', allowed: ['legal-review', 'cancel'] },
    })
  })

  it('is given once a review passed, by another than who reviewed it', () => {
    const passed = [major, 'receive', reviewed('returned'), reviewed('passed')] as const
    const done = resultAfter(...passed)
    expect(done).toMatchObject({ ok: true, workflow: { state: 'closed' } })
    if (done.ok) expect(resultOf(done.workflow)).toMatchObject({ major: true, revoked: null })
    const own = fakeStep('result', { person: '法制员' })
    expect(takeStep(walk(handOver, passed), handOver, own, context)).toMatchObject({
      code: 'decided-by-reviewer',
    })
  })

  it('of any other case needs none', () => {
    expect(resultAfter(sent, 'receive')).toMatchObject({ ok: true })
    expect(resultOf(walk(handOver, decided))).toMatchObject({ major: false })
  })
})
