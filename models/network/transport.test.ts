import { describe, expect, it } from 'vitest'
import type { Network, Station } from '../../src/domain/network.ts'
import { hourMs } from '../../src/domain/time.ts'
import { createTransport, describeArrival, travelHours, type FlowReading } from './transport.ts'

const base: Station = {
  id: '',
  name: { zh: '', en: '' },
  kind: 'river',
  form: 'fixed',
  waterBody: 'long',
  district: 'qingpu',
  lat: 31,
  lon: 121,
  position: 'synthetic',
  target: 'III',
  protectionZone: null,
  chainageKm: null,
  parameters: [],
  hj212: null,
  flowsTo: null,
  usualClass: null,
  note: null,
}
const lake = { kind: 'lake', waterBody: 'pond' } as const
const network: Network = {
  name: base.name,
  districts: [],
  parameters: [],
  waterBodies: [
    { id: 'long', name: base.name, kind: 'river' },
    { id: 'pond', name: base.name, kind: 'lake' },
    { id: 'brook', name: base.name, kind: 'river' },
  ],
  rivers: [
    {
      id: 'long',
      name: base.name,
      lengthKm: 57.6,
      crossSectionM2: 900,
      crossSectionCertainty: 'design',
      flowStations: [],
      flowMaxAgeMs: 6 * hourMs,
      travelTimeSpread: 0.3,
      course: null,
    },
  ],
  // Out of order on purpose: chainage tells the order, not the file.
  stations: [
    { ...base, id: 'low-intake', kind: 'intake', chainageKm: 53 },
    { ...base, id: 'intake', kind: 'intake', chainageKm: 45 },
    { ...base, id: 'head', chainageKm: 0 },
    { ...base, id: 'canal', chainageKm: 15 },
    { ...base, id: 'outlet', ...lake, flowsTo: { waterBody: 'long', atKm: 33.1 } },
    { ...base, id: 'buoy', ...lake },
    { ...base, id: 'feeder', waterBody: 'brook', flowsTo: { waterBody: 'pond', atKm: 0 } },
    { ...base, id: 'weir', waterBody: 'brook', flowsTo: { waterBody: 'long', atKm: 45 } },
    { ...base, id: 'air', kind: 'air', waterBody: null },
  ],
}
const at = Date.UTC(2026, 10, 23)
const transport = createTransport(network)
const flowOf = (valueM3s: number, ageMs = 0): FlowReading => ({
  valueM3s,
  observedAt: at - ageMs,
})
const arrivalFrom = (station: string, flow: FlowReading | null) =>
  transport.downstreamIntakes(station, flow, at)[0]!.arrival
const ids = (stations: readonly Station[]) => stations.map(({ id }) => id)

describe('travelHours', () => {
  it.each([
    [60, 125],
    [100, 75],
    [200, 38],
    [300, 25],
    [500, 15],
  ])('30 km on 900 m² at %d m³/s take %d h', (flow, hours) => {
    expect(Math.round(travelHours(30, flow, 900) + 1e-9)).toBe(hours)
  })
})

describe('downstreamIntakes', () => {
  it('names the intakes below a station, nearest first, with a range of ±30 %', () => {
    const intakes = transport.downstreamIntakes('canal', flowOf(100), at)
    expect(intakes.map(({ station, distanceKm }) => [station, distanceKm])).toEqual([
      ['intake', 30],
      ['low-intake', 38],
    ])
    const { arrival } = intakes[0]!
    expect(arrival).toMatchObject({ status: 'estimated', fromAt: at + 52.5 * hourMs })
    expect(arrival).toMatchObject({ toAt: at + 97.5 * hourMs })
    expect(describeArrival(arrival)).toBe('53 to 98 h')
  })

  it.each([
    ['no flow at all', null, 'unknown: no flow'],
    ['flow just young enough', flowOf(300, 6 * hourMs), '18 to 33 h'],
    ['flow too old', flowOf(300, 6 * hourMs + 1), 'unknown: no flow'],
    ['flow of a much later time', flowOf(300, -7 * hourMs), 'unknown: no flow'],
    ['flow that is no number', flowOf(NaN), 'unknown: no flow'],
    ['flow without bounds', flowOf(Infinity), 'unknown: no flow'],
    ['shut gate', flowOf(0), 'standing'],
    ['just under the standing speed', flowOf(8.99), 'standing'],
    ['just at the standing speed', flowOf(9), '583 to 1083 h'],
    ['hardly backwards', flowOf(-5.802), 'standing'],
    ['backwards', flowOf(-9), 'reversed'],
  ])('%s', (_, flow, text) => {
    expect(describeArrival(arrivalFrom('canal', flow))).toBe(text)
  })

  it('begins with the station itself when it is an intake, whatever the flow', () => {
    const [first, second] = transport.downstreamIntakes('intake', null, at)
    expect(first).toMatchObject({ station: 'intake', distanceKm: 0 })
    expect(first?.arrival).toMatchObject({ status: 'estimated', fromAt: at, hoursTo: 0 })
    expect(describeArrival(second!.arrival)).toBe('unknown: no flow')
  })

  it('starts where a lake outlet or tributary enters the river', () => {
    const places = (id: string) =>
      transport
        .downstreamIntakes(id, null, at)
        .map(({ station, distanceKm }) => [station, distanceKm])
    expect(places('outlet')).toEqual([
      ['intake', 11.9],
      ['low-intake', 19.9],
    ])
    expect(places('weir')).toEqual([
      ['intake', 0],
      ['low-intake', 8],
    ])
  })

  it.each(['buoy', 'feeder', 'air'])('knows no way to an intake from %s', (id) => {
    expect(transport.downstreamIntakes(id, flowOf(100), at)).toEqual([])
  })

  it('stops at a station that is not of the network', () => {
    expect(() => transport.downstreamIntakes('elsewhere', null, at)).toThrow(
      'should hold: elsewhere is a station of the network',
    )
  })
})

describe('neighbours', () => {
  it('orders the river by chainage, tributaries where they enter', () => {
    const { upstream, downstream, sameLake } = transport.neighbours('intake')
    expect(ids(upstream)).toEqual(['weir', 'outlet', 'canal', 'head'])
    expect(ids(downstream)).toEqual(['low-intake'])
    expect(sameLake).toEqual([])
  })

  it('knows the stations of a lake, what feeds it and where it drains', () => {
    const { upstream, downstream, sameLake } = transport.neighbours('outlet')
    expect(ids(upstream)).toEqual(['feeder'])
    expect(ids(downstream)).toEqual(['intake', 'low-intake'])
    expect(ids(sameLake)).toEqual(['buoy'])
    expect(ids(transport.downstream('feeder'))).toEqual(['outlet', 'buoy'])
  })

  it('leaves tributaries out of what lies downstream', () => {
    expect(ids(transport.downstream('head'))).toEqual(['canal', 'intake', 'low-intake'])
  })

  it('gives a station off every water none', () => {
    expect(transport.neighbours('air')).toEqual({ upstream: [], downstream: [], sameLake: [] })
  })
})

describe('riverOf', () => {
  it('is the river that carries the water on', () => {
    expect(transport.riverOf('canal')?.id).toBe('long')
    expect(transport.riverOf('weir')?.id).toBe('long')
    expect(transport.riverOf('buoy')).toBeNull()
  })
})

describe('what enters the river between its stations', () => {
  const transport = createTransport(network)
  const river = network.rivers[0]!
  const flow = { valueM3s: 100, observedAt: at }

  it('reaches the intakes at and below its place, nearest first', () => {
    const below = (km: number) =>
      transport
        .intakesBelow({ river, km }, flow, at)
        .map(({ station, distanceKm }) => [station, distanceKm])
    expect(below(15)).toEqual([
      ['intake', 30],
      ['low-intake', 38],
    ])
    expect(below(45)).toEqual([
      ['intake', 0],
      ['low-intake', 8],
    ])
    expect(below(45.1)).toEqual([['low-intake', 7.9]])
    expect(below(55)).toEqual([])
  })

  it('takes as long as what passes a station of the same place', () => {
    const [first] = transport.intakesBelow({ river, km: 15 }, flow, at)
    expect(first).toEqual(transport.downstreamIntakes('canal', flow, at)[0])
    expect(transport.intakesBelow({ river, km: 15 }, null, at)[0]?.arrival).toEqual({
      ...{ status: 'unknown', reason: 'no flow' },
    })
  })
})
