import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { openWorkflow, takeEngineStep } from '../../alerts/workflow/engine.ts'
import type { Also, DeskParts, Done } from '../desk.ts'
import type { Alert, NewChange, Workflow } from '../domain/alert.ts'
import type { StationRequest } from '../domain/incident.ts'
import type { Station } from '../domain/network.ts'
import { formatInstant, formatPeriod } from '../domain/time.ts'
import { appendChanges } from '../store/change-log.ts'
import type { Tx } from '../store/db.ts'
import { getWorkflow } from '../store/workflows.ts'
import { refused, saveNumbered } from './acts.ts'

type Changed = { readonly workflow: Workflow; readonly change: NewChange }

/** What a station said to a request of ours. */
export type StationAnswer = {
  readonly station: string
  /** Of the request. */
  readonly id: string
  readonly outcome: string
  readonly detail: string | null
}

/**
 * Asks a station for something, for a case. It is sent by the next tick that has a broker, and
 * times out where nobody answers.
 */
export async function askStation(
  parts: DeskParts,
  request: StationRequest,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    const about = await getWorkflow(tx, request.forWorkflow)
    if (about === null) {
      return refused('not-found', `workflow ${request.forWorkflow}: there is none`)
    }
    if (about.closedAt !== null) {
      return refused('not-allowed', `workflow ${about.id}: expected an open one`)
    }
    const station = parts.network.stations.find(({ id }) => id === request.station)
    const fault = station === undefined ? `station: no station ${request.station}` : null
    const detail = fault ?? faultOf(parts, request)
    if (station === undefined || detail !== null) return refused('bad-command', detail ?? '')
    const { exercise = false } = about
    const { workflow, change } = opened(parts, request, station, { exercise, procedure: null })
    const [subject] = await saveNumbered(tx, [workflow], await appendChanges(tx, [change]))
    await also(tx, subject!)
    return { ok: true, subject: subject! }
  })
  if (done.ok) parts.onChanges()
  return done
}

function faultOf(
  { network, now }: DeskParts,
  { ask, parameter, cadenceMs, until }: StationRequest,
): string | null {
  if (parameter !== null && !network.parameters.some(({ code }) => code === parameter)) {
    return `parameter: no parameter ${parameter}`
  }
  if ((ask === 'cadence') !== (cadenceMs !== null)) {
    return `cadence: expected one for the asking of a cadence alone, got ${ask}`
  }
  if (cadenceMs !== null && !(cadenceMs > 0)) return 'cadence: expected more than PT0S'
  return until !== null && until <= now() ? 'until: expected a time ahead' : null
}

function opened(
  parts: DeskParts,
  { forWorkflow, person, ask, parameter, cadenceMs, until, note }: StationRequest,
  station: Station,
  { exercise, procedure }: { exercise: boolean; procedure: 'proposed' | null },
): Changed {
  const about = { workflow: forWorkflow, ask, parameter, cadenceMs, until, note }
  const request = {
    ...({ kind: 'station-request', procedure, alert: null } as const),
    ...{ id: parts.newId(), station: station.id, about },
  }
  const now = parts.now()
  const dueAt = now + parts.incidentPlan.requests.answerWithinMs
  const context = { now, actor: person, siteDistrict: station.district, exercise, dueAt }
  return openWorkflow(request, definitionOf(request), {
    ...context,
    reason: procedure === null ? 'asked' : 'proposed',
  })
}

/**
 * What the engine proposes of itself when an alert was confirmed and monitoring opened: a retest of
 * what it is about, where the network's plan says so. Nothing is sent before a person approves.
 */
export function proposeRetest(
  parts: DeskParts,
  alert: Alert,
  begun: readonly Workflow[],
): Changed[] {
  const monitoring = begun.find(({ kind }) => kind === 'emergency-monitoring')
  const station = parts.network.stations.find(({ id }) => id === alert.station)
  if (!parts.incidentPlan.requests.propose || monitoring === undefined) return []
  if (station === undefined) return []
  const { parameter } = alert.evidence
  const request: StationRequest = {
    ...{ forWorkflow: monitoring.id, station: station.id, ask: 'retest' },
    parameter: typeof parameter === 'string' ? parameter : null,
    ...{ cadenceMs: null, until: null, note: '', person: 'engine' },
  }
  return [
    opened(parts, request, station, { exercise: alert.exercise ?? false, procedure: 'proposed' }),
  ]
}

/** A request as its station is sent it, on `qingliu/v1/<station>/request`. */
export function requestText(
  { id, about = {}, exercise = false }: Workflow,
  answerBy: number,
): string {
  const { ask = null, parameter = null, cadenceMs = null, until = null, note = '' } = about
  return JSON.stringify({
    ...{ schema: 'request/1', id, ask, parameter, exercise, note },
    cadence: typeof cadenceMs === 'number' ? formatPeriod(cadenceMs) : null,
    until: typeof until === 'number' ? formatInstant(until) : null,
    answerBy: formatInstant(answerBy),
  })
}

/** Writes down that a request was sent; one that has been answered meanwhile stays so. */
export function requestSent(parts: DeskParts, id: string, answerBy: number): Promise<boolean> {
  return engineStep(parts, id, 'send', { answerBy: formatInstant(answerBy) }, () => true)
}

/**
 * Takes the answer of a station.
 *
 * @returns false where it answers no open request to this station: it is then a refusal; an answer
 *   that comes again is known
 */
export async function takeAnswer(parts: DeskParts, answer: StationAnswer): Promise<boolean> {
  const { station, id, outcome, detail } = answer
  const data = { outcome, detail }
  const taken = await engineStep(parts, id, 'answer', data, (one) => one.station === station)
  if (taken) return true
  const known = await getWorkflow(parts.db, id)
  const last = known?.steps.findLast(({ step }) => step === 'answer')
  return known?.station === station && last?.data['outcome'] === outcome
}

async function engineStep(
  parts: DeskParts,
  id: string,
  step: string,
  data: Readonly<Record<string, string | null>>,
  isIt: (workflow: Workflow) => boolean,
): Promise<boolean> {
  const taken = await parts.db.transaction(async (tx: Tx) => {
    const workflow = await getWorkflow(tx, id, { forUpdate: true })
    if (workflow?.kind !== 'station-request' || !isIt(workflow)) return false
    const context = { now: parts.now(), reports: parts.incidentPlan.reports }
    const person = step === 'answer' ? (workflow.station ?? 'engine') : 'engine'
    const moved = takeEngineStep(workflow, definitionOf(workflow), { step, data, person }, context)
    if (moved === null) return false
    await saveNumbered(tx, [moved.workflow], await appendChanges(tx, [moved.change]))
    return true
  })
  if (taken) parts.onChanges()
  return taken
}
