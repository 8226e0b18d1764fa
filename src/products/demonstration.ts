import { createSimulator, type SimMessage } from '../../fixtures/simulator/simulator.ts'
import { fitSeries } from '../../models/issuing/fit.ts'
import { issueSteps } from '../../models/issuing/issue.ts'
import { verdictsOf } from '../../models/issuing/verdict.ts'
import { consultationOf } from '../../alerts/workflow/air-consultation.ts'
import type { Workflow } from '../domain/alert.ts'
import { AppError, assert } from '../domain/errors.ts'
import type { KeptRun } from '../domain/forecast.ts'
import type { Json } from '../domain/json.ts'
import type { ProductDraft } from '../domain/product.ts'
import type { ProductPlan } from '../domain/product-plan.ts'
import { dateOf, dayMs, hourMs, minuteMs, dayStart, type Instant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { subjectOf as forecastSubject } from '../forecasts/subject.ts'
import type { SeriesMemory } from '../series.ts'
import { hashOfRun } from '../store/forecast-archive.ts'
import { loadDraft, releasedProduct } from '../store/products.ts'
import { stepMeans } from '../store/step-means.ts'
import { getWorkflow, newestConsultation } from '../store/workflows.ts'
import { subjectOf } from './consulting.ts'
import { makeDraft } from './inputs.ts'

/** Hours behind the demonstration's forecasts: below 168 a fit is smoothing, some milliseconds. */
const historyHours = 160
/** What is older than this goes in as history, which opens no alert. */
const liveMs = 3 * dayMs

type Parts = {
  readonly engine: Engine
  readonly plan: ProductPlan
  readonly seed: number
  readonly now: Instant
}

/**
 * Releases yesterday's product, as its parties might have, unless it is released: simulated air
 * of the days before is filled in where the store has none, forecasts are made from what was
 * measured until yesterday's draft, and the draft is accepted and signed. Marked as demonstration
 * throughout; its forecasts stay out of the archive, since they were issued in hindsight.
 *
 * @returns until when each air station's messages have been taken; empty where none were
 */
export async function demonstrateProduct(parts: Parts): Promise<ReadonlyMap<string, Instant>> {
  const { engine, plan, now } = parts
  const { db } = engine.parts
  const date = dateOf(now - dayMs)
  if ((await releasedProduct(db, { date })) !== null) return new Map()
  const filled = await fillAir(parts, dayStart(date) - (plan.daysLeast + 1) * dayMs)
  const at = dayStart(date) + plan.draftAtMs
  const runOf = (memory: SeriesMemory) => runInHindsight(engine, memory, at)
  const draft = await makeDraft({ engine, plan, at, demonstration: true, runOf })
  // A district without an air station has no draft to accept.
  if (draft === null || !isWhole(draft, plan)) return filled
  const dueAt = dayStart(date) + plan.dueByMs
  const opened = await engine.desk.openConsultation({ draft, dueAt, at, again: true })
  const consultation = opened ?? (await newestConsultation(db, date))
  if (consultation !== null) await signAll(parts, consultation.id, at)
  return filled
}

const isWhole = ({ cells }: ProductDraft, { mandatoryDays }: ProductPlan) =>
  cells.every(({ leadDay, value }) => leadDay > mandatoryDays || value !== null)

/** The air stations' messages from where the store ends, not further back than `fromAt`. */
async function fillAir(
  { engine, seed, now }: Parts,
  fromAt: Instant,
): Promise<ReadonlyMap<string, Instant>> {
  const { network } = engine.parts
  const stations = network.stations.filter(({ kind }) => kind === 'air')
  const newest = stations.map(({ id }) =>
    Math.max(fromAt, ...engine.series.latestOf(id).map(({ observedAt }) => observedAt)),
  )
  const simulator = createSimulator({
    network: { ...network, stations },
    seed,
    stories: [],
    startAt: now,
  })
  const messages = simulator.messagesBetween(Math.min(...newest), now)
  await Promise.all(
    messages.map(({ station, dueAt, observation, payload }: SimMessage) => {
      const isOld = now - dueAt > liveMs && observation !== null
      const text = isOld ? JSON.stringify({ ...observation, historical: true }) : payload
      return engine.pipeline.take(`qingliu/v1/${station}/obs`, Buffer.from(text))
    }),
  )
  return new Map(stations.map(({ id }) => [id, now]))
}

/** A forecast as it might have been issued then: nothing measured later is read. */
async function runInHindsight(
  { parts: { db, forecastPlan, clock } }: Engine,
  memory: SeriesMemory,
  at: Instant,
): Promise<KeptRun | null> {
  const subject = forecastPlan === null ? null : forecastSubject(memory, forecastPlan)
  if (forecastPlan === null || subject === null || subject.stepMs !== hourMs) return null
  const { seriesId, stepMs, about, knots, leads } = subject
  const startAt = at - historyHours * hourMs
  const receivedBy = clock.now()
  const target = await stepMeans(db, { seriesId, stepMs, from: startAt, to: at, receivedBy })
  const fitted = fitSeries({ startAt, stepMs, target }, knots)
  if (fitted === null) return null
  const nature = { byFactors: about.scale === 'log', hardRange: about.hardRange }
  const issued = issueSteps(fitted, { startAt, values: target }, leads, nature)
  const { judgedDays: days, judgedDaysLeast: daysLeast, leadsMs } = forecastPlan
  const run = {
    ...{ seriesId, stepMs, issuedAt: at, cutOffAt: issued.cutOffAt, fittedAt: fitted.cutOffAt },
    ...{ model: fitted.model, note: fitted.note, values: issued.values },
    verdicts: verdictsOf([], { days, daysLeast, leadsMs }),
  }
  return { ...run, hash: hashOfRun(run) }
}

const persons = ['演示员甲', '演示员乙', '演示员丙']

/** Takes what steps are missing: all accept, agree on the draft where they differ, sign, release. */
async function signAll({ engine, plan, now }: Parts, id: string, at: Instant): Promise<void> {
  const { db, network } = engine.parts
  const zone = network.districts.filter(({ inZone }) => inZone).map((one) => one.id)
  let saidAt = at
  const take = async (party: number, step: string, data: Readonly<Record<string, Json>> = {}) => {
    saidAt = Math.min(now, saidAt + 10 * minuteMs)
    const district = plan.parties[party]!.district
    const person = persons[party % persons.length]!
    const said = { step, district, person, at: saidAt, place: null, data, attachments: [] }
    const done = await engine.desk.takeStep(id, said, null)
    if (!done.ok) throw new AppError('demo-product', `demo: ${step}: ${done.detail}`)
    return done.subject
  }
  const parties = plan.parties.map((_, index) => index)
  let workflow = await current(engine, id)
  if (workflow.state === 'drafted') {
    for (const party of parties) workflow = await take(party, 'accept')
    const draft: ProductDraft = await loadDraft(db, subjectOf(workflow).draft)
    const { cells } = consultationOf(workflow, draft, zone)
    const values = cells.flatMap(({ area, leadDay, differs, draft: value }) =>
      differs.length > 0 && value !== null ? [{ area, leadDay, ...value }] : [],
    )
    const minutes = '演示会商：各方认可引擎初稿。Demonstration: all parties accepted the draft.'
    const given = values.length === 0 ? {} : { values: values as unknown as Json }
    workflow = await take(0, 'agree', { minutes, ...given })
  }
  const agreed = workflow.steps.slice(workflow.steps.findLastIndex(({ step }) => step === 'agree'))
  for (const party of parties) {
    const { district } = plan.parties[party]!
    const hasSigned = agreed.some((step) => step.step === 'sign' && step.district === district)
    if (!hasSigned) await take(party, 'sign')
  }
  await take(0, 'release')
}

async function current({ parts }: Engine, id: string): Promise<Workflow> {
  const workflow = await getWorkflow(parts.db, id)
  assert(workflow !== null, `the consultation ${id} was opened`)
  return workflow
}
