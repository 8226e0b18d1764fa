import { openAlertState } from '../../alerts/alert-state.ts'
import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { openWorkflow, takeEngineStep } from '../../alerts/workflow/engine.ts'
import { firstReportAt, reportStateOf } from '../../alerts/workflow/report-clock.ts'
import { createTransport } from '../../models/network/transport.ts'
import type { DeskParts } from '../desk.ts'
import type { Alert, NewChange, Workflow } from '../domain/alert.ts'
import type { IncidentGrade } from '../domain/event.ts'
import { majorReasons, type MajorReason, type ReportPlan } from '../domain/incident.ts'
import type { Network, Station } from '../domain/network.ts'
import type { Tx } from '../store/db.ts'
import { openReportsOn } from '../store/incidents.ts'
import { getWorkflow, workflowsAbout } from '../store/workflows.ts'

type Changed = { readonly workflow: Workflow; readonly change: NewChange }

/** What an incident is, as far as it decides by when it is reported. */
export type Incident = {
  readonly grade: IncidentGrade
  readonly station: Station | null
  readonly siteDistrict: string
  /** Factor code, where one is known. */
  readonly parameter: string | null
  /** Kept with the reports: the alert and the monitoring that they are about, the reason. */
  readonly about: Workflow['about']
  readonly actor: string
  readonly exercise: boolean
  readonly reason?: string
}

/** Opens the reports on an incident; null where the network reports nothing by the clock. */
export function openReports(parts: DeskParts, incident: Incident): Changed | null {
  const { reports } = parts.incidentPlan
  if (reports === null) return null
  const { grade, station, siteDistrict, actor, exercise, reason } = incident
  const asMajor = majorReasonsOf(parts.network, reports, incident)
  const now = parts.now()
  const about = { ...incident.about, grade, asMajor }
  const request = {
    ...({ kind: 'incident-report', procedure: null, alert: null } as const),
    ...{ id: parts.newId(), station: station?.id ?? null, about },
  }
  return openWorkflow(request, definitionOf(request), {
    ...{ now, actor, siteDistrict, exercise },
    dueAt: firstReportAt(reports, grade, asMajor.length > 0, now),
    ...(reason === undefined ? {} : { reason }),
  })
}

/** Why an incident at a place is reported as if it were major. */
function majorReasonsOf(
  network: Network,
  { asMajor }: ReportPlan,
  { station, siteDistrict, parameter }: Incident,
): MajorReason[] {
  const reached =
    station === null ? [] : [station, ...createTransport(network).downstream(station.id)]
  const holds: Readonly<Record<MajorReason, boolean>> = {
    'drinking-water': reached.some(
      ({ kind, protectionZone }) => kind === 'intake' || protectionZone !== null,
    ),
    'cross-district': reached.some(({ district }) => district !== siteDistrict),
    'heavy-metal': parameter !== null && asMajor.heavyMetals.includes(parameter),
  }
  return majorReasons.filter((reason) => asMajor.reasons.includes(reason) && holds[reason])
}

/**
 * What becomes of the reports when an alert has been confirmed or graded: an incident is an alert
 * that is both, and still open. Another grade moves the clock; the same one changes nothing.
 *
 * @param opened  by this very confirmation, not yet in the store
 */
export async function reportsOnAlert(
  tx: Tx,
  parts: DeskParts,
  alert: Alert,
  actor: string,
  opened: readonly Workflow[],
): Promise<Changed[]> {
  const { incidentGrade: grade, verdict, exercise = false } = alert
  const { reports } = parts.incidentPlan
  if (verdict !== 'confirmed' || grade === null || reports === null) return []
  const open = await openReportsOn(tx, alert.id)
  if (open !== null) {
    if (reportStateOf(open).grade === grade) return []
    const context = { now: parts.now(), reports }
    const step = { step: 'regrade', data: { grade }, person: actor }
    const moved = takeEngineStep(open, definitionOf(open), step, context)
    return moved === null ? [] : [moved]
  }
  const station = parts.network.stations.find(({ id }) => id === alert.station)
  if (openAlertState(alert) === null || station === undefined) return []
  const monitoring = opened.find(isMonitoring)?.id ?? (await monitoringOf(tx, alert))
  const { parameter } = alert.evidence
  const reported = openReports(parts, {
    ...{ grade, station, siteDistrict: station.district, actor, exercise },
    parameter: typeof parameter === 'string' ? parameter : null,
    about: { workflow: monitoring, alert: alert.id },
    reason: 'incident-confirmed',
  })
  return reported === null ? [] : [reported]
}

const isMonitoring = ({ kind }: Workflow) => kind === 'emergency-monitoring'

async function monitoringOf(tx: Tx, { workflows }: Alert): Promise<string | null> {
  for (const id of workflows) {
    const workflow = await getWorkflow(tx, id)
    if (workflow !== null && isMonitoring(workflow)) return id
  }
  return null
}

/** Monitoring that has ended ends the handling: the result is to be reported. */
export async function handlingEnded(
  tx: Tx,
  parts: DeskParts,
  { id, kind, state }: Workflow,
): Promise<Changed[]> {
  if (kind !== 'emergency-monitoring' || state !== 'closed') return []
  const { reports } = parts.incidentPlan
  const about = await workflowsAbout(tx, id)
  const context = { now: parts.now(), reports }
  return about
    .filter((one) => one.kind === 'incident-report')
    .flatMap((one) => {
      const step = { step: 'end-handling', data: { workflow: id } }
      return takeEngineStep(one, definitionOf(one), step, context) ?? []
    })
}
