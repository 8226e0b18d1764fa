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

/** A kind of workflow whose deadline is told to people by a rule once it has passed. */
type Watched = {
  readonly rule: string
  readonly kind: string
  readonly escalated: (workflow: Workflow, now: Instant) => Escalated | null
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

/**
 * One alert for each workflow that was escalated, as routes tell it; over when what was late is
 * done, cancelled or has another date, and that of a shortfall when the case has what it was short
 * of. Called by the tick: all of it stands in the store and each event has a key of its own, so a
 * restart in between repeats nothing. A drill on an engine that runs in earnest makes no alert,
 * which would be none.
 *
 * @param known  what the call before answered: those are not announced again
 * @returns the keys of what is escalated now
 */
export async function escalateOverdue(
  { parts, desk }: Pick<Engine, 'parts' | 'desk'>,
  standing: Pick<StandingWork, 'late' | 'told'>,
  known: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const now = parts.clock.now()
  const watching = watched.filter(({ rule }) => isTold(parts, rule))
  const begun = standing.late.flatMap((workflow) => beginningOf(parts, watching, workflow, now))
  const events: Event[] = begun.filter(({ key }) => !known.has(key))
  const late = new Set(begun.map(({ rule, subject }) => `${rule} ${subject}`))
  for (const { rule, subject, station } of standing.told) {
    const by = watching.find((one) => one.rule === rule)
    if (by === undefined || late.has(`${rule} ${subject}`)) continue
    const workflow = await getWorkflow(parts.db, subject)
    if (workflow === null) continue
    if (workflow.closedAt === null && by.escalated(workflow, now) !== null) continue
    const evidence = { workflow: subject, state: workflow.state }
    events.push({ ...eventOf(rule, workflow, 'end', station, now), evidence })
  }
  events.push(...(await shortfallEnds(parts, standing.told)))
  if (events.length > 0) await desk.announce(events)
  return new Set(begun.map(({ key }) => key))
}

/** What begins with a workflow that is late; none where it has not been escalated. */
function beginningOf(
  parts: Engine['parts'],
  watching: readonly Watched[],
  workflow: Workflow,
  now: Instant,
): Event[] {
  const by = watching.find(({ kind }) => kind === workflow.kind)
  const begun = by?.escalated(workflow, now) ?? null
  if (by === undefined || begun === null) return []
  const { id, siteDistrict: district } = workflow
  const evidence = { workflow: id, district, ...begun.evidence }
  const station = stationOf(parts, workflow)
  return [{ ...eventOf(by.rule, workflow, 'begin', station, begun.at), evidence }]
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
