import { describe, expect, it } from 'vitest'
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts'
import { openWorkflow, takeEngineStep, takeOverdue, takeStep } from './engine.ts'
import { fakeReportPlan as plan, fakeStep, fakeStepContext } from './fake-workflow.ts'
import { incidentReport } from './incident-report.ts'
import { firstReportAt, reportStateOf } from './report-clock.ts'
import type { Workflow } from '../../src/domain/alert.ts'
import type { IncidentGrade } from '../../src/domain/event.ts'

const knownAt = 1_795_392_000_000
const opened = (grade: IncidentGrade, asMajor: readonly string[] = []): Workflow => {
  const request = {
    ...({ kind: 'incident-report', procedure: null, alert: null } as const),
    ...{ id: 'reports-1', station: 'pingwang', about: { grade, asMajor: [...asMajor] } },
  }
  const dueAt = firstReportAt(plan, grade, asMajor.length > 0, knownAt)
  const context = { now: knownAt, actor: '王', siteDistrict: 'wujiang', dueAt }
  return openWorkflow(request, incidentReport, context).workflow
}
const take = (workflow: Workflow, step: string, now: number, data?: object): Workflow => {
  const input = fakeStep(step, { at: now, ...(data === undefined ? {} : { data: { ...data } }) })
  const taken = takeStep(workflow, incidentReport, input, { ...fakeStepContext, now })
  if (!taken.ok) throw new Error(taken.detail)
  return taken.workflow
}
const late = (workflow: Workflow, now: number) =>
  takeOverdue(workflow, incidentReport, now)?.workflow ?? null

describe('the time of the first report', () => {
  it.each([
    ['I', false, 2],
    ['II', false, 2],
    ['III', false, 4],
    ['IV', false, 4],
    ['IV', true, 2],
    ['I', true, 2],
  ] as const)('of grade %s, as if major %s: %i h', (grade, asMajor, hours) => {
    expect(firstReportAt(plan, grade, asMajor, knownAt)).toBe(knownAt + hours * hourMs)
  })

  it('is never longer for what is reported as if major', () => {
    const strict = { ...plan, firstWithinMs: { ...plan.firstWithinMs, I: hourMs } }
    expect(firstReportAt(strict, 'I', true, knownAt)).toBe(knownAt + hourMs)
  })
})

describe('reports on an incident', () => {
  it('are due one after another, each from the one before', () => {
    let workflow = opened('III')
    expect(reportStateOf(workflow)).toMatchObject({ next: 'first', dueAt: knownAt + 4 * hourMs })
    workflow = take(workflow, 'first-report', knownAt + hourMs)
    const followingAt = knownAt + hourMs + dayMs
    expect(reportStateOf(workflow)).toMatchObject({ next: 'follow-up', dueAt: followingAt })
    workflow = take(workflow, 'follow-up-report', followingAt - minuteMs)
    expect(reportStateOf(workflow).dueAt).toBe(followingAt - minuteMs + dayMs)
    workflow = take(workflow, 'end-handling', followingAt)
    expect(reportStateOf(workflow)).toMatchObject({
      next: 'result',
      dueAt: followingAt + 3 * dayMs,
    })
    workflow = take(workflow, 'result-report', followingAt + dayMs)
    expect(reportStateOf(workflow)).toMatchObject({ next: null, dueAt: null })
    expect(workflow).toMatchObject({ state: 'closed', closedAt: followingAt + dayMs })
    const sent = reportStateOf(workflow).sent.map(({ kind, number }) => [kind, number])
    expect(sent).toEqual([
      ['first', 1],
      ['follow-up', 1],
      ['result', 1],
    ])
  })

  it('are sooner due at a higher grade, later at a lower one, and not moved once begun', () => {
    const higher = take(opened('III'), 'regrade', knownAt + hourMs, { grade: 'II' })
    expect(reportStateOf(higher)).toMatchObject({ grade: 'II', dueAt: knownAt + 2 * hourMs })
    const lower = take(higher, 'regrade', knownAt + hourMs, { grade: 'IV' })
    expect(reportStateOf(lower)).toMatchObject({ grade: 'IV', dueAt: knownAt + 4 * hourMs })
    const asMajor = take(opened('II', ['drinking-water']), 'regrade', knownAt, { grade: 'IV' })
    expect(reportStateOf(asMajor).dueAt).toBe(knownAt + 2 * hourMs)
    const begun = take(lower, 'first-report', knownAt + hourMs)
    const { dueAt } = begun
    expect(take(begun, 'regrade', knownAt + 2 * hourMs, { grade: 'I' }).dueAt).toBe(dueAt)
  })

  it('escalate once what is late, whatever its grade becomes, until it is sent', () => {
    const dueAt = knownAt + 2 * hourMs
    expect(late(opened('II'), dueAt - 1)).toBeNull()
    const overdue = late(opened('II'), dueAt)!
    expect(reportStateOf(overdue)).toMatchObject({ next: 'first', escalatedAt: dueAt, dueAt: null })
    expect(late(overdue, dueAt + dayMs)).toBeNull()
    const regraded = take(overdue, 'regrade', dueAt, { grade: 'I' })
    expect([regraded.dueAt, late(regraded, dueAt + dayMs)]).toEqual([null, null])
    const sent = take(regraded, 'first-report', dueAt + hourMs)
    expect(reportStateOf(sent)).toMatchObject({ escalatedAt: null, dueAt: dueAt + hourMs + dayMs })
    const again = late(sent, dueAt + hourMs + dayMs)!
    expect(again.steps.at(-1)).toMatchObject({ step: 'overdue', data: { times: 2 } })
  })

  it('follow the end of the handling only once the first was sent', () => {
    const step = { step: 'end-handling', data: {} }
    const context = { now: knownAt, reports: plan }
    expect(takeEngineStep(opened('II'), incidentReport, step, context)).toBeNull()
    const following = take(opened('II'), 'first-report', knownAt)
    const ended = takeEngineStep(following, incidentReport, step, context)
    expect(ended?.workflow).toMatchObject({ state: 'result-due', dueAt: knownAt + 3 * dayMs })
  })
})
