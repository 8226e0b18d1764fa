import { assert } from '../../src/domain/errors.ts'
import type { Network, River, Station } from '../../src/domain/network.ts'
import { hourMs, type Instant } from '../../src/domain/time.ts'

/** When water that passes a station now will reach a place. */
export type Arrival =
  | {
      readonly status: 'estimated'
      readonly fromAt: Instant
      readonly toAt: Instant
      readonly hoursFrom: number
      readonly hoursTo: number
    }
  | { readonly status: 'unknown'; readonly reason: 'no flow' }
  /** The river hardly moves: no time can be told. */
  | { readonly status: 'standing' }
  /** The river runs backwards (gate shut, tide from its mouth): the place lies upstream now. */
  | { readonly status: 'reversed' }

export type IntakeArrival = {
  readonly station: string
  readonly name: Station['name']
  readonly distanceKm: number
  readonly arrival: Arrival
}

/** A river's flow as last measured: m³/s, negative when it runs backwards. */
export type FlowReading = { readonly valueM3s: number; readonly observedAt: Instant }

/** A place on a river, by its distance from the head. */
export type RiverPoint = { readonly river: River; readonly km: number }

export type Neighbours = {
  /** Stations whose water comes by this one, nearest first. */
  readonly upstream: readonly Station[]
  /** Stations that this one's water comes by, nearest first. */
  readonly downstream: readonly Station[]
  /** The other stations of the same lake. */
  readonly sameLake: readonly Station[]
}

export type Transport = {
  /**
   * Drinking-water intakes that the water of a station reaches, nearest first; a station that is
   * an intake stands first itself, reached at once. Empty where the network knows no way to one.
   *
   * @param flow  newest flow of the river, or null
   * @param at    when the water passes the station
   */
  readonly downstreamIntakes: (
    stationId: string,
    flow: FlowReading | null,
    at: Instant,
  ) => readonly IntakeArrival[]
  /** The same for what enters a river between its stations. */
  readonly intakesBelow: (
    point: RiverPoint,
    flow: FlowReading | null,
    at: Instant,
  ) => readonly IntakeArrival[]
  readonly neighbours: (stationId: string) => Neighbours
  readonly downstream: (stationId: string) => readonly Station[]
  /** Stations of tributaries and lakes whose water comes into the river below this one. */
  readonly confluences: (stationId: string) => readonly Station[]
  /** Distance along the river, and when its water comes there; null: the network knows no way. */
  readonly wayBetween: (
    fromId: string,
    toId: string,
    flow: FlowReading | null,
    at: Instant,
  ) => { readonly distanceKm: number; readonly arrival: Arrival } | null
  /** The river that carries the water of a station, whose flow `downstreamIntakes` asks for. */
  readonly riverOf: (stationId: string) => River | null
}

/**
 * Below this speed a river counts as standing: 0.01 m/s is 0.9 km a day, so that 30 km would take
 * five weeks, longer than any flow lasts. On 900 m² it is 9 m³/s, within what a gauge of a shut
 * river shows. Design.
 */
const standingSpeedMs = 0.01

/**
 * Mean travel time: distance over the speed that a flow has in a wetted cross-section.
 *
 * @example travelHours(30, 100, 900) // => 75
 */
export function travelHours(distanceKm: number, flowM3s: number, crossSectionM2: number): number {
  return (distanceKm * 1000 * crossSectionM2) / flowM3s / 3600
}

/**
 * One line for people: `18 to 33 h`, `unknown: no flow`, `standing`, `reversed`.
 */
export function describeArrival(arrival: Arrival): string {
  switch (arrival.status) {
    case 'estimated':
      return `${Math.round(arrival.hoursFrom)} to ${Math.round(arrival.hoursTo)} h`
    case 'unknown':
      return `unknown: ${arrival.reason}`
    case 'standing':
    case 'reversed':
      return arrival.status
  }
}

/** Knows where water goes in a network: by chainage along rivers, by `flowsTo` into them. */
export function createTransport(network: Network): Transport {
  const places = placesOf(network)
  const lakes = new Set(
    network.waterBodies.filter(({ kind }) => kind === 'lake').map(({ id }) => id),
  )
  const neighboursOf = (station: Station): Neighbours => {
    const place = places.get(station.id)
    const others = network.stations.filter((other) => other !== station)
    const byDistance = (a: Station, b: Station) =>
      distanceKm(place, places.get(a.id)) - distanceKm(place, places.get(b.id))
    const flowsPast = (from: Station, to: Station) =>
      reaches(places.get(from.id), places.get(to.id)) ||
      (to.waterBody !== null && lakes.has(to.waterBody) && from.flowsTo?.waterBody === to.waterBody)
    return {
      upstream: others.filter((other) => flowsPast(other, station)).sort(byDistance),
      downstream: others.filter((other) => flowsPast(station, other)).sort(byDistance),
      sameLake: others.filter(
        ({ waterBody }) =>
          waterBody !== null && lakes.has(waterBody) && waterBody === station.waterBody,
      ),
    }
  }
  const all = new Map(network.stations.map((station) => [station.id, neighboursOf(station)]))
  const neighbours = (stationId: string): Neighbours => {
    const found = all.get(stationId)
    assert(found !== undefined, `${stationId} is a station of the network`)
    return found
  }

  const arrivalIn = (from: Point, to: Station, flow: FlowReading | null, at: Instant) => {
    const km = distanceKm(from, places.get(to.id))
    const arrival = arrivalAt(km, from.river, flow, at)
    return { station: to.id, name: to.name, distanceKm: km, arrival }
  }

  return {
    neighbours,
    downstream: (stationId) => neighbours(stationId).downstream,
    confluences: (stationId) => confluencesBelow(places, stationId),
    wayBetween: (fromId, toId, flow, at) => wayOf(places.get(fromId), places.get(toId), flow, at),
    riverOf: (stationId) => places.get(stationId)?.river ?? null,
    downstreamIntakes: (stationId, flow, at) => {
      const { downstream } = neighbours(stationId)
      const place = places.get(stationId)
      if (place === undefined) return []
      return [place.station, ...downstream]
        .filter(({ kind }) => kind === 'intake')
        .map((intake) => arrivalIn(place, intake, flow, at))
    },
    intakesBelow: (point, flow, at) => {
      const from = { ...point, onRiver: false }
      return network.stations
        .filter(({ kind, id }) => kind === 'intake' && reaches(from, places.get(id)))
        .map((intake) => arrivalIn(from, intake, flow, at))
        .sort((a, b) => a.distanceKm - b.distanceKm)
    },
  }
}

function wayOf(
  from: Place | undefined,
  to: Place | undefined,
  flow: FlowReading | null,
  at: Instant,
) {
  if (from === undefined || to === undefined || from.river !== to.river) return null
  const km = distanceKm(from, to)
  return { distanceKm: km, arrival: arrivalAt(km, from.river, flow, at) }
}

function confluencesBelow(places: ReadonlyMap<string, Place>, stationId: string): Station[] {
  const place = places.get(stationId)
  if (place === undefined) return []
  return [...places.values()]
    .filter(({ onRiver, river, km }) => !onRiver && river === place.river && km > place.km)
    .map(({ station }) => station)
}

/** On a river; of what flows in, where it does. */
type Point = RiverPoint & { readonly onRiver: boolean }
/** Where the water of a station is on a river. */
type Place = Point & { readonly station: Station }

function placesOf({ rivers, stations }: Network): ReadonlyMap<string, Place> {
  const riverById = new Map(rivers.map((river) => [river.id, river]))
  const places = new Map<string, Place>()
  for (const station of stations) {
    const { chainageKm, waterBody, flowsTo } = station
    const onRiver = chainageKm !== null
    const river = riverById.get((onRiver ? waterBody : flowsTo?.waterBody) ?? '')
    const km = chainageKm ?? flowsTo?.atKm
    if (river === undefined || km === undefined) continue
    places.set(station.id, { station, river, km, onRiver })
  }
  return places
}

function reaches(from: Point | undefined, to: Point | undefined): boolean {
  if (from === undefined || to?.onRiver !== true || from.river !== to.river) return false
  return to.km > from.km || (to.km === from.km && !from.onRiver)
}

/** Rounded to the metre, so that 45 km less 33.1 km is not 11.899999999999999 km. */
function distanceKm(a: Point | undefined, b: Point | undefined): number {
  return a === undefined || b === undefined ? 0 : Math.round(Math.abs(a.km - b.km) * 1000) / 1000
}

function arrivalAt(km: number, river: River, flow: FlowReading | null, at: Instant): Arrival {
  if (km === 0) return { status: 'estimated', fromAt: at, toAt: at, hoursFrom: 0, hoursTo: 0 }
  // Told by another time's flow, early or late, an arrival would be a guess.
  const agrees = flow !== null && Math.abs(at - flow.observedAt) <= river.flowMaxAgeMs
  if (!agrees || !Number.isFinite(flow.valueM3s)) return { status: 'unknown', reason: 'no flow' }
  const speedMs = flow.valueM3s / river.crossSectionM2
  if (speedMs <= -standingSpeedMs) return { status: 'reversed' }
  if (speedMs < standingSpeedMs) return { status: 'standing' }
  const hours = travelHours(km, flow.valueM3s, river.crossSectionM2)
  const hoursFrom = hours * (1 - river.travelTimeSpread)
  const hoursTo = hours * (1 + river.travelTimeSpread)
  return {
    status: 'estimated',
    fromAt: at + Math.round(hoursFrom * hourMs),
    toAt: at + Math.round(hoursTo * hourMs),
    hoursFrom,
    hoursTo,
  }
}
