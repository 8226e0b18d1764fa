import type { Medium, Network, Parameter, Station, StationKind } from '../domain/network.ts'

const mediumOf: Readonly<Record<StationKind, Medium>> = {
  river: 'water',
  lake: 'water',
  intake: 'water',
  hydrology: 'hydrology',
  air: 'air',
}

/** The network as looked up by requests: stations by id, parameters by any of their names. */
export type Catalogue = {
  readonly station: (id: string) => Station | null
  readonly parameter: (code: string) => Parameter | null
  /**
   * The parameter that a name means at a kind of station: by code, else by alias or other
   * spelling, the station's own medium first. Null: no such parameter.
   *
   * @example resolve('temp', 'air')?.code // => 'a01001'
   */
  readonly resolve: (name: string, kind: StationKind) => Parameter | null
}

/** Indexes a network for lookups. */
export function createCatalogue(network: Network): Catalogue {
  const stations = new Map(network.stations.map((station) => [station.id, station]))
  const byCode = new Map(network.parameters.map((parameter) => [parameter.code, parameter]))
  const byName = new Map<string, Parameter[]>()
  for (const parameter of network.parameters) {
    for (const name of new Set([parameter.alias, ...parameter.otherNames])) {
      byName.set(name, [...(byName.get(name) ?? []), parameter])
    }
  }
  return {
    station: (id) => stations.get(id) ?? null,
    parameter: (code) => byCode.get(code) ?? null,
    resolve: (name, kind) => {
      const named = byName.get(name) ?? []
      const own = named.find((parameter) => parameter.medium === mediumOf[kind])
      return byCode.get(name) ?? own ?? named[0] ?? null
    },
  }
}
