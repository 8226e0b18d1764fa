import type { Event } from '../domain/event.ts'
import { assert } from '../domain/errors.ts'
import type { Workflow } from '../domain/alert.ts'
import type { ProductPlan } from '../domain/product-plan.ts'
import { hoursOfDay } from '../../models/products/air-series.ts'
import type { ProductDraft } from '../domain/product.ts'
import { dateOf, minuteMs, dayStart, type Instant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { queryAlerts } from '../store/alerts.ts'
import { getWorkflow, newestConsultation, openConsultations } from '../store/workflows.ts'
import { unsigned } from '../../alerts/workflow/guards.ts'
import { subjectOf } from './consulting.ts'
import { archivedRun, makeDraft } from './inputs.ts'

/** The rule whose alert says that a product was not signed in time. */
const lateRule = 'product-late'
/** Distance of two looks at what is due, by the engine's clock. */
const lookMs = minuteMs

export type RoundParts = {
  readonly engine: Pick<Engine, 'parts' | 'series' | 'desk'>
  readonly plan: ProductPlan
  /** The readings are simulated, and what is made of them says so. */
  readonly demonstration: boolean
  /** False: the engine issues none, so that none is waited for. */
  readonly forecasts: boolean
}

/**
 * What a day's product needs from the clock: its draft, and the escalation of a late sign-off.
 *
 * All of it stands in the store: a draft is made once a date, the event of an escalation has a key
 * of its own, so a restart in between repeats nothing.
 */
export function createProductRounds(parts: RoundParts) {
  const { engine, plan } = parts
  const { clock } = engine.parts
  const startedAt = clock.now()
  let lookedAt = -Infinity
  let draftedDate = ''
  return {
    /** Does what is due; one call at a time. */
    async tick(): Promise<void> {
      const now = clock.now()
      if (now - lookedAt < lookMs) return
      lookedAt = now
      const date = dateOf(now)
      const dueAt = dayStart(date) + plan.draftAtMs
      if (now >= dueAt && draftedDate !== date) {
        const waitUntil = Math.max(dueAt, startedAt) + plan.forecastWaitMs
        if (await draftToday(parts, now, now < waitUntil)) draftedDate = date
      }
      await escalate(engine, now)
      await endEscalations(engine, now)
    },
  }
}

/**
 * @param mayWait  for forecasts that are not there yet: after a start they take some minutes
 * @returns true once the date has its consultation
 */
async function draftToday(
  { engine, plan, demonstration, forecasts }: RoundParts,
  at: Instant,
  mayWait: boolean,
): Promise<boolean> {
  const { db } = engine.parts
  const date = dateOf(at)
  if ((await newestConsultation(db, date)) !== null) return true
  const runOf = archivedRun(engine, at)
  const draft = await makeDraft({ engine, plan, at, demonstration, runOf })
  if (draft === null || (forecasts && mayWait && !isForecast(draft))) return false
  await supersedeBefore(engine, plan, date, at)
  const dueAt = Math.max(dayStart(date) + plan.dueByMs, at + plan.consultationMsLeast)
  await engine.desk.openConsultation({ draft, dueAt, at })
  return true
}

/** Whether the first day is forecast wherever it has a value. */
const isForecast = ({ cells }: ProductDraft) =>
  cells.every(
    ({ leadDay, value, basis }) =>
      leadDay > 1 || value === null || basis.forecastHours === hoursOfDay,
  )

/** Consultations of earlier days end unreleased: their first day has begun. */
async function supersedeBefore(
  { parts, desk }: RoundParts['engine'],
  plan: ProductPlan,
  date: string,
  at: Instant,
): Promise<void> {
  for (const workflow of await openConsultations(parts.db)) {
    if (subjectOf(workflow).date >= date) continue
    const data = { reason: `superseded by the draft of ${date}` }
    const district = plan.parties[0]!.district
    const step = { step: 'cancel', district, person: 'engine', at, place: null, attachments: [] }
    await desk.takeStep(workflow.id, { ...step, data }, null)
  }
}

/** One alert for each consultation that is open beyond its time, naming who has not signed. */
async function escalate({ parts, desk }: RoundParts['engine'], now: Instant): Promise<void> {
  const { db, rules } = parts
  if (!rules.some(({ id, enabled }) => id === lateRule && enabled)) return
  const late = (await openConsultations(db)).filter((one) => subjectOf(one).dueAt <= now)
  if (late.length > 0) await desk.announce(late.map((workflow) => lateEvent(parts, workflow)))
}

function lateEvent(parts: Engine['parts'], workflow: Workflow): Event {
  const { districts } = parts.network
  const missing = unsigned(workflow, { now: workflow.changedAt, districts })
  const parties = parts.productPlan?.parties.filter(({ district }) => missing.includes(district))
  const { date, dueAt } = subjectOf(workflow)
  return {
    ...eventOf(workflow, 'begin', stationIn(parts, missing[0] ?? null), dueAt),
    evidence: {
      product: 'air',
      date,
      dueAt,
      workflow: workflow.id,
      state: workflow.state,
      missing: (parties ?? []).map(({ id, name }) => ({ party: id, name })),
    },
  }
}

/** An air station of the district whose party is waited for: alerts name a station. */
function stationIn({ network }: Engine['parts'], district: string | null): string {
  const stations = network.stations.filter(({ kind }) => kind === 'air')
  const station = stations.find((one) => one.district === district) ?? stations[0]
  assert(station !== undefined, 'a network with an air product has an air station')
  return station.id
}

function eventOf(
  { id }: Workflow,
  phase: Event['phase'],
  station: string,
  observedAt: Instant,
): Omit<Event, 'evidence'> {
  return {
    key: [lateRule, id, phase].join('|'),
    rule: lateRule,
    kind: 'system',
    station,
    subject: id,
    phase,
    colour: null,
    observedAt,
    live: true,
    readings: [],
  }
}

/** The alert of a consultation that has ended since is resolved. */
async function endEscalations({ parts, desk }: RoundParts['engine'], now: Instant): Promise<void> {
  const { db } = parts
  const list = { station: null, changedSince: null, cursor: null, limit: 1_000 }
  const { items } = await queryAlerts(db, { ...list, state: 'open', kind: 'system' })
  for (const alert of items) {
    if (alert.rule !== lateRule || alert.condition !== 'firing') continue
    const workflow = await getWorkflow(db, alert.subject)
    if (workflow === null || workflow.closedAt === null) continue
    const event = eventOf(workflow, 'end', alert.station, now)
    await desk.announce([{ ...event, evidence: { closedAt: workflow.closedAt } }])
  }
}
