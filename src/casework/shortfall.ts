import { bookingOf } from '../../alerts/workflow/dispatch.ts'
import type { DeskParts } from '../desk.ts'
import type { Alert, Workflow } from '../domain/alert.ts'
import type { Event } from '../domain/event.ts'
import type { BookingRequest, ResourceKind } from '../domain/incident.ts'
import { textIn } from '../domain/json.ts'
import { formatInstant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { getWorkflow, workflowsAbout } from '../store/workflows.ts'
import { stationOf } from './telling.ts'

/** What there is none of, what is free elsewhere, and the bookings that hold the rest. */
type Short = {
  readonly kind: ResourceKind
  readonly elsewhere: readonly string[]
  readonly holders: readonly string[]
  /** Bookings that the case itself has already. */
  readonly own: readonly string[]
}

/** The rule whose alert tells the executive committee that resources do not suffice. */
const rule = 'resource-shortfall'

/**
 * What is told when a case got none of a kind: once for each span asked for, while the same
 * bookings hold what it asked for. Null where no rule
 * tells of it, and for a drill on an engine that runs in earnest.
 */
export function shortfallOf(
  parts: DeskParts,
  { forWorkflow, district, fromAt, toAt }: BookingRequest,
  about: Workflow,
  { kind, elsewhere, holders, own }: Short,
): Event | null {
  if (parts.rules.get(rule)?.enabled !== true) return null
  if ((about.exercise ?? false) !== (parts.exercise ?? false)) return null
  return {
    key: [rule, forWorkflow, kind, district, fromAt, toAt, ...holders, 'begin'].join('|'),
    ...({ rule, kind: 'system', phase: 'begin', colour: null, live: true } as const),
    ...{ station: stationOf(parts, about), subject: `${forWorkflow}/${kind}`, readings: [] },
    observedAt: parts.now(),
    evidence: {
      ...{ workflow: forWorkflow, resourceKind: kind, district, to: 'executive-committee' },
      ...{
        from: formatInstant(fromAt),
        until: formatInstant(toAt),
        free: [...elsewhere],
        held: [...own],
      },
    },
  }
}

/** Ends of the alerts of cases that have what they were short of, or are over. */
export async function shortfallEnds(
  parts: Engine['parts'],
  standing: readonly Alert[],
): Promise<Event[]> {
  const ended: Event[] = []
  for (const alert of standing) {
    if (alert.rule !== rule) continue
    const { workflow, resourceKind, held: before } = alert.evidence
    if (typeof workflow !== 'string') continue
    const about = await getWorkflow(parts.db, workflow)
    const has = (await workflowsAbout(parts.db, workflow)).some(
      (one) =>
        isHeld(one) &&
        one.about?.['resourceKind'] === resourceKind &&
        !(Array.isArray(before) && before.includes(one.id)) &&
        covers(one, alert),
    )
    if (about?.closedAt === null && !has) continue
    const by = has ? 'held' : 'case-over'
    ended.push(endOf(alert, by, parts.clock.now()))
  }
  return ended
}

const isHeld = ({ kind, state }: Workflow) => kind === 'dispatch' && state === 'held'

/** Whether a booking reaches into the span that was asked for. */
function covers(dispatch: Workflow, { evidence }: Alert): boolean {
  const { fromAt, toAt } = bookingOf(dispatch)
  const [from, until] = [
    Date.parse(textIn(evidence['from'])),
    Date.parse(textIn(evidence['until'])),
  ]
  return fromAt < until && toAt > from
}

function endOf({ id, occurrences, station, subject }: Alert, because: string, at: number): Event {
  return {
    key: [rule, id, occurrences, 'end'].join('|'),
    ...({ rule, kind: 'system', phase: 'end', colour: null, live: true } as const),
    ...{ station, subject, observedAt: at, readings: [], evidence: { because } },
  }
}
