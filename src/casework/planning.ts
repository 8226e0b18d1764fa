import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { openWorkflow } from '../../alerts/workflow/engine.ts'
import { yearOf } from '../../alerts/workflow/patrol-count.ts'
import { isToOpen, plannedPatrols, plannedState } from '../../alerts/workflow/patrol-plan.ts'
import { patrolSites } from '../../alerts/workflow/patrol-sites.ts'
import type { DeskParts } from '../desk.ts'
import type { PlanEntry, PlanItem, PlannedPatrol } from '../domain/casework.ts'
import type { Json } from '../domain/json.ts'
import { listField, textField, type RegisterEntry } from '../domain/register.ts'
import type { EngineParts } from '../engine.ts'
import { entriesInForce } from '../registers/pages.ts'
import { plannedWorkflows } from '../store/casework.ts'
import type { Queryable, Tx } from '../store/db.ts'
import type { Planned } from './calendar.ts'
import { siteStandings } from './sites.ts'
import { underItsHead } from './team.ts'

/** The register that is the annual plan, by the fields that the shipped one has. */
export const planRegister = 'patrol-plan'

/** The entries of the plan that are in force, by their keys. */
const planEntries = async (db: Queryable, kept: Pick<DeskParts, 'registers'>) =>
  (await entriesInForce(db, kept, planRegister)).map(planEntry)

function planEntry({ key, version, at, values }: RegisterEntry): PlanEntry {
  const { times } = values
  return {
    ...{ key, version, enteredAt: at, station: textField(values, 'station') },
    ...{ waterBody: textField(values, 'waterBody') ?? '' },
    ...{ district: textField(values, 'district') ?? '' },
    ...{ from: textField(values, 'from') ?? '', to: textField(values, 'to') ?? '' },
    times: typeof times === 'number' ? times : 1,
    sites: listField(values, 'sites'),
    exemptReason: textField(values, 'exemptReason'),
  }
}

/** Patrols of the plan that are to be opened by now, whether they were or not. */
export async function patrolsDue(db: Queryable, parts: DeskParts): Promise<Planned[]> {
  const now = parts.now()
  return (await planEntries(db, parts)).flatMap((entry) =>
    plannedPatrols(entry)
      .filter((patrol) => isToOpen(entry, patrol, now))
      .map((patrol) => ({
        ...{ planned: patrol.planned, knownBy: null },
        open: (tx: Tx) => openOne(tx, parts, entry, patrol),
      })),
  )
}

async function openOne(tx: Tx, parts: DeskParts, entry: PlanEntry, patrol: PlannedPatrol) {
  const { network, exercise = false } = parts
  const { key, version, station: stationId, waterBody, from, to, exemptReason } = entry
  const station = network.stations.find(({ id }) => id === stationId)
  const standings = await siteStandings(tx, entry.sites)
  const { sites, exempt, leftOut } = patrolSites(entry.sites, standings, exemptReason)
  const { planned, number, of, fromAt, dueAt } = patrol
  const about: Readonly<Record<string, Json>> = {
    ...{ planned, plan: { entry: key, version, number, of, from, to }, waterBody },
    ...{ fromAt, dueAt, sites, leftOut: leftOut.map((one) => ({ ...one })), workflow: null },
    ...(exempt.length > 0 ? { exempt, exemptReason } : {}),
  }
  const kind = 'joint-patrol' as const
  const opening = { id: parts.newId(), kind, procedure: null, alert: null }
  const request = underItsHead(parts, { ...opening, station: station?.id ?? null, about })
  return openWorkflow(request, definitionOf(request), {
    ...{ now: parts.now(), actor: 'engine', reason: 'planned', exercise, dueAt },
    siteDistrict: station?.district ?? entry.district,
  })
}

/** The plan of a year, by the first days of its patrols, and where each stands. */
export async function planOfYear(
  { db, registers, clock }: Pick<EngineParts, 'db' | 'registers' | 'clock'>,
  year: number,
  exercise: boolean,
): Promise<PlanItem[]> {
  const now = clock.now()
  const planned = (await planEntries(db, { registers }))
    .flatMap((entry) => plannedPatrols(entry).map((patrol) => ({ entry, ...patrol })))
    .filter(({ fromAt }) => yearOf(fromAt) === year)
    .toSorted((a, b) => a.fromAt - b.fromAt || (a.planned < b.planned ? -1 : 1))
  const names = planned.map((one) => one.planned)
  const there = await plannedWorkflows(db, names, exercise)
  return planned.map((one): PlanItem => {
    const workflow = there.get(one.planned) ?? null
    const state = plannedState(one.entry, one, workflow, now)
    return { ...one, state, workflow: workflow?.id ?? null }
  })
}
