import { signal } from '@preact/signals'
import { minuteMs } from '../src/domain/time.ts'
import { readItems, readJson } from './client.ts'
import type {
  DataSourceItem,
  ExpertItem,
  MonitoringItem,
  PatrolItem,
  ReminderItem,
  RequestItem,
  ResultItem,
  ReviewCaseItem,
  ReviewItem,
  SiteItem,
} from './wire-cases.ts'

/** What each open patrol visits, with the enterprises of its district. */
export type PatrolDetails = { readonly patrol: PatrolItem; readonly sites: readonly SiteItem[] }
export type ExpertDetails = {
  readonly monitoring: MonitoringItem
  readonly experts: readonly ExpertItem[]
}

export const patrols = signal<readonly PatrolDetails[]>([])
export const experts = signal<readonly ExpertDetails[]>([])
export const results = signal<readonly ResultItem[]>([])
/** The newest review of closed cases; null: none yet. */
export const caseReview = signal<ReviewItem | null>(null)
/** Whether the review of the last year that is over is missing; null: not known. */
export const reviewReminder = signal<ReminderItem | null>(null)
export const dataRequests = signal<readonly RequestItem[]>([])
export const dataSources = signal<readonly DataSourceItem[]>([])
/** Names of inspectors by their keys; empty where the network keeps none. */
export const inspectorNames = signal<ReadonlyMap<string, string>>(new Map())

/** Each open case is asked of by itself; the newest are enough. */
const casesMax = 10
const open = (kind: string) => `/workflows?kind=${kind}&state=open&limit=${casesMax}`

type Entry = { readonly key: string; readonly values: Readonly<Record<string, unknown>> }

const partOf = (id: string, part: string) => `/workflows/${encodeURIComponent(id)}/${part}`

export async function readPatrols(): Promise<void> {
  const all = await readItems<PatrolItem>(open('joint-patrol'))
  patrols.value = await Promise.all(
    all.map(async (patrol) => ({
      patrol,
      sites: await readItems<SiteItem>(partOf(patrol.id, 'sites')),
    })),
  )
  if (!all.some(({ steps }) => steps.some(({ step }) => step === 'draw'))) return
  const people = await readEntries('inspectors', 'name')
  inspectorNames.value = new Map(people.map(({ key, name }) => [key, name]))
}

async function readExperts(): Promise<void> {
  const all = await readItems<MonitoringItem>(open('emergency-monitoring'))
  experts.value = await Promise.all(
    all.map(async (monitoring) => ({
      monitoring,
      experts: await readItems<ExpertItem>(partOf(monitoring.id, 'experts')),
    })),
  )
}

async function readResults(): Promise<void> {
  results.value = await readItems<ResultItem>('/results?limit=20')
}

export async function readReview(): Promise<void> {
  const { items, reminder } = (await readJson('/case-reviews')) as {
    readonly items: readonly ReviewItem[]
    readonly reminder?: ReminderItem
  }
  caseReview.value = items[0] ?? null
  reviewReminder.value = reminder ?? null
}

/** What is scored and who scores, of the review that is about to be. */
export const reviewCases = signal<readonly ReviewCaseItem[]>([])
export const reviewPanel = signal<readonly EntryName[]>([])
export async function readToScore(id: string): Promise<void> {
  reviewCases.value = await readItems<ReviewCaseItem>(`/case-reviews/${encodeURIComponent(id)}`)
  reviewPanel.value = await readEntries('review-panel', 'name')
}

type EntryName = { readonly key: string; readonly name: string }

/** Entries of a register that are in force, by what they are called; none where it is not kept. */
async function readEntries(
  register: string,
  field: string,
  query = '',
): Promise<readonly EntryName[]> {
  const path = `/registers/${register}/entries?limit=1000${query}`
  const all = await readItems<Entry>(path).catch(() => [])
  return all.map(({ key, values }) => {
    const name = values[field]
    return { key, name: typeof name === 'string' ? name : key }
  })
}

/** Data sets that can be asked for. */
export const dataSets = signal<readonly EntryName[]>([])
export async function readDataSets(): Promise<void> {
  dataSets.value = await readEntries('data-sets', 'nameZh', '&where=sharing:on-request')
}

export async function readRequests(): Promise<void> {
  dataRequests.value = await readItems<RequestItem>('/data-requests?limit=20')
}

async function readSources(): Promise<void> {
  dataSources.value = await readItems<DataSourceItem>('/data-sources')
}

const readings = [readPatrols, readExperts, readResults, readReview, readRequests, readSources]

/** Reads them now and every minute; what cannot be read stays as it was. Called once. */
export function startCaseDetails(): void {
  const read = () => {
    for (const one of readings) void one().catch(() => null)
  }
  read()
  setInterval(read, minuteMs)
}
