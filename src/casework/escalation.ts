import { ledgerItemOf } from '../../alerts/workflow/ledger-item.ts'
import { reportStateOf } from '../../alerts/workflow/report-clock.ts'
import type { Workflow } from '../domain/alert.ts'
import type { Event } from '../domain/event.ts'
import type { Json } from '../domain/json.ts'
import { formatInstant, type Instant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import type { StandingWork } from '../store/standing-work.ts'
import { getWorkflow } from '../store/workflows.ts'
import { shortfallEnds } from './shortfall.ts'
import { isTold, stationOf } from './telling.ts'

type Evidence = Readonly<Record<string, Json>>
/** Since when something is escalated, and what its alert says of it. */
type Escalated = { readonly at: Instant; readonly evidence: Evidence }

/** A kind of workflow of whose deadline people are told by a rule, mostly once it has passed. */
type Watched = {
  readonly rule: string
  readonly kind: string
  readonly escalated: (workflow: Workflow, now: Instant) => Escalated | null
}

const meetingEvidence = ({ about = {}, dueAt = null }: Workflow): Evidence => {
  const { half = null, onAt = null } = about
  const on = typeof onAt === 'number' ? formatInstant(onAt) : null
  return {
    half,
    on,
    dueAt: dueAt === null ? null : formatInstant(dueAt),
    to: 'executive-committee',
  }
}

const watched: readonly Watched[] = [
  {
    rule: 'ledger-overdue',
    kind: 'risk-item',
    escalated: (workflow, now) => {
      const { title, responsible, dueAt, escalatedAt } = ledgerItemOf(workflow, now)
      return escalatedAt === null
        ? null
        : { at: escalatedAt, evidence: { title, responsible, dueAt } }
    },
  },
  {
    rule: 'patrol-overdue',
    kind: 'joint-patrol',
    escalated: ({ about = {}, steps }) => {
      const late = steps.find(({ step }) => step === 'overdue')
      if (late === undefined) return null
      const { planned = null, waterBody = null } = about
      const told = { planned, waterBody, dueAt: late.data['dueAt'] ?? null }
      return { at: late.at, evidence: { ...told, to: 'executive-committee' } }
    },
  },
  {
    rule: 'data-request-overdue',
    kind: 'data-request',
    escalated: (workflow) => {
      const late = workflow.steps.find(({ step }) => step === 'overdue')
      if (late === undefined || workflow.state !== 'asked') return null
      const { dataSet = null, organisation = null } = workflow.about ?? {}
      const told = { dataSet, organisation, dueAt: late.data['dueAt'] ?? null }
      return { at: late.at, evidence: { ...told, to: 'executive-committee' } }
    },
  },
  {
    rule: 'meeting-due',
    kind: 'joint-meeting',
    escalated: (workflow) => {
      const postponed = workflow.steps.findLast(({ step }) => step === 'postpone')
      const at = postponed?.recordedAt ?? workflow.openedAt
      return typeof workflow.dueAt === 'number' ? { at, evidence: meetingEvidence(workflow) } : null
    },
  },
  {
    rule: 'meeting-overdue',
    kind: 'joint-meeting',
    escalated: (workflow) => {
      const late = workflow.steps.findLast(({ step }) => step === 'overdue')
      if (typeof workflow.dueAt === 'number' || late === undefined) return null
      return { at: late.at, evidence: meetingEvidence(workflow) }
    },
  },
  {
    rule: 'report-overdue',
    kind: 'incident-report',
    escalated: (workflow) => {
      const { next, grade, knownAt, escalatedAt } = reportStateOf(workflow)
      if (next === null || escalatedAt === null) return null
      const alert = workflow.about?.['alert'] ?? null
      const told = { report: next, grade, knownAt: formatInstant(knownAt), alert }
      return { at: escalatedAt, evidence: { ...told, to: 'executive-committee' } }
    },
  },
]

/** Late work by its id: as it stood after change `n`, and what was announced of it. */
export type KnownLate = ReadonlyMap<string, { readonly n: number; readonly begun: Event | null }>

/**
 * One alert for each workflow that was escalated, as routes tell it; over when what was late is
 * done, cancelled or has another date, and that of a shortfall when the case has what it was short
 * of. Called by the tick: all of it stands in the store and each event has a key of its own, so a
 * restart in between repeats nothing. A drill on an engine that runs in earnest makes no alert,
 * which would be none.
 *
 * @param known  what the call before answered: those are not announced again, nor read
 * @returns what is late now
 */
export async function escalateOverdue(
  { parts, desk }: Pick<Engine, 'parts' | 'desk'>,
  standing: Pick<StandingWork, 'late' | 'told'>,
  known: KnownLate,
): Promise<KnownLate> {
  const now = parts.clock.now()
  const watching = watchedIn(parts)
  const late = new Map(
    standing.late.map(({ id, n, workflow }) => {
      const begun =
        workflow === null
          ? (known.get(id)?.begun ?? null)
          : beginningOf(parts, watching, workflow, now)
      return [id, { n, begun }] as const
    }),
  )
  const stands = new Set<string>()
  const events: Event[] = []
  for (const [id, { begun }] of late) {
    if (begun === null) continue
    stands.add(`${begun.rule} ${begun.subject}`)
    if (known.get(id)?.begun?.key !== begun.key) events.push(begun)
  }
  for (const { rule, subject, station } of standing.told) {
    const by = watching.find((one) => one.rule === rule)
    if (by === undefined || stands.has(`${rule} ${subject}`)) continue
    const workflow = await getWorkflow(parts.db, subject)
    if (workflow === null) continue
    if (workflow.closedAt === null && by.escalated(workflow, now) !== null) continue
    const evidence = { workflow: subject, state: workflow.state }
    events.push({ ...eventOf(rule, workflow, 'end', station, now), evidence })
  }
  events.push(...(await shortfallEnds(parts, standing.told)))
  if (events.length > 0) await desk.announce(events)
  return late
}

const watchedIn = (parts: Engine['parts']) => watched.filter(({ rule }) => isTold(parts, rule))

/** Kinds of workflows whose being late is told to people. */
export const kindsTold = (parts: Engine['parts']) => watchedIn(parts).map(({ kind }) => kind)

/** What begins with a workflow that is late; null where it has not been escalated. */
function beginningOf(
  parts: Engine['parts'],
  watching: readonly Watched[],
  workflow: Workflow,
  now: Instant,
): Event | null {
  for (const { rule, kind, escalated } of watching) {
    const begun = kind === workflow.kind ? escalated(workflow, now) : null
    if (begun === null) continue
    const { id, siteDistrict: district } = workflow
    const evidence = { workflow: id, district, ...begun.evidence }
    const station = stationOf(parts, workflow)
    return { ...eventOf(rule, workflow, 'begin', station, begun.at), evidence }
  }
  return null
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
