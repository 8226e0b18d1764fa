import { describe, expect, it } from 'vitest'
import type { Workflow } from '../../src/domain/alert.ts'
import type { Sop, SopReport } from '../../src/domain/sop.ts'
import { minuteMs } from '../../src/domain/time.ts'
import { definitionOf } from './definitions.ts'
import { fakeStepContext, fakeWorkflow } from './fake-workflow.ts'
import { takeSopStep } from './sop.ts'

const { now } = fakeStepContext
const opened = fakeWorkflow(definitionOf({ kind: 'joint-patrol', procedure: null }))
const sop: Sop = {
  ...{ id: 'S-1', version: 2, name: { zh: '流程', en: 'Procedure' } },
  steps: [
    { zh: '一', en: 'one' },
    { zh: '二', en: 'two' },
  ],
}
const report = (item: number, part: Partial<SopReport> = {}): SopReport => ({
  ...{ item, at: now, district: 'wujiang', person: '李工', note: null, ...part },
})
const take = (workflow: Workflow, item: number, part: Partial<SopReport> = {}) =>
  takeSopStep(workflow, sop, report(item, part), now)
const taken = (workflow: Workflow, ...items: number[]) =>
  items.reduce((before, item) => {
    const result = take(before, item)
    if (!result.ok) throw new Error(result.detail)
    return result.workflow
  }, workflow)

describe('a step of a procedure', () => {
  it('says who did it and when, and leaves the case where it is', () => {
    const result = take(opened, 1)
    expect(result).toMatchObject({
      ok: true,
      workflow: {
        ...{ state: opened.state, steps: [], closedAt: null },
        sopSteps: [{ sop: 'S-1', version: 2, item: 1, person: '李工', recordedAt: now }],
      },
      change: { type: 'workflow.step', subject: opened.id, actor: '李工', reason: 'sop' },
    })
    expect(taken(opened, 1, 2).sopSteps?.map(({ item }) => item)).toEqual([1, 2])
  })

  it.each([
    ['before the one before it', opened, 2, {}, 'sop-out-of-order', ['1']],
    ['twice', taken(opened, 1), 1, {}, 'sop-step-done', ['2']],
    ['when all are done', taken(opened, 1, 2), 2, {}, 'sop-step-done', []],
    ['that there is not', opened, 3, {}, 'unknown-step', ['1']],
    ['of nothing', opened, 0, {}, 'unknown-step', ['1']],
    ['ahead of time', opened, 1, { at: now + 6 * minuteMs }, 'bad-step', ['1']],
    ['in a case that is over', { ...opened, closedAt: now }, 1, {}, 'not-allowed', []],
  ] as const)('is refused %s', (_name, workflow, item, part, code, allowed) => {
    expect(take(workflow, item, part)).toMatchObject({ ok: false, code, allowed })
  })

  it('of one procedure is not one of another', () => {
    const other = takeSopStep(taken(opened, 1), { ...sop, id: 'S-2' }, report(1), now)
    expect(other).toMatchObject({ ok: true })
  })
})
