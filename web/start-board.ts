import { secondMs } from '../src/domain/time.ts'
import {
  alertPlace,
  alertTitle,
  announcement,
  courses,
  loadFailure,
  parameters,
  districts,
  zone,
  placeNames,
  stations,
  streamState,
  text,
  word,
} from './board.ts'
import * as client from './client.ts'
import { askClock, hearClock, startWatch } from './clock.ts'
import { keepLatest, takeReadings } from './latest.ts'
import {
  applyList,
  isInhibited,
  markStale,
  putAlert,
  putWorkflow,
  takeStale,
  type StreamState,
} from './stream.ts'
import { startAqi } from './aqi-outlook.ts'
import { startCaseDetails } from './case-details.ts'
import { startCasework } from './casework.ts'
import { startPatterns } from './patterns.ts'
import { startProduct } from './product.ts'
import { startRegisters } from './registers.ts'
import { backoffMs, openStream } from './stream-connection.ts'
import type { AlertItem, NetworkAnswer, StationItem } from './wire.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function announce(alert: AlertItem): void {
  announcement.value = text('alerts.new', {
    colour: alert.colour === null ? text('alert.noColour') : word('colour', alert.colour),
    kind: alertTitle(alert),
    station: alertPlace(alert),
  })
}

/** Changes the stream's state, and does what the new state asks for. */
function change(step: (state: StreamState) => StreamState): void {
  const before = streamState.peek()
  const after = step(before)
  streamState.value = after
  if (after.phase === 'loading' && before.phase !== 'loading') void loadOpenAlerts()
  if (before.phase === 'live' && after.phase === 'live') {
    for (const alert of after.alerts.values()) {
      if (!before.alerts.has(alert.id) && !isInhibited(alert)) announce(alert)
    }
  }
  void readStale()
}

/** Only the newest reading of the list counts: an older one knows less than the held changes. */
let loads = 0
async function loadOpenAlerts(): Promise<void> {
  loads += 1
  const mine = loads
  for (let attempt = 0; mine === loads; attempt += 1) {
    const alerts = await client.readOpenAlerts().catch(() => null)
    if (mine === loads && alerts !== null) {
      change((state) => applyList(state, alerts))
      return
    }
    await pause(backoffMs(attempt, Math.random()))
  }
}

/** Workflows that could not be read; asked for again only when they change. */
const unreadable = new Set<string>()

function nextToRead({ alerts, workflows, staleAlerts, staleWorkflows }: StreamState) {
  const [alert] = staleAlerts
  if (alert !== undefined) return { id: alert, of: 'alert' } as const
  const linked = [...alerts.values()].flatMap((open) => open.workflows)
  const missing = linked.find((id) => !workflows.has(id) && !unreadable.has(id))
  const id = linked.find((other) => staleWorkflows.has(other)) ?? missing
  return id === undefined ? null : ({ id, of: 'workflow' } as const)
}

/** One reading after the other, so that an older answer never overtakes a newer one. */
let reading = false
async function readStale(): Promise<void> {
  if (reading || streamState.peek().phase !== 'live') return
  reading = true
  for (let next = nextToRead(streamState.peek()); next; next = nextToRead(streamState.peek())) {
    const { id, of } = next
    change((state) => takeStale(state, id))
    try {
      if (of === 'alert') {
        const alert = await client.readAlert(id)
        change((state) => putAlert(state, alert))
      } else {
        const workflow = await client.readWorkflow(id)
        change((state) => putWorkflow(state, workflow))
      }
    } catch (cause) {
      const gone = cause instanceof client.RequestFailure && cause.problem.status === 404
      if (of === 'workflow') unreadable.add(id)
      else if (!gone) {
        await pause(backoffMs(0, Math.random()))
        change((state) => markStale(state, id))
      }
    }
  }
  reading = false
}

/** Reads an alert again after a person's command, whatever the stream says. */
export async function refreshAlert(id: string): Promise<void> {
  const alert = await client.readAlert(id)
  change((state) => putAlert(state, alert))
}

/** The same of a workflow. */
export async function refreshWorkflow(id: string): Promise<void> {
  const workflow = await client.readWorkflow(id)
  change((state) => putWorkflow(state, workflow))
}

/** States, classes and last values of stations have no numbered frames: they are read anew. */
const stationsEveryMs = 60 * secondMs

function takeStations(items: readonly StationItem[]): void {
  stations.value = items
  for (const { id, latest } of items) keepLatest(id, latest ?? [])
}

async function loadNetwork(): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await askClock()
      const [items, catalogue, network] = await Promise.all([
        client.readStations(),
        client.readParameters(),
        client.readNetwork(),
      ])
      takeNetwork(network)
      parameters.value = new Map(catalogue.map((item) => [item.parameter, item]))
      takeStations(items)
      loadFailure.value = null
      break
    } catch (cause) {
      loadFailure.value = cause instanceof Error ? cause.message : 'unknown'
      await pause(backoffMs(attempt, Math.random()))
    }
  }
  setInterval(() => {
    askClock()
      .then(client.readStations)
      .then(takeStations, () => null)
  }, stationsEveryMs)
}

function takeNetwork(network: NetworkAnswer): void {
  const named = (group: 'water' | 'district', all: NetworkAnswer['districts']) =>
    all.map(({ id, name }) => [`${group} ${id}`, name] as const)
  districts.value = network.districts.map(({ id }) => id)
  zone.value = network.districts.flatMap(({ id, inZone }) => (inZone === false ? [] : [id]))
  placeNames.value = new Map([
    ...named('water', network.waterBodies),
    ...named('district', network.districts),
  ])
  courses.value = new Map(
    network.rivers.flatMap(({ id, course }) => (course === null ? [] : [[id, course] as const])),
  )
}

/** The panels below ask a lot, which alerts and stations need not wait for. */
function startPanels(): void {
  startProduct()
  startCasework()
  startCaseDetails()
  startPatterns()
  void startRegisters()
  startAqi()
}

/** The alerts are known; a stream that does not come holds up the rest for so long. */
const streamWaitMs = 10 * secondMs
const alertsKnown = () =>
  new Promise<void>((resolve) => {
    streamState.subscribe(({ phase }) => phase === 'live' && resolve())
    setTimeout(resolve, streamWaitMs)
  })

/** Begins everything the page lives from; called once. */
export function startBoard(): void {
  startWatch()
  void Promise.all([loadNetwork(), alertsKnown()]).then(startPanels)
  openStream({
    current: () => streamState.peek(),
    change: (step, at) => {
      change(step)
      if (streamState.peek().phase === 'live') hearClock(at)
    },
    takeReadings,
  })
}
