import { createCatalogue, mediumOf } from '../domain/catalogue.ts'
import type { Network, Parameter, Range, River, Station } from '../domain/network.ts'
import { convertUnit } from '../domain/units.ts'

/** Known names and figures of a network, for looking up what its entries refer to. */
type Index = {
  readonly districts: ReadonlySet<string>
  readonly waterBodies: ReadonlyMap<string, Network['waterBodies'][number]>
  readonly rivers: ReadonlyMap<string, River>
  readonly stations: ReadonlyMap<string, Station>
  readonly parameters: ReadonlyMap<string, Parameter>
}

/**
 * Faults between entries that are each well formed: a name used twice, a reference to nothing,
 * a place beyond the river's end, a unit that cannot be converted.
 *
 * @returns one line per fault, `stations.json: stations[3].waterBody: expected …, got …`
 */
export function networkFaults(network: Network): string[] {
  const index: Index = {
    districts: new Set(network.districts.map(({ id }) => id)),
    waterBodies: byId(network.waterBodies),
    rivers: byId(network.rivers),
    stations: byId(network.stations),
    parameters: new Map(network.parameters.map((parameter) => [parameter.code, parameter])),
  }
  return [
    ...uniqueFaults(network),
    ...network.parameters.flatMap((parameter, i) =>
      parameterFaults(parameter).map((fault) => `parameters.json: parameters[${i}].${fault}`),
    ),
    ...network.rivers.flatMap((river, i) =>
      riverFaults(river, index).map((fault) => `rivers.json: rivers[${i}].${fault}`),
    ),
    ...network.stations.flatMap((station, i) =>
      stationFaults(station, index).map((fault) => `stations.json: stations[${i}].${fault}`),
    ),
  ]
}

function byId<T extends { readonly id: string }>(entries: readonly T[]): Map<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]))
}

const quote = (value: unknown) => JSON.stringify(value)

/** Names that must not be taken twice; letter case does not tell two names of a parameter apart. */
function uniqueFaults({ districts, waterBodies, rivers, stations, parameters }: Network): string[] {
  const ids = (entries: readonly { readonly id: string }[]) =>
    entries.map(({ id }, i): [string, string] => [`[${i}].id`, id])
  return [
    ...repeated('network.json: network.districts', ids(districts)),
    ...repeated('network.json: network.waterBodies', ids(waterBodies)),
    ...repeated('rivers.json: rivers', ids(rivers)),
    ...repeated('stations.json: stations', ids(stations)),
    ...repeated(
      'stations.json: stations',
      stations.flatMap(({ hj212 }, i): [string, string][] =>
        hj212 === null ? [] : [[`[${i}].hj212.mn`, hj212.mn]],
      ),
    ),
    ...repeated(
      'parameters.json: parameters',
      parameters.map(({ code }, i) => [`[${i}].code`, code]),
    ),
    ...repeated(
      'parameters.json: parameters',
      parameters.flatMap(({ code, alias, otherNames, medium }, i): [string, string][] => [
        ...(alias === code ? [] : [[`[${i}].alias`, `${medium} ${alias}`] as [string, string]]),
        ...otherNames.map((name, j): [string, string] => [
          `[${i}].otherNames[${j}]`,
          `${medium} ${name}`,
        ]),
      ]),
    ),
  ]
}

function repeated(place: string, names: readonly (readonly [string, string])[]): string[] {
  const seen = new Set<string>()
  return names.flatMap(([where, name]) => {
    const key = name.toLowerCase()
    if (seen.has(key))
      return [`${place}${where}: expected a name not yet taken, got ${quote(name)}`]
    seen.add(key)
    return []
  })
}

function parameterFaults({ unit, hj212Unit, hardRange, softRange }: Parameter): string[] {
  const faults: string[] = []
  if (hj212Unit !== null && !convertUnit(1, hj212Unit, unit).ok) {
    faults.push(`hj212Unit: expected a unit that converts to ${unit}, got ${quote(hj212Unit)}`)
  }
  if (softRange !== null && !holds(hardRange, softRange)) {
    faults.push(`softRange: expected a part of ${quote(hardRange)}, got ${quote(softRange)}`)
  }
  return faults
}

function holds([low, high]: Range, [innerLow, innerHigh]: Range): boolean {
  return (
    (low ?? -Infinity) <= (innerLow ?? -Infinity) && (innerHigh ?? Infinity) <= (high ?? Infinity)
  )
}

function riverFaults(river: River, { waterBodies, stations, parameters }: Index): string[] {
  const faults: string[] = []
  if (waterBodies.get(river.id)?.kind !== 'river') {
    faults.push(`id: expected a water body of kind river, got ${quote(river.id)}`)
  }
  river.flowStations.forEach((id, i) => {
    const measured = stations.get(id)?.parameters ?? []
    if (!measured.some(({ code }) => parameters.get(code)?.alias === 'flow')) {
      faults.push(`flowStations[${i}]: expected a station that measures flow, got ${quote(id)}`)
    }
  })
  return faults
}

function stationFaults(station: Station, index: Index): string[] {
  const { waterBody, district, chainageKm, flowsTo } = station
  const faults: string[] = []
  const expected = (place: string, what: string, came: unknown) =>
    faults.push(`${place}: expected ${what}, got ${quote(came)}`)

  if (waterBody !== null && !index.waterBodies.has(waterBody)) {
    expected('waterBody', 'a water body of network.json', waterBody)
  }
  if (!index.districts.has(district)) expected('district', 'a district of network.json', district)
  if (chainageKm !== null) {
    const lengthKm = index.rivers.get(waterBody ?? '')?.lengthKm
    if (lengthKm === undefined) expected('waterBody', 'a river of rivers.json', waterBody)
    else if (chainageKm > lengthKm) expected('chainageKm', `at most ${lengthKm}`, chainageKm)
  }
  if (flowsTo !== null) {
    const lengthKm = index.rivers.get(flowsTo.waterBody)?.lengthKm ?? Infinity
    if (!index.waterBodies.has(flowsTo.waterBody)) {
      expected('flowsTo.waterBody', 'a water body of network.json', flowsTo.waterBody)
    }
    if (flowsTo.atKm > lengthKm) expected('flowsTo.atKm', `at most ${lengthKm}`, flowsTo.atKm)
  }
  return [...faults, ...stationParameterFaults(station, index)]
}

function stationParameterFaults(station: Station, { parameters }: Index): string[] {
  const unknown = (place: string, code: string) =>
    `${place}: expected a code of parameters.json, got ${quote(code)}`
  const series = station.parameters.map(({ code, period }): [string, string] => [
    '',
    `${code} ${period}`,
  ])
  return [
    ...station.parameters
      .filter(({ code }) => !parameters.has(code))
      .map(({ code }) => unknown('parameters', code)),
    ...repeated('parameters', series),
    ...Object.entries(station.hj212?.codes ?? {})
      .filter(([, code]) => !parameters.has(code))
      .map(([name, code]) => unknown(`hj212.codes.${name}`, code)),
    ...hj212UnitFaults(station, [...parameters.values()]),
  ]
}

/** Units are given by the code on the wire, which is the catalogue's unless `codes` maps it. */
function hj212UnitFaults({ kind, hj212 }: Station, parameters: readonly Parameter[]): string[] {
  if (hj212 === null) return []
  const catalogue = createCatalogue(parameters)
  return Object.entries(hj212.units).flatMap(([name, unit]) => {
    const place = `hj212.units.${name}`
    const parameter = catalogue.resolve(hj212.codes[name] ?? name, mediumOf(kind))
    if (parameter === null) return [`${place}: expected a code on the wire, got ${quote(name)}`]
    if (convertUnit(1, unit, parameter.unit).ok) return []
    return [`${place}: expected a unit that converts to ${parameter.unit}, got ${quote(unit)}`]
  })
}
