import { monitoringStateOf, newestPlan } from '../../alerts/workflow/monitoring.ts'
import { proposePoints } from '../../models/network/monitoring-points.ts'
import { createTransport } from '../../models/network/transport.ts'
import { dayMs, type Instant } from '../domain/time.ts'
import type { EngineParts } from '../engine.ts'
import type { Monitoring } from '../http/incident-capabilities.ts'
import { newestReadings, samplesSince } from '../store/incidents.ts'
import { getWorkflow } from '../store/workflows.ts'

const flowCode = 'w01029'

/**
 * Points that the plan of a monitoring may begin with, and where its newest plan stands by the
 * manual samples of its points, which come in as any others do.
 *
 * @returns null where it is no emergency monitoring, or about no station
 */
export async function monitoringAt(
  parts: EngineParts,
  id: string,
  now: Instant,
): Promise<Monitoring | null> {
  const { db, network, incidentPlan } = parts
  const workflow = await getWorkflow(db, id)
  const station = network.stations.find((one) => one.id === workflow?.station)
  if (workflow?.kind !== 'emergency-monitoring' || station === undefined) return null
  const flow = await flowAt(parts, station.id, now)
  const proposed = proposePoints(network, station.id, flow, now)
  const plan = newestPlan(workflow)
  const rule = incidentPlan.monitoring
  if (plan === null) return { workflow, proposed, plan: null, rule }
  const { revision, at, everyMs, points, factors } = plan
  // A stretch of samples that meet a criterion may have begun under an earlier revision.
  const samples = await samplesSince(db, points, factors, workflow.openedAt - dayMs)
  const state = monitoringStateOf(plan, samples, { now, meetsForMs: rule.meetsForMs })
  return { workflow, proposed, plan: { revision, at, everyMs, state }, rule }
}

/** Newest flow of the station's river, from the first of its flow stations that has one. */
async function flowAt({ db, network }: EngineParts, station: string, now: Instant) {
  const river = createTransport(network).riverOf(station)
  if (river === null) return null
  const within = { asOf: now, backMs: river.flowMaxAgeMs }
  const readings = await newestReadings(db, river.flowStations, flowCode, within)
  const found = river.flowStations.flatMap((id) => readings.filter((one) => one.station === id))[0]
  return found === undefined ? null : { valueM3s: found.value, observedAt: found.observedAt }
}
