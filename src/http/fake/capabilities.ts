import type { Alert, Workflow, WorkflowKind } from '../../domain/alert.ts'
import type { PageRequest, ReadingQuery } from '../../domain/queries.ts'
import type {
  AlertCommand,
  CommandResult,
  HttpCapabilities,
  KeptResponse,
  LiveReading,
} from '../capabilities.ts'
import { createFakeLog, type FakeLog } from './change-log.ts'
import { fakeCap, fakeFeed } from './cap.ts'
import { fakeCaseReviews } from './case-reviews.ts'
import { fakeDataRequests } from './data-requests.ts'
import { fakeCasework } from './casework.ts'
import { fakeDelivery } from './delivery.ts'
import { fakeIncidents } from './incidents.ts'
import { fakePatterns } from './patterns.ts'
import { fakePerformance } from './performance.ts'
import { fakeRun, fakeSkill } from './forecasts.ts'
import { fakeAqi, fakeGuidanceCapabilities, fakeProducts } from './products.ts'
import { fakeSources } from './data-sources.ts'
import { fakePublicView } from './public-view.ts'
import { fakeRegisters } from './registers.ts'
import { fakeWaters } from './waters.ts'
import {
  fakeAggregate,
  fakeAlert,
  fakeNetwork,
  fakeNow,
  fakeReading,
  fakeWorkflow,
} from './samples.ts'

/** Everything the fake knows, open to tests: what stands behind the capabilities. */
export type Fake = {
  readonly log: FakeLog
  readonly alerts: Map<string, Alert>
  readonly workflows: Map<string, Workflow>
  readonly kept: Map<string, KeptResponse>
  readonly asked: { readings: ReadingQuery[]; commands: AlertCommand[] }
  /** Subscribers of the readings; a test calls them. */
  readonly feeds: Set<(readings: readonly LiveReading[]) => void>
  ready: boolean
  /** Whether a product is released. */
  released: boolean
}

const pageOfAll = <T>(items: readonly T[], { limit }: PageRequest) =>
  Promise.resolve({ items: items.slice(0, limit), next: items.length > limit ? 'more' : null })

const verbsOf = (alert: Alert) =>
  alert.attention === 'new' ? ['acknowledge', 'reject', 'comment'] : ['close', 'comment']

type Commanded = Parameters<HttpCapabilities['commandAlert']>

function command(fake: Fake, ...[id, given, , keep]: Commanded): CommandResult<Alert> {
  const alert = fake.alerts.get(id)
  if (alert === undefined) throw new Error(`no alert ${id}`)
  const allowed = verbsOf(alert)
  if (!allowed.includes(given.verb)) {
    return { ok: false, code: 'not-allowed', detail: `${given.verb} is not allowed`, allowed }
  }
  const text = given.verb === 'comment' ? given.text : null
  const commented = text === null ? [] : [{ at: fakeNow, person: given.person, text }]
  const changed: Alert = {
    ...alert,
    attention: text === null ? 'acknowledged' : alert.attention,
    comments: [...alert.comments, ...commented],
    n: fake.log.append(text === null ? 'alert.acknowledged' : 'alert.commented', id).n,
  }
  // First, since nothing is done where it throws.
  if (keep !== null) keepAnswer(fake, keep(changed))
  fake.asked.commands.push(given)
  fake.alerts.set(id, changed)
  return { ok: true, subject: changed }
}

function fakeWorkflows(fake: Fake) {
  return {
    workflows: (query: PageRequest) => pageOfAll([...fake.workflows.values()], query),
    workflowStates: (kind: WorkflowKind | null) =>
      kind === 'consultation' ? ['convened'] : ['convened', 'assigned'],
    workflow: (id: string) => Promise.resolve(fake.workflows.get(id) ?? null),
    allowedSteps: ({ steps }: Workflow) => [steps.length === 0 ? 'assign-leader' : 'inspect'],
    stepsOf: () => ['assign-leader', 'inspect'],
    takeStep: async (...[id, step, input, , keep]: Parameters<HttpCapabilities['takeStep']>) => {
      await Promise.resolve()
      if (input.data['leaderDistrict'] === 'qingpu') {
        const detail = 'the leader must come from another district'
        const refusal = { ok: false, code: 'leader-own-district', detail, allowed: [step] } as const
        return refusal
      }
      const before = fake.workflows.get(id) ?? fakeWorkflow(id, 0)
      const subject = {
        ...before,
        steps: [...before.steps, { ...input, step, recordedAt: fakeNow }],
        n: fake.log.append('workflow.step', id).n,
      }
      if (keep !== null) keepAnswer(fake, keep(subject))
      fake.workflows.set(id, subject)
      return { ok: true, subject } as const
    },
  }
}

type Part<K extends keyof HttpCapabilities> = Pick<HttpCapabilities, K>

function fakeWater(
  fake: Fake,
): Part<'classLimits' | 'stationStates' | 'readings' | 'aggregates' | 'events'> {
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
    aggregates: (query) => pageOfAll([fakeAggregate, fakeAggregate], query),
    events: (query) => pageOfAll([], query),
  }
}

function fakeIntake(): Part<'refusals' | 'replayRefusal' | 'receipts' | 'monthlyQuality'> {
  return {
    monthlyQuality: (_station, month) => {
      const counts = { expected: 8640, received: 6480, valid: 6156 }
      const rates = { captureRate: 0.75, validRate: 0.95 }
      const about = { parameter: 'w01009', period: 'PT0S', cadenceMs: 300_000 }
      return Promise.resolve(month === '2026-11' ? [{ ...about, ...counts, ...rates }] : null)
    },
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
      Promise.resolve([
        {
          ...{ session: 'a', lastSeq: 9, gaps: [[3, 4]] as const, folded: null },
          updatedAt: fakeNow,
          sums: { stored: 6, duplicate: 0, revised: 0, refused: 1 },
        },
      ]),
  }
}

function fakeForecasts(): Part<'forecast' | 'forecastFile' | 'forecastSkill'> {
  return {
    forecast: ({ station, parameter, issuedBy }) => {
      const issued = station === 'TP-1' && parameter === 'w01009'
      const known = issued && (issuedBy === null || issuedBy >= fakeRun.issuedAt)
      return Promise.resolve(known ? fakeRun : null)
    },
    forecastFile: ({ hash }, { parameter }, format) =>
      Promise.resolve(Buffer.from(`${hash} ${parameter} ${format}`)),
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
    commandAlert: (...given) => Promise.resolve().then(() => command(fake, ...given)),
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

function fakeIdempotency(fake: Fake): Part<'idempotency'> {
  return {
    idempotency: {
      find: (key) => Promise.resolve(fake.kept.get(key) ?? null),
      remember: (response) => {
        keepAnswer(fake, response)
        return Promise.resolve()
      },
    },
  }
}

function keepAnswer(fake: Fake, { key, ...response }: KeptResponse & { key: string }): void {
  fake.kept.set(key, response)
}

export function createFake(): Fake {
  return {
    log: createFakeLog(),
    alerts: new Map(),
    workflows: new Map(),
    kept: new Map(),
    asked: { readings: [], commands: [] },
    feeds: new Set(),
    ready: true,
    released: false,
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
    ...fakeProducts(fake),
    ...fakeCasework(fake),
    ...fakeCaseReviews(),
    ...fakeDataRequests(),
    ...fakeIncidents(),
    ...fakeGuidanceCapabilities(),
    ...fakeAqi(),
    ...fakePublicView,
    dataSources: () => Promise.resolve(fakeSources),
    ...fakeWaters,
    ...fakeRegisters((answer) => {
      keepAnswer(fake, answer)
    }),
    ...fakeAlerts(fake),
    ...fakePatterns(),
    ...fakeWorkflows(fake),
    ...fakeChanges(fake),
    ...fakeIdempotency(fake),
    readingFeed: {
      subscribe: (take) => {
        fake.feeds.add(take)
        return () => fake.feeds.delete(take)
      },
    },
    conservation: () =>
      Promise.resolve({ received: 10, stored: 5, duplicate: 2, revised: 1, refused: 1, inHand: 1 }),
    kept: () =>
      Promise.resolve([
        { what: 'refusal', rows: 3, bytes: 900, purgedRows: 7, purgedBytes: 2_100 },
      ]),
    capOf: (id) => Promise.resolve(id === 'a' ? fakeCap : null),
    alertFeed: () => Promise.resolve(fakeFeed),
    deliveries: (query) => pageOfAll([fakeDelivery(query)], query),
    alarmPerformance: (from, to) => Promise.resolve(fakePerformance(from, to)),
    health: () =>
      Promise.resolve({
        role: 'owner' as const,
        ok: fake.ready,
        database: true,
        broker: fake.ready,
        lagMs: 3,
      }),
  }
}
