import type { Network, Station } from '../../src/domain/network.ts'
import type { Instant } from '../../src/domain/time.ts'
import { createTransport, type Arrival, type FlowReading } from './transport.ts'

/** What a point of emergency monitoring is for, by HJ 589-2021 as the domain's notes have it. */
export const pointRoles = ['reference', 'source', 'control', 'confluence', 'intake'] as const

export type ProposedPoint = {
  readonly station: string
  readonly name: Station['name']
  readonly role: (typeof pointRoles)[number]
  /** Along the river from the source; of the reference, up to it. */
  readonly distanceKm: number
  /** Null of the reference and of a confluence, whose water comes from elsewhere. */
  readonly arrival: Arrival | null
}

/**
 * Points that a plan of emergency monitoring on a river may begin with: a reference upstream, the
 * place itself, control sections by travel time, the tributaries that come in below, and every
 * intake. In that order, those downstream nearest first.
 *
 * @param flow  newest flow of the river, or null: distances without times
 * @param at    when the water passes the place
 * @returns the place alone where the network knows no river to carry its water
 */
export function proposePoints(
  network: Network,
  stationId: string,
  flow: FlowReading | null,
  at: Instant,
): readonly ProposedPoint[] {
  const transport = createTransport(network)
  const { upstream, downstream } = transport.neighbours(stationId)
  const point = (station: Station, role: ProposedPoint['role']): ProposedPoint => {
    const way = transport.wayBetween(stationId, station.id, flow, at)
    const isCarried = role !== 'reference' && role !== 'confluence'
    return {
      ...{ station: station.id, name: station.name, role, distanceKm: way?.distanceKm ?? 0 },
      arrival: isCarried ? (way?.arrival ?? null) : null,
    }
  }
  const source = network.stations.filter(({ id }) => id === stationId)
  const reference = upstream.filter(({ kind }) => kind !== 'intake').slice(0, 1)
  const below = [
    ...downstream.map((one) => point(one, one.kind === 'intake' ? 'intake' : 'control')),
    ...transport.confluences(stationId).map((one) => point(one, 'confluence')),
  ].toSorted((a, b) => a.distanceKm - b.distanceKm)
  return [
    ...reference.map((one) => point(one, 'reference')),
    ...source.map((one) => point(one, one.kind === 'intake' ? 'intake' : 'source')),
    ...below,
  ]
}
