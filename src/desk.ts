import { foldEvents, type FoldContext } from '../alerts/alert-book.ts'
import { upstreamOf } from '../alerts/grouping.ts'
import { fingerprintOf } from '../alerts/lifecycle.ts'
import { applyCommand, type Command } from '../alerts/commands.ts'
import type { Rule } from '../alerts/rule.ts'
import { definitionOf } from '../alerts/workflow/definitions.ts'
import { openWorkflow, takeStep } from '../alerts/workflow/engine.ts'
import type { StepInput } from '../alerts/workflow/guards.ts'
import type { WorkflowRequest } from '../alerts/workflow/opened-by.ts'
import { book, heldApart } from './casework/booking.ts'
import {
  askStation,
  proposeRetest,
  requestSent,
  takeAnswer,
  type StationAnswer,
} from './casework/station-requests.ts'
import { drawCases, listCases, openReview } from './casework/case-reviews.ts'
import { scoreCase } from './casework/case-scores.ts'
import { askForData } from './casework/data-requests.ts'
import { tellAcross } from './casework/liaisons.ts'
import { sendReport } from './casework/report-mail.ts'
import { openPlanned } from './casework/calendar.ts'
import { withDigest } from './casework/meeting-digest.ts'
import { handlingEnded, reportsOnAlert } from './casework/reporting.ts'
import { drawPatrol, selectSites } from './casework/targets.ts'
import { underItsHead } from './casework/team.ts'
import {
  missingBytes,
  openByHand,
  openedAfter,
  record,
  refused,
  saveNumbered,
  stale,
  takeDeadlines,
  takeFieldSteps,
  withNumbers,
  type FieldAnswer,
  type FieldSteps,
} from './casework/acts.ts'
import { sendNotice } from './registers/notices.ts'
import type { Alert, Workflow } from './domain/alert.ts'
import type { ReviewForm } from './domain/case-review.ts'
import type { DataRequestPlan } from './domain/data-request.ts'
import type { PatrolPlan } from './domain/casework.ts'
import type { Target } from './domain/delivery.ts'
import { assert } from './domain/errors.ts'
import type { Event } from './domain/event.ts'
import type { Booking, BookingRequest, IncidentPlan } from './domain/incident.ts'
import { cadencesOf, type Network } from './domain/network.ts'
import type { ProductPlan } from './domain/product-plan.ts'
import type { RegisterDefinition } from './domain/register.ts'
import type { Standards } from './domain/standards.ts'
import type { Instant } from './domain/time.ts'
import { endShelvings, inhibitorsOf, settleInhibitions } from './hidings.ts'
import { createJoined } from './joined.ts'
import { limits } from './limits.ts'
import { revoke, silence } from './patterns.ts'
import { getAlert, openAlertsOfRules, saveAlertsSql, takeEvents } from './store/alerts.ts'
import { appendChanges, numberChanges } from './store/change-log.ts'
import type { Db, Tx } from './store/db.ts'
import { isPassing } from './retry.ts'
import { getWorkflow } from './store/workflows.ts'
import { correctProduct, openConsultation, productOf, type Opening } from './products/consulting.ts'

export type DeskParts = {
  readonly db: Db
  readonly network: Network
  readonly standards: Standards
  /** Null: the network has no joint product. */
  readonly productPlan: ProductPlan | null
  readonly patrolPlan: PatrolPlan
  /** Null or absent: no cases are reviewed. */
  readonly reviewForm?: ReviewForm | null
  /** Null or absent: requests for data sets are decided by no time. */
  readonly dataRequestPlan?: DataRequestPlan | null
  /** Absent: none are kept. */
  readonly registers?: readonly RegisterDefinition[]
  readonly incidentPlan: IncidentPlan
  /** Whether there is a route by which enterprises are told. */
  readonly tellsEnterprises?: boolean
  /** By what the route for reports reaches those whom they are to; null or absent: by nothing. */
  readonly reportsBy?: Target['type'] | null
  /** By what its route for what crosses borders reaches liaisons; null or absent: by nothing. */
  readonly liaisonsBy?: Target['type'] | null
  readonly rules: ReadonlyMap<string, Rule>
  readonly now: () => Instant
  readonly newId: () => string
  /** Alerts opened now are exercises; absent: they are not. */
  readonly exercise?: boolean
  /** Called after each commit that added changes. */
  readonly onChanges: () => void
}

/** A command that was not done: why, and what could be done instead. */
export type Refused = {
  readonly ok: false
  readonly code: string
  readonly detail: string
  readonly allowed: readonly string[]
}
export type Done<T> = { readonly ok: true; readonly subject: T } | Refused

/** What else belongs into the transaction of a change: the answer that is kept of it. */
export type Also<T> = (tx: Tx, subject: T) => Promise<void>
const nothingElse = () => Promise.resolve()

/** An act on one subject that is there. */
type Act<Given, T> = (
  parts: DeskParts,
  id: string,
  given: Given,
  expectedN: number | null,
  also: Also<T>,
) => Promise<Done<T>>

export type Desk = ReturnType<typeof createDesk>

/**
 * Where alerts and workflows change: each act is one transaction that reads the newest state,
 * decides by the pure tables of alerts/, and writes state and numbered changes together.
 */
export function createDesk(parts: DeskParts) {
  const cadenceMs = cadencesOf(parts.network)
  /** On a server each commit waits for the disk: what is announced at once shares one. */
  const announced = createJoined<Event>((events) => announce(parts, events, cadenceMs), {
    max: limits.announcedTogetherMax,
    passes: isPassing,
  })
  const on =
    <Given, T>(act: Act<Given, T>) =>
    (id: string, given: Given, expectedN: number | null, also: Also<T> = nothingElse) =>
      act(parts, id, given, expectedN, also)
  const anew =
    <Given, T>(act: (parts: DeskParts, given: Given, also: Also<T>) => Promise<Done<T>>) =>
    (given: Given, also: Also<T> = nothingElse) =>
      act(parts, given, also)
  return {
    announce: announced,
    command: (
      id: string,
      command: Command,
      expectedN: number | null,
      also: Also<Alert> = nothingElse,
    ) => commandAlert(parts, id, command, expectedN, also),
    takeStep: (
      id: string,
      input: StepInput,
      expectedN: number | null,
      also: Also<Workflow> = nothingElse,
    ) => heldApart(parts, id, [input], () => stepWorkflow(parts, id, input, expectedN, also)),
    openConsultation: (opening: Opening) => openConsultation(parts, opening),
    correctProduct: anew(correctProduct),
    openByHand: anew(openByHand),
    takeFieldSteps: (id: string, given: FieldSteps, also: Also<FieldAnswer> = nothingElse) =>
      heldApart(parts, id, given.steps, () => takeFieldSteps(parts, id, given, also)),
    selectSites: on(selectSites),
    drawPatrol: on(drawPatrol),
    openReview: anew(openReview),
    askForData: anew(askForData),
    drawCases: on(drawCases),
    listCases: on(listCases),
    scoreCase: on(scoreCase),
    revokePattern: on(revoke),
    book: (request: BookingRequest, also: Also<Booking> = nothingElse) =>
      book(parts, request, also, announced),
    askStation: anew(askStation),
    requestSent: (id: string, answerBy: Instant) => requestSent(parts, id, answerBy),
    takeAnswer: (answer: StationAnswer) => takeAnswer(parts, answer),
    endShelvings: () => endShelvings(parts),
    settleInhibitions: () => settleInhibitions(parts),
    takeDeadlines: () => takeDeadlines(parts),
    openPlanned: () => openPlanned(parts),
  }
}

/** Events into alerts; an event taken before is known by its key and changes nothing. */
async function announce(
  parts: DeskParts,
  events: readonly Event[],
  cadenceMs: FoldContext['cadenceMs'],
): Promise<void> {
  const changed = await parts.db.transaction(async (tx) => {
    const marked = await silence(tx, parts, events)
    const live = marked.filter((event) => event.live)
    const { fresh, alerts } = await takeEvents(tx, marked, live.map(fingerprintOf))
    const taken = live.filter(({ key }) => fresh.has(key))
    for (const alert of await alertsUpstream(tx, taken)) alerts.set(alert.fingerprint, alert)
    const hiding = await inhibitorsOf(tx, taken)
    for (const alert of hiding.alerts) {
      if (!alerts.has(alert.fingerprint)) alerts.set(alert.fingerprint, alert)
    }
    const { touched, changes } = foldEvents(alerts, taken, parts.rules, {
      ...{ now: parts.now(), newId: parts.newId, exercise: parts.exercise ?? false },
      ...{ cadenceMs, tasks: hiding.tasks },
    })
    if (touched.size === 0) return 0
    const { numbered, statements } = await numberChanges(tx, changes)
    const saved = saveAlertsSql(withNumbers([...touched.values()], numbered))
    await tx.finish({ readings: null, sql: [...statements, saved].join('; ') })
    return changes.length
  })
  if (changed > 0) parts.onChanges()
}

/** What the events could begin as members of; asks nothing where none could. */
async function alertsUpstream(tx: Tx, events: readonly Event[]): Promise<readonly Alert[]> {
  const joining = events.filter((event) => upstreamOf(event).length > 0)
  if (joining.length === 0) return []
  const stations = joining.flatMap((event) => upstreamOf(event).map(({ station }) => station))
  const rules = joining.map(({ rule }) => rule)
  return openAlertsOfRules(tx, [...new Set(stations)], [...new Set(rules)])
}

async function commandAlert(
  parts: DeskParts,
  id: string,
  command: Command,
  expectedN: number | null,
  also: Also<Alert>,
): Promise<Done<Alert>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<Alert>> => {
    const alert = await getAlert(tx, id, { forUpdate: true })
    if (alert === null) return refused('not-found', `alert ${id}: there is none`)
    if (expectedN !== null && alert.n !== expectedN) return stale(alert.n)
    const now = parts.now()
    const result = applyCommand(alert, command, { now, newId: parts.newId })
    if (!result.ok) return { allowed: [], ...result }
    const opened = result.opens.map((request) => open(parts, request, command.person, alert))
    const begun = opened.map(({ workflow }) => workflow)
    const reports = isVerdict(command)
      ? await reportsOnAlert(tx, parts, result.alert, command.person, begun)
      : []
    const moved = [...opened, ...reports, ...proposeRetest(parts, result.alert, begun)]
    const workflows = moved.map(({ workflow }) => workflow)
    const changes = [...result.changes, ...moved.map(({ change }) => change)]
    const [subject] = await record(tx, [result.alert], workflows, changes)
    await also(tx, subject!)
    return { ok: true, subject: subject! }
  })
  if (done.ok) parts.onChanges()
  return done
}

const isVerdict = ({ verb }: Command) => verb === 'confirm' || verb === 'grade'

function open(parts: DeskParts, request: WorkflowRequest, actor: string, alert: Alert) {
  const station = parts.network.stations.find((one) => one.id === request.station)
  assert(station, `station ${request.station} of an alert is registered`)
  const { exercise = false } = alert
  const context = { now: parts.now(), actor, siteDistrict: station.district, exercise }
  return openWorkflow(underItsHead(parts, request), definitionOf(request), context)
}

async function stepWorkflow(
  parts: DeskParts,
  id: string,
  input: StepInput,
  expectedN: number | null,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    const workflow = await getWorkflow(tx, id, { forUpdate: true })
    if (workflow === null) return refused('not-found', `workflow ${id}: there is none`)
    if (expectedN !== null && workflow.n !== expectedN) return stale(workflow.n)
    const missing = await missingBytes(tx, [input])
    if (missing !== null) return refused('bad-step', missing)
    const about = await productOf(tx, parts, workflow)
    const now = parts.now()
    const { reports } = parts.incidentPlan
    const context = { now, districts: parts.network.districts, reports, ...about?.context }
    const digested = await withDigest(tx, parts, workflow, input)
    const result = takeStep(workflow, definitionOf(workflow), digested.input, context)
    if (!result.ok) return result
    await digested.keep()
    const told = await sendNotice(tx, parts, result.workflow, input)
    if (!told.ok) return told
    const reported = await sendReport(tx, parts, result.workflow, input)
    if (!reported.ok) return reported
    await tellAcross(tx, parts, result.workflow, input)
    const released = await about?.released(result.workflow, input, now)
    const ended = await handlingEnded(tx, parts, result.workflow)
    const opened = [...openedAfter(parts, result.workflow, input.person), ...ended]
    const others = [...(released ?? []), ...opened.map(({ change }) => change)]
    const numbered = await appendChanges(tx, [result.change, ...others])
    const workflows = [result.workflow, ...opened.map(({ workflow }) => workflow)]
    const [subject] = await saveNumbered(tx, workflows, numbered)
    await also(tx, subject!)
    return { ok: true, subject: subject! }
  })
  if (done.ok) parts.onChanges()
  return done
}
