import type { Json } from '../src/domain/json.ts'
import type {
  AlertItem,
  CaseworkAnswer,
  ClockAnswer,
  ForecastAnswer,
  GuidanceAnswer,
  ListAnswer,
  NetworkAnswer,
  ParameterItem,
  ProductAnswer,
  ProblemDocument,
  ReadingItem,
  SkillItem,
  StationItem,
  WorkflowItem,
} from './wire.ts'

const root = '/api/v1'
const pageSize = 1_000
/** A week of one factor every minute is 10 080 readings, in 11 pages. */
const pagesMax = 11

/** A refusal or a lost connection, told in the engine's stable code; status 0: no answer at all. */
export class RequestFailure extends Error {
  readonly problem: ProblemDocument
  constructor(problem: ProblemDocument) {
    super(`${problem.code}: ${problem.detail ?? problem.title ?? ''}`)
    this.name = 'RequestFailure'
    this.problem = problem
  }
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  const { status } = response
  const told: unknown = await response.json().catch(() => null)
  const fallback = { status, code: `http-${status}`, detail: response.statusText }
  return typeof told === 'object' && told !== null
    ? { ...fallback, ...(told as Partial<ProblemDocument>) }
    : fallback
}

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(root + path, init).catch((cause: unknown) => {
    const detail = cause instanceof Error ? cause.message : ''
    throw new RequestFailure({ status: 0, code: 'unreachable', detail })
  })
  if (!response.ok) throw new RequestFailure(await problemOf(response))
  return response
}

export async function readJson(path: string): Promise<unknown> {
  return (await request(path)).json()
}

/** The first page of a list. */
export async function readItems<T>(path: string): Promise<readonly T[]> {
  return ((await readJson(path)) as { readonly items: readonly T[] }).items
}

type Items = { readonly items: readonly unknown[]; readonly cut: boolean }

/** All items of a list, and whether the page limit cut it short. */
async function readAll(path: string): Promise<Items> {
  const items: unknown[] = []
  const joint = path.includes('?') ? '&' : '?'
  let cursor: string | null = null
  for (let page = 0; page < pagesMax; page += 1) {
    const place: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer = (await readJson(`${path}${joint}limit=${pageSize}${place}`)) as ListAnswer
    items.push(...answer.items)
    cursor = answer.next
    if (cursor === null) return { items, cut: false }
  }
  return { items, cut: true }
}

export const readStations = async () => (await readAll('/stations')).items as readonly StationItem[]
export const readParameters = async () =>
  (await readAll('/parameters')).items as readonly ParameterItem[]
export const readOpenAlerts = async () =>
  (await readAll('/alerts?state=open')).items as readonly AlertItem[]
export const readClock = () => readJson('/clock') as Promise<ClockAnswer>
export const readNetwork = () => readJson('/network') as Promise<NetworkAnswer>
export const readWorkflow = (id: string) =>
  readJson(`/workflows/${encodeURIComponent(id)}`) as Promise<WorkflowItem>

/** The newest guidance of a date; null where nothing came. */
export async function readGuidance(issueDate: string): Promise<GuidanceAnswer | null> {
  const [newest] = await readItems<GuidanceAnswer>(`/guidance/air?issueDate=${issueDate}`)
  return newest ?? null
}

export const readLatestProduct = () =>
  readJson('/products/air/latest.json') as Promise<ProductAnswer>

type Counts = { readonly items: CaseworkAnswer['counts'] }

/** Patrols of this year, and what is open of the ledger, reports and bookings, last first. */
export async function readCasework(): Promise<CaseworkAnswer> {
  const told = readJson('/patrols/counts') as Promise<Pick<CaseworkAnswer, 'teamHead'> & Counts>
  const [{ items: counts, teamHead }, plan, meetings, ledger, reports, bookings] =
    await Promise.all([
      told,
      readItems<CaseworkAnswer['plan'][number]>('/patrols/plan'),
      readItems<CaseworkAnswer['meetings'][number]>('/workflows?kind=joint-meeting&limit=2'),
      readItems<CaseworkAnswer['ledger'][number]>('/ledger?state=open&limit=20'),
      readItems<CaseworkAnswer['reports'][number]>(
        '/workflows?kind=incident-report&state=open&limit=20',
      ),
      readItems<CaseworkAnswer['bookings'][number]>('/bookings?open=true&limit=20'),
    ])
  return { counts, teamHead: teamHead ?? null, plan, meetings, ledger, reports, bookings }
}

/** One alert with the entity tag its commands need. */
export async function readAlert(id: string): Promise<AlertItem> {
  const response = await request(`/alerts/${encodeURIComponent(id)}`)
  const alert = (await response.json()) as AlertItem
  return { ...alert, etag: response.headers.get('ETag') ?? alert.etag }
}

type ReadingWindow = {
  readonly station: string
  readonly parameter: string
  readonly period: string
  readonly from: string
}

/** Readings of a series from a time on, by `observedAt`. */
export async function readReadings(window: ReadingWindow) {
  const query = new URLSearchParams({ ...window }).toString()
  const { items, cut } = await readAll(`/readings?${query}`)
  return { items: items as readonly ReadingItem[], cut }
}

type NoForecast = { readonly run: null }

/** The newest forecast of a series, whole; null where none was issued. */
export async function readForecast(
  station: string,
  parameter: string,
): Promise<ForecastAnswer | null> {
  const query = new URLSearchParams({ station, parameter, limit: String(pageSize) })
  const answer = (await readJson(`/forecasts?${query.toString()}`)) as ForecastAnswer | NoForecast
  return answer.run === null ? null : answer
}

/** How the forecasts of a series as issued did, by lead. */
export async function readSkill(station: string, parameter: string) {
  const query = new URLSearchParams({ station, parameter })
  return (await readAll(`/forecasts/skill?${query.toString()}`)).items as readonly SkillItem[]
}

/** A key for one intent of a person; sending again after a lost answer keeps it. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Keeps a file as proof of a case, and answers the SHA-256 by which a step names it. */
export async function keepAttachment(workflow: string, file: File): Promise<string> {
  const path = `/workflows/${encodeURIComponent(workflow)}/attachments`
  const headers = { 'Content-Type': file.type }
  const response = await request(path, { method: 'POST', headers, body: file })
  return ((await response.json()) as { readonly sha256: string }).sha256
}

export type AlertCommand = {
  readonly command: string
  readonly key: string
  readonly body: Readonly<Record<string, Json>>
}

/**
 * Sends a person's command on the version of the alert that the person saw.
 *
 * @throws {RequestFailure} with the engine's problem document; status 412 when the alert changed
 */
export async function commandAlert(alert: AlertItem, told: AlertCommand): Promise<void> {
  await request(`/alerts/${encodeURIComponent(alert.id)}/${told.command}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'If-Match': alert.etag,
      'Idempotency-Key': told.key,
    },
    body: JSON.stringify(told.body),
  })
}
