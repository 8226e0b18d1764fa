import type { Alert, NewChange, Workflow } from '../domain/alert.ts'
import type { Event } from '../domain/event.ts'
import { dayMs } from '../domain/time.ts'
import type { Db } from './db.ts'
import type { CommitRow } from './outcomes.ts'
import type { Batch } from './readings-commit.ts'
import { ensureSeries, loadSeries } from './series.ts'

export const startAt = Date.UTC(2026, 10, 2)
/** The 1,000 rows of {@link commitRow} with `step` 0 to 999 lie in two chunks of a week. */
export const stepMs = 15 * 60_000

/** Enters a station with one series; its id. */
export async function newSeries(db: Db, station: string): Promise<number> {
  const nextId = Math.max(0, ...(await loadSeries(db)).map(({ id }) => id)) + 1
  const key = { parameter: 'w01009', period: 'PT0S', source: 'automatic', depthM: null } as const
  const [series] = await ensureSeries(db, [{ station, ...key }], nextId)
  return series?.id ?? 0
}

export function commitRow(seriesId: number, step: number, change: Partial<CommitRow> = {}) {
  const observedAt = startAt + step * stepMs
  const row: CommitRow = {
    seriesId,
    station: 'unused',
    parameter: 'w01009',
    period: 'PT0S',
    source: 'automatic',
    depthM: null,
    observedAt,
    receivedAt: observedAt + 1_500,
    value: step + 0.25,
    qualifier: '',
    sourceFlag: 'normal',
    historical: false,
    flag: 1,
    reasons: 0,
    ahead: true,
    ...change,
  }
  return row
}

export function batchOf(rows: readonly CommitRow[], change: Partial<Batch> = {}): Batch {
  return {
    at: startAt + 30 * dayMs,
    rows,
    refusals: [],
    receipts: [],
    analyses: [],
    rawFrames: [],
    received: rows.length,
    ...change,
  }
}

export function exampleAlert(id: string, change: Partial<Alert> = {}): Alert {
  return {
    id,
    fingerprint: `bloom ${id}`,
    rule: 'bloom',
    kind: 'algal-bloom',
    station: `station-${id}`,
    subject: `station-${id}`,
    colour: 'yellow',
    incidentGrade: null,
    condition: 'firing',
    attention: 'new',
    verdict: null,
    shelvedUntil: null,
    occurrences: 1,
    openedAt: startAt,
    changedAt: startAt,
    resolvedAt: null,
    closedAt: null,
    observedAt: startAt,
    retrospective: false,
    readings: [],
    evidence: { index: 0.7 },
    workflows: [],
    comments: [],
    n: 0,
    ...change,
  }
}

export function exampleWorkflow(id: string, change: Partial<Workflow> = {}): Workflow {
  return {
    id,
    kind: 'joint-patrol',
    definitionVersion: 1,
    procedure: null,
    state: 'leader-wanted',
    alert: null,
    station: 'qp-01',
    siteDistrict: 'qingpu',
    openedAt: startAt,
    changedAt: startAt,
    closedAt: null,
    steps: [],
    n: 0,
    ...change,
  }
}

export function exampleEvent(key: string, change: Partial<Event> = {}): Event {
  return {
    key,
    rule: 'limit',
    kind: 'limit',
    station: 'events',
    subject: 'events',
    phase: 'begin',
    colour: 'blue',
    observedAt: startAt,
    live: true,
    readings: [],
    evidence: {},
    ...change,
  }
}

export function exampleChange(subject: string, change: Partial<NewChange> = {}): NewChange {
  return {
    type: 'alert.raised',
    subject,
    at: startAt,
    actor: 'engine',
    reason: 'rule bloom',
    body: { colour: 'yellow', score: 0.1 },
    ...change,
  }
}

/** The last ingest number taken. */
export async function ingestHead(db: Db): Promise<number> {
  const [row] = await db.query<{ n: number }>('SELECT n FROM ingest_head')
  return row?.n ?? 0
}
