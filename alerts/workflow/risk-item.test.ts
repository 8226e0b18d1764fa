import { describe, expect, it } from 'vitest'
import { dayMs, parseInstant } from '../../src/domain/time.ts'
import { allowedSteps, takeOverdue, takeStep } from './engine.ts'
import { fakeStep, fakeStepContext, walk } from './fake-workflow.ts'
import { ledgerItemOf } from './ledger-item.ts'
import { riskItem } from './risk-item.ts'

const context = fakeStepContext
const dueAt = parseInstant('2026-12-01T00:00:00Z')!
const due = walk(riskItem, ['set-due'])
const rectify = fakeStep('rectify', { person: '赵工' })

describe('the date of an item', () => {
  it('passes once, is told by the engine alone, and leaves the item where it is', () => {
    expect(takeOverdue(due, riskItem, dueAt - 1)).toBeNull()
    const taken = takeOverdue(due, riskItem, dueAt)
    expect(taken).toMatchObject({
      workflow: { state: 'due', dueAt: null },
      change: { type: 'workflow.step', actor: 'engine', reason: 'overdue' },
    })
    expect(takeOverdue(taken!.workflow, riskItem, dueAt + dayMs)).toBeNull()
    expect(allowedSteps(due, riskItem, context)).toEqual(['extend', 'rectify', 'cancel'])
    const byHand = takeStep(due, riskItem, fakeStep('overdue', { person: 'engine' }), context)
    expect(byHand).toMatchObject({ ok: false, code: 'step-not-allowed' })
  })

  it('passes again after an extension, and not once it is rectified', () => {
    const late = takeOverdue(due, riskItem, dueAt)!.workflow
    const extended = takeStep(late, riskItem, fakeStep('extend'), { ...context, now: dueAt })
    if (!extended.ok) throw new Error(extended.detail)
    const again = takeOverdue(extended.workflow, riskItem, dueAt + 30 * dayMs)
    expect(again?.workflow.steps.at(-1)?.data).toMatchObject({ times: 2 })
    const rectified = walk(riskItem, ['set-due', rectify])
    expect(takeOverdue(rectified, riskItem, dueAt + dayMs)).toBeNull()
  })

  it('lies ahead', () => {
    const step = fakeStep('set-due', { data: { dueAt: '2026-11-22T00:00:00Z', responsible: '赵' } })
    const past = takeStep(walk(riskItem, []), riskItem, step, context)
    expect(past).toMatchObject({ ok: false, code: 'due-not-ahead' })
  })
})

describe('an item', () => {
  it('is verified by somebody else than who rectified it', () => {
    const rectified = walk(riskItem, ['set-due', rectify])
    const own = takeStep(rectified, riskItem, fakeStep('verify', { person: '赵工' }), context)
    expect(own).toMatchObject({ ok: false, code: 'verified-by-rectifier' })
  })

  it('tells its date, whether it is overdue, and since when that is escalated', () => {
    const found = ledgerItemOf(walk(riskItem, []), dueAt)
    expect(found).toMatchObject({ dueAt: null, isOverdue: false, escalatedAt: null })
    expect(ledgerItemOf(due, dueAt - 1)).toMatchObject({ dueAt, isOverdue: false })
    expect(ledgerItemOf(due, dueAt)).toMatchObject({ isOverdue: true, escalatedAt: null })
    const late = takeOverdue(due, riskItem, dueAt)!.workflow
    expect(ledgerItemOf(late, dueAt)).toMatchObject({ dueAt, isOverdue: true, escalatedAt: dueAt })
    const step = fakeStep('extend', { at: dueAt + 1 })
    const extended = takeStep(late, riskItem, step, { ...context, now: dueAt + 1 })
    if (!extended.ok) throw new Error(extended.detail)
    const again = ledgerItemOf(extended.workflow, dueAt + 1)
    expect(again).toMatchObject({ isOverdue: false, escalatedAt: null })
    const verified = ledgerItemOf(walk(riskItem, ['set-due', rectify, 'verify']), dueAt + dayMs)
    expect(verified).toMatchObject({ isOverdue: false, rectifiedAt: rectify.at })
  })
})
