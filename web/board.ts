import { computed, signal } from '@preact/signals'
import type { Names } from '../src/domain/network.ts'
import { stationOf, titleOf } from './alert-names.ts'
import { formatPlain } from './format.ts'
import * as stream from './stream.ts'
import type { AlertItem, ParameterItem, StationItem } from './wire.ts'
import { firstLanguage, say, wordFor, type Fillings, type Language, type WordKey } from './words.ts'

/** What the page shows, as signals; readings and the clock have files of their own. */
const rememberedKey = 'qingliu.language'

function remembered(): string | null {
  try {
    return localStorage.getItem(rememberedKey)
  } catch {
    return null
  }
}

export const language = signal<Language>(
  firstLanguage(location.search, remembered(), navigator.language),
)

/** Changes the language and remembers it; a browser that forbids remembering still changes. */
export function chooseLanguage(chosen: Language): void {
  language.value = chosen
  try {
    localStorage.setItem(rememberedKey, chosen)
  } catch {
    return
  }
}

export const stations = signal<readonly StationItem[]>([])
export const parameters = signal<ReadonlyMap<string, ParameterItem>>(new Map())
export const streamState = signal<stream.StreamState>(stream.emptyStream)
export const chosenStation = signal<string | null>(null)
/** Why the network could not be read; null while all is well. */
export const loadFailure = signal<string | null>(null)
/** Told to screen readers, one sentence at a time. */
export const announcement = signal('')

export const text = (key: WordKey, fillings?: Fillings) => say(language.value, key, fillings)
export const word = (group: Parameters<typeof wordFor>[1], id: string) =>
  wordFor(language.value, group, id)
export const plain = (value: number) => formatPlain(language.value, value)

const stationsById = computed(() => new Map(stations.value.map((station) => [station.id, station])))
export function stationName(id: string): string {
  return stationsById.value.get(id)?.name[language.value] ?? id
}
/** Names of water bodies and districts as the engine tells them, as `water taipu`. */
export const placeNames = signal<ReadonlyMap<string, Names>>(new Map())
/** Districts of the network, by their ids. */
export const districts = signal<readonly string[]>([])
/** Those of the zone; the others only share its waters. */
export const zone = signal<readonly string[]>([])
/** From where to where each river flows, by its id. */
export const courses = signal<ReadonlyMap<string, Names>>(new Map())
export function placeName(group: 'water' | 'district', id: string): string {
  return placeNames.value.get(`${group} ${id}`)?.[language.value] ?? id
}
export function parameterName(code: string): string {
  return parameters.value.get(code)?.name[language.value] ?? code
}

export const alertTitle = (alert: AlertItem) => titleOf(language.value, alert)

/** Where an alert is: its station, else the system, with the district that is waited for. */
export function alertPlace(alert: AlertItem): string {
  const station = stationOf(alert)
  if (station !== null) return stationName(station)
  const { district } = alert.evidence
  const system = text('alert.system')
  return typeof district === 'string' ? `${system} · ${placeName('district', district)}` : system
}

export const openAlerts = computed(() =>
  [...streamState.value.alerts.values()].sort(stream.alertOrder),
)
/** Those that nobody has acknowledged yet, but for those hidden by design. */
export const unreadAlerts = computed(() =>
  openAlerts.value.filter((alert) => alert.attention === 'new' && !stream.isInhibited(alert)),
)
/** How many open alerts each alert hides by design. */
export const hiddenBy = computed(() => {
  const counts = new Map<string, number>()
  for (const { inhibitedBy } of openAlerts.value) {
    const by = inhibitedBy?.alert ?? null
    if (by !== null) counts.set(by, (counts.get(by) ?? 0) + 1)
  }
  return counts
})
/** Open alerts of each station that ask somebody, worst first. */
export const alertsByStation = computed(() => {
  const byStation = new Map<string, readonly AlertItem[]>()
  for (const alert of openAlerts.value) {
    const station = stream.isInhibited(alert) ? null : stationOf(alert)
    if (station !== null) byStation.set(station, [...(byStation.get(station) ?? []), alert])
  }
  return byStation
})

/** The station looked at: the chosen one, else that of the worst alert, else the first. */
export const shownStation = computed<StationItem | null>(() => {
  const byId = stationsById.value
  const worst = openAlerts.value.map(stationOf).find((id) => id !== null && byId.has(id))
  return byId.get(chosenStation.value ?? worst ?? '') ?? stations.value[0] ?? null
})

/** Chooses a station and tells so to those who do not see the page. */
export function chooseStation(id: string): void {
  chosenStation.value = id
  announcement.value = text('station.selected', { name: stationName(id) })
}
