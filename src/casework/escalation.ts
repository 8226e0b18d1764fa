import { ledgerItemOf } from '../../alerts/workflow/ledger-item.ts'
import type { LedgerItem } from '../domain/casework.ts'
import { assert } from '../domain/errors.ts'
import type { Event } from '../domain/event.ts'
import type { Instant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { queryAlerts } from '../store/alerts.ts'
import { queryLedger } from '../store/casework.ts'
import { getWorkflow } from '../store/workflows.ts'

/** The rule whose alert tells people of what was not rectified by its date. */
const overdueRule = 'ledger-overdue'
const pageMost = { limit: 1_000, cursor: null } as const

/**
 * One alert for each item of the ledger that was escalated, as routes tell it; over when it is
 * rectified, cancelled or has another date. Called by the tick: all of it stands in the store and
 * each event has a key of its own, so a restart in between repeats nothing. A drill on an engine
 * that runs in earnest makes no alert, which would be none.
 */
export async function escalateOverdue({ parts, desk }: Pick<Engine, 'parts' | 'desk'>) {
  const { db, rules, clock, exercise = false } = parts
  if (!rules.some(({ id, enabled }) => id === overdueRule && enabled)) return
  const now = clock.now()
  const any = { district: null, workflow: null, exercise, ...pageMost }
  const { items } = await queryLedger(db, { ...any, state: 'due', overdueAt: now })
  const overdue = items.map((workflow) => ledgerItemOf(workflow, now))
  const begun = overdue.flatMap((item) => beginOf(parts, item))
  const ended = await endsOf(parts, now)
  if (begun.length + ended.length > 0) await desk.announce([...begun, ...ended])
}

function beginOf(parts: Engine['parts'], item: LedgerItem): Event[] {
  const { workflow, title, responsible, dueAt, escalatedAt } = item
  if (escalatedAt === null) return []
  const { id, siteDistrict: district } = workflow
  return [
    {
      ...eventOf(item, 'begin', stationOf(parts, item), escalatedAt),
      evidence: { workflow: id, title, district, responsible, dueAt },
    },
  ]
}

async function endsOf({ db }: Engine['parts'], now: Instant): Promise<Event[]> {
  const any = { station: null, changedSince: null, ...pageMost }
  const { items: alerts } = await queryAlerts(db, { ...any, state: 'open', kind: 'system' })
  const ended: Event[] = []
  for (const { rule, condition, subject, station } of alerts) {
    if (rule !== overdueRule || condition !== 'firing') continue
    const workflow = await getWorkflow(db, subject)
    const item = workflow === null ? null : ledgerItemOf(workflow, now)
    if (item === null || item.escalatedAt !== null) continue
    const { state } = item.workflow
    ended.push({ ...eventOf(item, 'end', station, now), evidence: { workflow: subject, state } })
  }
  return ended
}

/** Alerts name a station: the item's own, else one of its district. */
function stationOf({ network: { stations } }: Engine['parts'], { workflow }: LedgerItem): string {
  const own = stations.find(({ id }) => id === workflow.station)
  const near = stations.find(({ district }) => district === workflow.siteDistrict)
  const station = own ?? near ?? stations[0]
  assert(station !== undefined, 'a network has a station')
  return station.id
}

function eventOf(
  { workflow: { id, steps } }: LedgerItem,
  phase: Event['phase'],
  station: string,
  observedAt: Instant,
): Omit<Event, 'evidence'> {
  const times = steps.filter(({ step }) => step === 'overdue').length
  return {
    ...{ key: [overdueRule, id, times, phase].join('|'), rule: overdueRule, kind: 'system' },
    ...{ station, subject: id, phase, colour: null, observedAt, live: true, readings: [] },
  }
}
