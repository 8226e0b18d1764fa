import type { Alert, Workflow } from '../../domain/alert.ts'
import type { PageRequest, ReadingQuery } from '../../domain/queries.ts'
import type {
  AlertCommand,
  CommandResult,
  HttpCapabilities,
  KeptResponse,
  LiveReading,
} from '../capabilities.ts'
import { createFakeLog, type FakeLog } from './change-log.ts'
import { fakeRun, fakeSkill } from './forecasts.ts'
import { fakeAlert, fakeNetwork, fakeNow, fakeReading, fakeWorkflow } from './samples.ts'

/** Everything the fake knows, open to tests: what stands behind the capabilities. */
export type Fake = {
  readonly log: FakeLog
  readonly alerts: Map<string, Alert>
  readonly workflows: Map<string, Workflow>
  readonly asked: { readings: ReadingQuery[]; commands: AlertCommand[] }
  /** Subscribers of the readings; a test calls them. */
  readonly feeds: Set<(readings: readonly LiveReading[]) => void>
  ready: boolean
}

const pageOfAll = <T>(items: readonly T[], { limit }: PageRequest) =>
  Promise.resolve({ items: items.slice(0, limit), next: items.length > limit ? 'more' : null })

const verbsOf = (alert: Alert) =>
  alert.attention === 'new' ? ['acknowledge', 'reject', 'comment'] : ['close', 'comment']

function command(fake: Fake, id: string, given: AlertCommand): CommandResult<Alert> {
  const alert = fake.alerts.get(id)
  if (alert === undefined) throw new Error(`no alert ${id}`)
  const allowed = verbsOf(alert)
  if (!allowed.includes(given.verb)) {
    return { ok: false, code: 'not-allowed', detail: `${given.verb} is not allowed`, allowed }
  }
  fake.asked.commands.push(given)
  const text = given.verb === 'comment' ? given.text : null
  const commented = text === null ? [] : [{ at: fakeNow, person: given.person, text }]
  const changed: Alert = {
    ...alert,
    attention: text === null ? 'acknowledged' : alert.attention,
    comments: [...alert.comments, ...commented],
    n: fake.log.append(text === null ? 'alert.acknowledged' : 'alert.commented', id).n,
  }
  fake.alerts.set(id, changed)
  return { ok: true, subject: changed }
}

function fakeWorkflows(fake: Fake) {
  return {
    workflows: (query: PageRequest) => pageOfAll([...fake.workflows.values()], query),
    workflow: (id: string) => Promise.resolve(fake.workflows.get(id) ?? null),
    allowedSteps: ({ steps }: Workflow) => [steps.length === 0 ? 'assign-leader' : 'inspect'],
    stepsOf: () => ['assign-leader', 'inspect'],
    takeStep: (...[id, step, input]: Parameters<HttpCapabilities['takeStep']>) => {
      if (input.data['leaderDistrict'] === 'qingpu') {
        const detail = 'the leader must come from another district'
        const refusal = { ok: false, code: 'leader-own-district', detail, allowed: [step] } as const
        return Promise.resolve(refusal)
      }
      const before = fake.workflows.get(id) ?? fakeWorkflow(id, 0)
      const subject = {
        ...before,
        steps: [...before.steps, { ...input, step, recordedAt: fakeNow }],
        n: fake.log.append('workflow.step', id).n,
      }
      fake.workflows.set(id, subject)
      return Promise.resolve({ ok: true, subject } as const)
    },
  }
}

type Part<K extends keyof HttpCapabilities> = Pick<HttpCapabilities, K>

function fakeWater(fake: Fake): Part<'classLimits' | 'stationStates' | 'readings' | 'events'> {
  return {
    classLimits: (code) =>
      code === 'w01009' ? { river: [7.5, 6, 5, 3, 2], lake: [7.5, 6, 5, 3, 2] } : null,
    stationStates: () =>
      Promise.resolve(
        new Map([
          [
            'TP-1',
            { state: 'ok', lastObservedAt: fakeNow, latest: [fakeReading], waterClass: 'II' },
          ],
        ]),
      ),
    readings: (query) => {
      fake.asked.readings.push(query)
      return pageOfAll([fakeReading, fakeReading], query)
    },
    events: (query) => pageOfAll([], query),
  }
}

function fakeIntake(): Part<'refusals' | 'replayRefusal' | 'receipts'> {
  return {
    refusals: (query) =>
      pageOfAll(
        [Uint8Array.of(0x7b, 0x7d), Uint8Array.of(0xff)].map((payload, index) => ({
          id: index + 1,
          station: 'TP-1',
          topic: 'qingliu/v1/TP-1/obs',
          receivedAt: fakeNow,
          faults: [{ parameter: null, code: 'wrong-schema' as const, detail: 'schema' }],
          values: 2,
          payload,
          payloadWhole: true,
        })),
        query,
      ),
    replayRefusal: (id) => {
      const outcome = { stored: 1, duplicate: 0, revised: 0, refused: 0 }
      return Promise.resolve(id === 1 ? { ok: true, subject: outcome } : null)
    },
    receipts: () =>
      Promise.resolve([{ session: 'a', lastSeq: 9, gaps: [[3, 4]] as const, updatedAt: fakeNow }]),
  }
}

function fakeForecasts(): Part<'forecast' | 'forecastSkill'> {
  return {
    forecast: ({ station, parameter, issuedBy }) => {
      const issued = station === 'TP-1' && parameter === 'w01009'
      const known = issued && (issuedBy === null || issuedBy >= fakeRun.issuedAt)
      return Promise.resolve(known ? fakeRun : null)
    },
    forecastSkill: (query) => {
      const items = fakeSkill.filter(
        ({ station, parameter }) =>
          (query.station ?? station) === station && (query.parameter ?? parameter) === parameter,
      )
      return pageOfAll(items, query)
    },
  }
}

function fakeAlerts(fake: Fake): Part<'alerts' | 'alert' | 'allowedVerbs' | 'commandAlert'> {
  return {
    alerts: (query) => pageOfAll([...fake.alerts.values()], query),
    alert: (id) => Promise.resolve(fake.alerts.get(id) ?? null),
    allowedVerbs: verbsOf,
    commandAlert: (id, given) => Promise.resolve(command(fake, id, given)),
  }
}

function fakeChanges(fake: Fake): Part<'changes' | 'snapshot'> {
  return {
    changes: {
      ...fake.log.source,
      subjectOf: (change) =>
        change.type.startsWith('workflow.')
          ? { kind: 'workflow', workflow: fakeWorkflow(change.subject, change.n) }
          : {
              kind: 'alert',
              alert: { ...fakeAlert(change.subject, change.n), evidence: change.body },
            },
    },
    snapshot: async () => ({
      n: (await fake.log.source.head()).head,
      alerts: [...fake.alerts.values()],
      workflows: [...fake.workflows.values()],
    }),
  }
}

function fakeIdempotency(): Part<'idempotency'> {
  const kept = new Map<string, KeptResponse>()
  return {
    idempotency: {
      find: (key) => Promise.resolve(kept.get(key) ?? null),
      remember: (key, response) => {
        kept.set(key, response)
        return Promise.resolve()
      },
    },
  }
}

export function createFake(): Fake {
  return {
    log: createFakeLog(),
    alerts: new Map(),
    workflows: new Map(),
    asked: { readings: [], commands: [] },
    feeds: new Set(),
    ready: true,
  }
}

/** The door's capabilities over a fake. */
export function fakeCapabilities(fake: Fake): HttpCapabilities {
  return {
    clock: { now: () => fakeNow, speed: 60, isWall: false },
    network: fakeNetwork,
    ...fakeWater(fake),
    ...fakeIntake(),
    ...fakeForecasts(),
    ...fakeAlerts(fake),
    ...fakeWorkflows(fake),
    ...fakeChanges(fake),
    ...fakeIdempotency(),
    readingFeed: {
      subscribe: (take) => {
        fake.feeds.add(take)
        return () => fake.feeds.delete(take)
      },
    },
    conservation: () =>
      Promise.resolve({ received: 10, stored: 5, duplicate: 2, revised: 1, refused: 1, inHand: 1 }),
    health: () => Promise.resolve({ ok: fake.ready, database: true, broker: fake.ready, lagMs: 3 }),
  }
}
