import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { WebSocketServer } from 'ws'
import { fakeDocument, fakeDraft } from '../models/products/fake-product.ts'
import { formatBeijing, parseInstant } from '../src/domain/time.ts'
import {
  fakeBookings,
  fakeCounts,
  fakeDataSources,
  fakeExperts,
  fakeLedger,
  fakeMeetings,
  fakeMonitorings,
  fakePatrols,
  fakePlan,
  fakeReports,
  fakeRequests,
  fakeResources,
  fakeResults,
  fakeReviewAnswer,
  fakeReviewCases,
  fakeSites,
} from './fake-casework.ts'
import { fakeConsultation, fakeConsultations } from './fake-consultation.ts'
import { fakeForecast, fakeSkill } from './fake-forecast.ts'
import {
  fakeAlerts,
  fakeNetwork,
  fakeNowAt,
  fakeParameters,
  fakeReadings,
  fakeStations,
  fakeWorkflows,
} from './fake-network.ts'
import {
  fakeEntries,
  fakeOutlook,
  fakePattern,
  fakeRefusal,
  fakeRegisters,
  fakeScores,
} from './fake-registers.ts'

const fakeProduct = fakeDocument('三方一致', fakeDraft({ demonstration: true }))

export type SeenCommand = {
  readonly path: string
  readonly ifMatch: string | undefined
  readonly key: string | undefined
  readonly body: unknown
}

type SentFrame = {
  readonly type: string
  readonly data?: Readonly<Record<string, unknown>>
} & Readonly<Record<string, unknown>>

/** The page's engine for tests: the routes it reads, one stream, and what was asked of it. */
export type FakeApi = {
  readonly url: string
  /** Commands as they came, oldest first. */
  readonly commands: readonly SeenCommand[]
  /** How often the open alerts were read. */
  readonly listReads: () => number
  /** `since` of each connection of the stream, null where there was none. */
  readonly resumes: readonly (string | null)[]
  /** Sends a frame; what it tells of an alert is then also answered over HTTP. */
  readonly send: (frame: SentFrame) => void
  readonly cutSockets: () => void
  readonly close: () => Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

const list = (items: readonly unknown[]) => ({ items, next: null })

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? {} : JSON.parse(text)
}

function answer(response: ServerResponse, status: number, body: unknown, etag?: string): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type, ...(etag ? { etag } : {}) })
  response.end(JSON.stringify(body))
}

type Alerts = Map<string, (typeof fakeAlerts)[number]>

const workflowsOf: Readonly<Record<string, readonly unknown[]>> = {
  consultation: fakeConsultations,
  'joint-meeting': fakeMeetings,
  'incident-report': fakeReports,
  'joint-patrol': fakePatrols,
  'emergency-monitoring': fakeMonitorings,
}

/** Answer of a GET under `/api/v1`, null where there is none. */
function lookUp(
  url: URL,
  alerts: Alerts,
): { readonly body: unknown; readonly etag?: string } | null {
  const [, , , noun = '', id, part] = url.pathname.split('/')
  const query = (name: string) => url.searchParams.get(name) ?? ''
  if (noun === 'alerts' && id !== undefined) {
    const found = alerts.get(id)
    return found ? { body: found, etag: found.etag } : null
  }
  if (noun === 'workflows' && part === 'sites') return { body: list(fakeSites) }
  if (noun === 'workflows' && part === 'experts') return { body: list(fakeExperts) }
  if (noun === 'workflows' && id !== undefined) {
    const found = fakeWorkflows.find((workflow) => workflow.id === id)
    return found ? { body: found } : null
  }
  if (noun === 'products' && url.pathname.endsWith('/consultation'))
    return { body: fakeConsultation }
  if (noun === 'products') return { body: fakeProduct }
  if (noun === 'patrols' && id === 'plan') return { body: { year: 2026, items: fakePlan } }
  if (noun === 'patrols')
    return { body: { items: fakeCounts, teamHead: { year: 2026, district: 'wujiang' } } }
  if (noun === 'guidance') {
    if (part === 'skill') return { body: list(fakeScores) }
    const cell = { area: 'wujiang', leadDay: 1, aqiLow: 61, aqiHigh: 91 }
    return { body: list([{ issueDate: fakeProduct.date, version: 1, items: [cell] }]) }
  }
  if (noun === 'registers' && id !== undefined) return { body: list(fakeEntries(id, query('q'))) }
  if (noun === 'forecasts') {
    if (id === 'aqi') return { body: fakeOutlook }
    if (id === 'skill') return { body: list(fakeSkill(query('parameter'))) }
    return { body: fakeForecast(query('station'), query('parameter')) }
  }
  const fromAt = parseInstant(query('from')) ?? fakeNowAt
  const lists: Readonly<Record<string, () => unknown>> = {
    stations: () => list(fakeStations),
    parameters: () => list(fakeParameters),
    alerts: () => list([...alerts.values()]),
    readings: () => {
      const all = fakeReadings(query('station'), query('parameter'), fromAt)
      const start = Number(query('cursor') || 0)
      const end = start + Number(query('limit') || 100)
      return { items: all.slice(start, end), next: end < all.length ? String(end) : null }
    },
    ledger: () => list(fakeLedger),
    workflows: () => list(workflowsOf[query('kind')] ?? []),
    results: () => list(fakeResults),
    'case-reviews': () => (id === undefined ? fakeReviewAnswer : list(fakeReviewCases)),
    'data-requests': () => list(fakeRequests),
    'data-sources': () => list(fakeDataSources),
    bookings: () => list(fakeBookings),
    resources: () => list(fakeResources),
    registers: () => list(fakeRegisters),
    patterns: () => list([fakePattern]),
    network: () => fakeNetwork,
    clock: () => ({ now: formatBeijing(fakeNowAt), speed: 1, wall: false }),
  }
  const found = lists[noun]
  return found ? { body: found() } : null
}

/**
 * Serves the built page and a small fake of its engine on loopback, port 0. `acknowledge` changes
 * its alert; `confirm` is refused as stale and a step of a case by a rule, so that it can be seen.
 */
export async function createFakeApi(pageFolder: string): Promise<FakeApi> {
  const alerts: Alerts = new Map(fakeAlerts.map((alert) => [alert.id, alert]))
  const commands: SeenCommand[] = []
  const resumes: (string | null)[] = []
  let listReads = 0

  async function command(request: IncomingMessage, url: URL, response: ServerResponse) {
    if (url.pathname.endsWith('/import')) {
      answer(response, fakeRefusal.status, fakeRefusal)
      return
    }
    const { 'if-match': ifMatch, 'idempotency-key': key } = request.headers
    const seenKey = typeof key === 'string' ? key : undefined
    commands.push({ path: url.pathname, ifMatch, key: seenKey, body: await bodyOf(request) })
    const [noun = '', id = '', verb] = url.pathname.split('/').slice(3)
    if (noun === 'workflows') {
      const detail = 'district: grant is for qingpu, whose it is, got jiashan'
      answer(response, 409, { status: 409, code: 'not-the-owner', detail, allowed: [] })
      return
    }
    if (verb === 'revoke' || ['case-reviews', 'products', 'bookings'].includes(noun)) {
      answer(response, 200, fakePattern)
      return
    }
    const alert = alerts.get(id)
    if (!alert) {
      answer(response, 404, { status: 404, code: 'unknown-alert' })
      return
    }
    if (verb === 'confirm' || ifMatch !== alert.etag) {
      answer(response, 412, { status: 412, code: 'stale', title: 'It has changed' })
      return
    }
    const changed = { ...alert, attention: 'acknowledged', etag: '"8"' }
    alerts.set(id, changed)
    answer(response, 200, changed, changed.etag)
  }

  async function page(path: string, response: ServerResponse) {
    const name = normalize(path === '/' ? '/index.html' : path)
    const bytes = await readFile(join(pageFolder, name)).catch(() => null)
    if (bytes === null) {
      answer(response, 404, { status: 404, code: 'not-found' })
      return
    }
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' })
    response.end(bytes)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (!url.pathname.startsWith('/api/')) return void page(url.pathname, response)
    if (request.method === 'POST') return void command(request, url, response)
    if (url.pathname === '/api/v1/alerts') listReads += 1
    const found = lookUp(url, alerts)
    if (found === null) {
      answer(response, 404, { status: 404, code: 'not-found' })
      return
    }
    answer(response, 200, found.body, found.etag)
  })
  const sockets = new WebSocketServer({ server, path: '/api/v1/stream' })
  sockets.on('connection', (socket, request) => {
    resumes.push(new URL(request.url ?? '/', 'http://fake').searchParams.get('since'))
    socket.send(JSON.stringify({ type: 'hello', head: 40, oldest: 1 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands,
    resumes,
    listReads: () => listReads,
    send: (frame) => {
      const id = frame.data?.['id']
      const known = typeof id === 'string' ? alerts.get(id) : undefined
      if (known) alerts.set(known.id, { ...known, ...frame.data })
      sockets.clients.forEach((socket) => socket.send(JSON.stringify(frame)))
    },
    cutSockets: () => sockets.clients.forEach((socket) => socket.terminate()),
    close: () =>
      new Promise((resolve) => {
        sockets.clients.forEach((socket) => socket.terminate())
        sockets.close(() => server.close(() => resolve()))
        server.closeAllConnections()
      }),
  }
}
