import { ledgerItemOf } from '../../alerts/workflow/ledger-item.ts'
import { reportStateOf } from '../../alerts/workflow/report-clock.ts'
import type { Workflow } from '../domain/alert.ts'
import type { Event } from '../domain/event.ts'
import type { Json } from '../domain/json.ts'
import { formatInstant, type Instant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { queryLedger } from '../store/casework.ts'
import { lateReports } from '../store/incidents.ts'
import { getWorkflow } from '../store/workflows.ts'
import { shortfallEnds } from './shortfall.ts'
import { firing, isTold, stationOf } from './telling.ts'

const pageMost = { limit: 1_000, cursor: null } as const

type Evidence = Readonly<Record<string, Json>>
/** Since when something is escalated, and what its alert says of it. */
type Escalated = { readonly at: Instant; readonly evidence: Evidence }

/** A kind of workflow whose deadline is told to people by a rule once it has passed. */
type Watched = {
  readonly rule: string
  /** Those that may be escalated now. */
  readonly late: (parts: Engine['parts'], now: Instant) => Promise<readonly Workflow[]>
  readonly escalated: (workflow: Workflow, now: Instant) => Escalated | null
}

const watched: readonly Watched[] = [
  {
    rule: 'ledger-overdue',
    late: async ({ db, exercise = false }, now) => {
      const any = { district: null, workflow: null, exercise, ...pageMost }
      return (await queryLedger(db, { ...any, state: 'due', overdueAt: now })).items
    },
    escalated: (workflow, now) => {
      const { title, responsible, dueAt, escalatedAt } = ledgerItemOf(workflow, now)
      return escalatedAt === null
        ? null
        : { at: escalatedAt, evidence: { title, responsible, dueAt } }
    },
  },
  {
    rule: 'report-overdue',
    late: ({ db, exercise = false }) => lateReports(db, exercise),
    escalated: (workflow) => {
      const { next, grade, knownAt, escalatedAt } = reportStateOf(workflow)
      if (next === null || escalatedAt === null) return null
      const alert = workflow.about?.['alert'] ?? null
      const told = { report: next, grade, knownAt: formatInstant(knownAt), alert }
      return { at: escalatedAt, evidence: { ...told, to: 'executive-committee' } }
    },
  },
]

/**
 * One alert for each workflow that was escalated, as routes tell it; over when what was late is
 * done, cancelled or has another date, and that of a shortfall when the case has what it was short
 * of. Called by the tick: all of it stands in the store and
 * each event has a key of its own, so a restart in between repeats nothing. A drill on an engine
 * that runs in earnest makes no alert, which would be none.
 */
export async function escalateOverdue({ parts, desk }: Pick<Engine, 'parts' | 'desk'>) {
  const now = parts.clock.now()
  const told = watched.filter(({ rule }) => isTold(parts, rule))
  const events: Event[] = []
  for (const { rule, late, escalated } of told) {
    for (const workflow of await late(parts, now)) {
      const begun = escalated(workflow, now)
      if (begun === null) continue
      const { id, siteDistrict: district } = workflow
      const evidence = { workflow: id, district, ...begun.evidence }
      const station = stationOf(parts, workflow)
      events.push({ ...eventOf(rule, workflow, 'begin', station, begun.at), evidence })
    }
  }
  const standing = await firing(parts)
  for (const { rule, subject, station } of standing) {
    const by = told.find((one) => one.rule === rule)
    const workflow = by === undefined ? null : await getWorkflow(parts.db, subject)
    if (by === undefined || workflow === null) continue
    if (workflow.closedAt === null && by.escalated(workflow, now) !== null) continue
    const evidence = { workflow: subject, state: workflow.state }
    events.push({ ...eventOf(rule, workflow, 'end', station, now), evidence })
  }
  events.push(...(await shortfallEnds(parts, standing)))
  if (events.length > 0) await desk.announce(events)
}

function eventOf(
  rule: string,
  { id, steps }: Workflow,
  phase: Event['phase'],
  station: string,
  observedAt: Instant,
): Omit<Event, 'evidence'> {
  const times = steps.filter(({ step }) => step === 'overdue').length
  return {
    ...({ key: [rule, id, times, phase].join('|'), rule, kind: 'system' } as const),
    ...{ station, subject: id, phase, colour: null, observedAt, live: true, readings: [] },
  }
}
