import type { Workflow } from '../../src/domain/alert.ts'
import { incidentGrades, type IncidentGrade } from '../../src/domain/event.ts'
import {
  majorReasons,
  type MajorReason,
  type ReportKind,
  type ReportPlan,
  type ReportState,
} from '../../src/domain/incident.ts'
import { textIn } from '../../src/domain/json.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { StepInput } from './guards.ts'

/** Steps that send a report, and which. */
const sending: Readonly<Record<string, ReportKind>> = {
  'first-report': 'first',
  'follow-up-report': 'follow-up',
  'result-report': 'result',
}
const nextIn: Readonly<Record<string, ReportKind>> = {
  'first-due': 'first',
  following: 'follow-up',
  'result-due': 'result',
}

/**
 * When the first report is due. What is reported as if major has a major incident's time, never a
 * longer one.
 */
export function firstReportAt(
  plan: ReportPlan,
  grade: IncidentGrade,
  asMajor: boolean,
  knownAt: Instant,
): Instant {
  const { [grade]: own, II: major } = plan.firstWithinMs
  return knownAt + (asMajor ? Math.min(own, major) : own)
}

/**
 * When the report after a step is due: another grade moves the first report's time, a sent one
 * starts the time of the next, and the end of the handling that of the result. What was escalated
 * already has no other time until it is sent.
 */
export function nextReportAt(
  workflow: Workflow,
  { step, data }: Pick<StepInput, 'step' | 'data'>,
  plan: ReportPlan,
  now: Instant,
): Instant | null {
  if (step === 'end-handling') return now + plan.resultWithinMs
  if (step !== 'regrade') return now + plan.followUpEveryMs
  const { dueAt = null, state } = workflow
  const grade = data['grade']
  if (state !== 'first-due' || dueAt === null || !isGrade(grade)) return dueAt
  const { asMajor, knownAt } = reportStateOf(workflow)
  return firstReportAt(plan, grade, asMajor.length > 0, knownAt)
}

const isGrade = (value: unknown): value is IncidentGrade =>
  (incidentGrades as readonly unknown[]).includes(value)

/** What the steps of an `incident-report` amount to. */
export function reportStateOf(workflow: Workflow): ReportState {
  const { about = {}, steps, state, openedAt, dueAt = null } = workflow
  const grades = [about['grade'], ...steps.map(({ data }) => data['grade'])].filter(isGrade)
  const named = about['asMajor']
  const asMajor: readonly MajorReason[] = Array.isArray(named)
    ? majorReasons.filter((reason) => named.includes(reason))
    : []
  const restarts = (step: string) => step in sending || step === 'end-handling'
  const since = steps.slice(steps.findLastIndex(({ step }) => restarts(step)) + 1)
  return {
    grade: grades.at(-1) ?? 'IV',
    asMajor,
    knownAt: openedAt,
    next: nextIn[state] ?? null,
    dueAt,
    escalatedAt: since.findLast(({ step }) => step === 'overdue')?.at ?? null,
    sent: steps.flatMap(({ step, at, person, data }) => {
      const kind = sending[step]
      const { to, text, number } = data
      if (kind === undefined) return []
      const whom = Array.isArray(to) ? to.map(String) : []
      return [{ kind, number: Number(number), at, person, to: whom, text: textIn(text) }]
    }),
  }
}
