import { monthlyQuality, monthlyQuery } from '../ingest/qc/monthly-quality.ts'
import { allowedVerbs, type Command } from '../alerts/commands.ts'
import { definitionOf, statesOf } from '../alerts/workflow/definitions.ts'
import { allowedSteps } from '../alerts/workflow/engine.ts'
import { classNames, stationClassIndex } from '../models/signals/deterioration.ts'
import type { Alert, Change, Workflow } from './domain/alert.ts'
import { AppError } from './domain/errors.ts'
import type { Station } from './domain/network.ts'
import { knownPattern } from './domain/pattern.ts'
import { createCapAnswers } from './cap-answers.ts'
import { createCaseReviewAnswers } from './casework/case-review-answers.ts'
import { createCaseworkAnswers } from './casework/answers.ts'
import { createDataRequestAnswers } from './casework/data-requests.ts'
import { evidenceSigner } from './casework/evidence-key.ts'
import { createIncidentAnswers } from './casework/incident-answers.ts'
import type { Engine } from './engine.ts'
import { createForecastAnswers } from './forecast-answers.ts'
import { keeping, toRemembered } from './keeping.ts'
import { createProductAnswers } from './product-answers.ts'
import type {
  AlertCommand,
  ChangeSubject,
  FactorLimits,
  Health,
  HttpCapabilities,
  StationState,
} from './http/capabilities.ts'
import type { PatternCapabilities } from './http/patterns.ts'
import { createPublicAnswers } from './public-view/answers.ts'
import { createRegisterAnswers } from './registers/answers.ts'
import { alarmPerformance } from './alarm-performance.ts'
import { sourcesNow } from './sources/answers.ts'
import { tableInForce } from './judge.ts'
import { queryAggregates } from './store/aggregates.ts'
import { getAlert, queryAlerts } from './store/alerts.ts'
import { changeHead, changesAfter, lastChangeUpTo } from './store/change-log.ts'
import { loadCounters } from './store/counters.ts'
import { queryDeliveries } from './store/deliveries.ts'
import { queryEvents } from './store/events.ts'
import { findRemembered, remember } from './store/idempotency.ts'
import { loadKept } from './store/kept.ts'
import { monthlyCounts } from './store/monthly-counts.ts'
import { ownerOf } from './store/owner.ts'
import { queryPatterns } from './store/patterns.ts'
import { queryReadings } from './store/readings-query.ts'
import { sessionReceipts } from './store/receipts.ts'
import { getRefusal, queryRefusals } from './store/refusals.ts'
import { readSnapshot } from './store/snapshot.ts'
import { getWorkflow, queryWorkflows } from './store/workflows.ts'
import { waterStates } from './waters/answers.ts'

/** What is particular to an installation. */
type Installation = {
  readonly operators: number
  readonly capSender: string
  /** Where the key is that packages of evidence are signed with. */
  readonly dataFolder: string
}

/** What the pages may ask and do, joined from the engine and the store. */
export function createHttpCapabilities(
  engine: Engine,
  { operators, capSender, dataFolder }: Installation,
): HttpCapabilities {
  const { db, clock, network } = engine.parts
  return {
    clock,
    network,
    classLimits: (code) => classLimits(engine, code),
    ...lists(engine),
    ...createForecastAnswers(engine),
    ...createCapAnswers(engine, capSender),
    ...createProductAnswers(engine),
    ...createCaseworkAnswers(engine, {
      madeBy: capSender,
      signer: () => evidenceSigner(db, dataFolder),
    }),
    ...createCaseReviewAnswers(engine),
    ...createDataRequestAnswers(engine),
    ...createIncidentAnswers(engine),
    ...createRegisterAnswers(engine),
    ...createPublicAnswers(engine),
    dataSources: () => sourcesNow(engine),
    stationStates: () =>
      Promise.resolve(
        new Map(network.stations.map((station) => [station.id, stateOf(engine, station)])),
      ),
    monthlyQuality: (station, month) => qualityOf(engine, station, month),
    replayRefusal: (id) => replay(engine, id),
    allowedVerbs,
    commandAlert: (id, command, expectedN, keep) =>
      engine.desk.command(id, toCommand(command), expectedN, keeping(engine, keep)),
    ...patternAnswers(engine),
    allowedSteps: (workflow) =>
      allowedSteps(workflow, definitionOf(workflow), {
        now: clock.now(),
        districts: network.districts,
      }),
    workflowStates: statesOf,
    stepsOf: (workflow) => definitionOf(workflow).steps.map(({ id }) => id),
    takeStep: (id, step, input, expectedN, keep) =>
      engine.desk.takeStep(id, { ...input, step }, expectedN, keeping(engine, keep)),
    changes: changeSource(engine),
    snapshot: () => readSnapshot(db),
    readingFeed: {
      subscribe: (take) => engine.readings.subscribe((rows) => take(rows)),
    },
    idempotency: idempotency(engine),
    conservation: async () => {
      const counted = await loadCounters(db)
      const inHand = engine.pipeline.inHand()
      return { ...counted, received: counted.received + inHand, inHand }
    },
    alarmPerformance: (from, to, asked) => {
      const exercise = asked ?? engine.parts.exercise ?? false
      return alarmPerformance(db, { from, to, operators, exercise })
    },
    health: () => health(engine),
  }
}

function patternAnswers(engine: Engine): PatternCapabilities {
  const { db } = engine.parts
  return {
    patterns: (query) => queryPatterns(db, query),
    pattern: async (id) => {
      const alert = await getAlert(db, id)
      return alert === null ? null : knownPattern(alert)
    },
    revokePattern: (id, revoking, expectedN, keep) =>
      engine.desk.revokePattern(id, revoking, expectedN, keeping(engine, keep)),
  }
}

function classLimits({ parts: { standards, clock } }: Engine, code: string): FactorLimits | null {
  const table = tableInForce(standards.surfaceWater, clock.now(), 'surface-water standard')
  const factor = table.factors.find((one) => one.code === code && one.role === 'assessed')
  if (factor === undefined) return null
  return factor.direction === 'within' ? { range: factor.range } : factor.limits
}

function lists(engine: Engine) {
  const { db } = engine.parts
  return {
    waters: (date, period) => waterStates(engine, date, period),
    readings: (query) => queryReadings(db, query),
    aggregates: (query) => queryAggregates(db, query),
    kept: () => loadKept(db),
    refusals: (query) => queryRefusals(db, query),
    receipts: (station) => sessionReceipts(db, station),
    events: (query) => queryEvents(db, query),
    alerts: (query) => queryAlerts(db, query),
    alert: (id) => getAlert(db, id),
    deliveries: (query) => queryDeliveries(db, query),
    workflows: (query) => queryWorkflows(db, query),
    workflow: (id) => getWorkflow(db, id),
  } satisfies Partial<HttpCapabilities>
}

function stateOf(engine: Engine, station: Station): StationState {
  const latest = engine.series.latestOf(station.id)
  const memory = engine.fold.memoryOf(station.id)
  const now = engine.parts.clock.now()
  const classed = [...(memory?.latest.values() ?? [])].some(({ classIndex }) => classIndex >= 0)
  const faulty = [...(memory?.subjects ?? [])].some(
    ([rule, subjects]) =>
      rule.startsWith('sensor-') && [...subjects.values()].some(({ stands }) => stands > 0),
  )
  const hearing = engine.silence.stateOf(station.id)
  const heard = faulty || engine.clocks.isWrong(station.id) ? 'fault' : 'ok'
  return {
    state: latest.length === 0 ? 'waiting' : hearing === 'silent' ? 'silent' : heard,
    lastObservedAt: latest.length === 0 ? null : Math.max(...latest.map((one) => one.observedAt)),
    latest,
    waterClass:
      memory !== null && classed ? (classNames[stationClassIndex(memory, now)] ?? null) : null,
  }
}

async function qualityOf({ parts, stations }: Engine, id: string, month: string) {
  const station = stations.get(id)
  const query = station && monthlyQuery(station, month, parts.clock.now())
  return query ? monthlyQuality(query, await monthlyCounts(parts.db, query)) : null
}

/** A refused message goes through the path again, as if its gateway had sent it now. */
async function replay(engine: Engine, id: number) {
  if (!engine.owns()) throw await notOwner(engine)
  const refusal = await getRefusal(engine.parts.db, id)
  if (refusal === null) return null
  if (!refusal.payloadWhole) {
    const detail = 'expected the whole payload, only its beginning was kept'
    return { ok: false, code: 'payload-not-whole', detail, allowed: [] } as const
  }
  const receipt = await engine.pipeline.take(refusal.topic, refusal.payload)
  const { stored = 0, duplicate = 0, revised = 0, refused = [] } = receipt ?? {}
  return { ok: true, subject: { stored, duplicate, revised, refused: refused.length } } as const
}

/** What needs the path is the owner's to do. */
async function notOwner({ parts: { db } }: Engine): Promise<AppError> {
  const owner = await ownerOf(db)
  const who = owner === null ? 'another engine' : owner.name
  return new AppError('not-owner', `this engine stands by; the owner is ${who}`)
}

function toCommand(command: AlertCommand): Command {
  const { person, reason, ...rest } = command
  const said = { person, ...(reason === null ? {} : { reason }) }
  switch (rest.verb) {
    case 'confirm':
      return { ...said, verb: 'confirm', ...(rest.as === null ? {} : { as: rest.as }) }
    case 'comment':
      return { ...said, verb: 'comment', comment: rest.text }
    case 'grade':
    case 'shelve':
    case 'reject':
    case 'acknowledge':
    case 'unshelve':
    case 'release':
    case 'close':
      return { ...said, ...rest }
  }
}

function changeSource({ parts: { db }, changes }: Engine): HttpCapabilities['changes'] {
  return {
    head: async () => ({ head: await changeHead(db), oldest: 1 }),
    after: (query) => changesAfter(db, query),
    lastUpTo: (n, types) => lastChangeUpTo(db, n, types),
    onWake: (wake) => changes.subscribe(wake),
    subjectOf,
  }
}

/** The log keeps the whole state after each change; its number is that of the change. */
function subjectOf({ n, type, body }: Change): ChangeSubject {
  if (type.startsWith('alert.')) {
    return { kind: 'alert', alert: { ...(body['alert'] as unknown as Alert), n } }
  }
  if (type.startsWith('workflow.')) {
    return { kind: 'workflow', workflow: { ...(body['workflow'] as unknown as Workflow), n } }
  }
  if (type === 'register.changed') return { kind: 'register', register: body }
  if (type === 'evidence-key.changed') return { kind: 'evidence-key', key: body }
  return { kind: 'product', product: body }
}

function idempotency({ parts: { db, clock } }: Engine): HttpCapabilities['idempotency'] {
  return {
    find: async (key) => {
      const kept = await findRemembered(db, key)
      if (kept === null) return null
      const { etag, body } = kept.response as { etag: string | null; body: string }
      return { requestHash: kept.requestHash, status: kept.status, etag, body }
    },
    remember: (answer) => remember(db, toRemembered(answer), clock.now()),
  }
}

async function health(engine: Engine): Promise<Health> {
  const database = await engine.parts.db.query('SELECT 1').then(
    () => true,
    () => false,
  )
  if (!engine.owns()) {
    // It takes nothing from the broker, and serves as far as it has followed.
    const lagMs = engine.behindMs()
    return { ok: database && lagMs <= lagMaxMs, role: 'standby', database, broker: null, lagMs }
  }
  const broker = engine.broker()?.connected() ?? false
  const lagMs = engine.pipeline.lagMs()
  return { ok: database && broker && lagMs <= lagMaxMs, role: 'owner', database, broker, lagMs }
}

/** Readings older than this in the queue mean that the path does not keep up. */
const lagMaxMs = 30_000
