import { reportStateOf } from '../../alerts/workflow/report-clock.ts'
import { createTransport } from '../../models/network/transport.ts'
import type { Workflow } from '../domain/alert.ts'
import type { ReportKind } from '../domain/incident.ts'
import type { StoredReading } from '../domain/queries.ts'
import { dayMs, type Instant } from '../domain/time.ts'
import type { EngineParts } from '../engine.ts'
import { getAlert } from '../store/alerts.ts'
import { newestReadings } from '../store/incidents.ts'
import { getWorkflow, workflowsAbout } from '../store/workflows.ts'
import { reportDraft, type Language } from './report-draft.ts'

/** Readings older than this say nothing of an incident's present state. */
const readingsBackMs = 7 * dayMs

/** The reports of this id, or those about this workflow that were opened last; null: none. */
export async function findReports(
  { db }: Pick<EngineParts, 'db'>,
  id: string,
): Promise<Workflow | null> {
  const workflow = await getWorkflow(db, id)
  if (workflow?.kind === 'incident-report') return workflow
  const about = await workflowsAbout(db, id)
  return about.findLast(({ kind }) => kind === 'incident-report') ?? null
}

/**
 * The draft of the next report, or of the kind asked for; null where there are no reports.
 *
 * @param asOf  what was stored by then
 */
export async function draftOf(
  parts: EngineParts,
  id: string,
  { kind, asOf, language }: { kind: ReportKind | null; asOf: Instant; language: Language },
): Promise<string | null> {
  const { db, network } = parts
  const plan = parts.incidentPlan.reports
  const reports = await findReports(parts, id)
  if (reports === null || plan === null) return null
  const { alert: alertId, workflow: monitoringId } = reports.about ?? {}
  const alert = typeof alertId === 'string' ? await getAlert(db, alertId) : null
  const monitoring = typeof monitoringId === 'string' ? await getWorkflow(db, monitoringId) : null
  const code = alert?.evidence['parameter']
  const readings = await readingsAround(
    parts,
    reports,
    typeof code === 'string' ? code : null,
    asOf,
  )
  const asked = kind ?? reportStateOf(reports).next ?? 'result'
  return reportDraft(
    { kind: asked, reports, alert, monitoring, readings, asOf, plan, network },
    language,
  )
}

/** Of the place and the intakes below it; all factors of the place where none is named. */
async function readingsAround(
  { db, network }: EngineParts,
  { station }: Workflow,
  parameter: string | null,
  asOf: Instant,
): Promise<StoredReading[]> {
  if (station === null) return []
  const below = createTransport(network).downstream(station)
  const intakes = below.filter(({ kind }) => kind === 'intake').map(({ id }) => id)
  const stations = parameter === null ? [station] : [station, ...intakes]
  return newestReadings(db, stations, parameter, { asOf, backMs: readingsBackMs })
}
