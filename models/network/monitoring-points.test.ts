import { expect, it } from 'vitest'
import { loadNetwork } from '../../src/config/network.ts'
import { proposePoints } from './monitoring-points.ts'

const network = loadNetwork('fixtures/network')
const at = Date.parse('2026-11-23T12:00:00+08:00')
const flow = (valueM3s: number) => ({ valueM3s, observedAt: at })
const told = (station: string, m3s: number | null) =>
  proposePoints(network, station, m3s === null ? null : flow(m3s), at).map(
    ({ station: id, role }) => `${role} ${id}`,
  )

it('begins a plan on the Taipu with a reference, the source, and all below it', () => {
  const points = told('pingwang', 100)
  expect(points.slice(0, 2)).toEqual(['reference taipu-gate', 'source pingwang'])
  const intakes = network.stations.filter(({ kind }) => kind === 'intake').map(({ id }) => id)
  expect(points.filter((one) => one.startsWith('intake'))).toEqual(
    intakes.map((id) => `intake ${id}`),
  )
  expect(points).toContain('confluence dingzha-gate')
  expect(points).toContain('control luxu')
  expect(new Set(points).size).toBe(points.length)
})

it('orders what is below by distance, with times where the flow is known', () => {
  const below = proposePoints(network, 'pingwang', flow(100), at).slice(2)
  const distances = below.map(({ distanceKm }) => distanceKm)
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
  const jinze = below.find(({ station }) => station === 'jinze-reservoir')
  // 30 km at 100 m³/s through 900 m² are 75 h, widened by 30 %.
  expect(jinze).toMatchObject({ distanceKm: 30, arrival: { status: 'estimated', hoursTo: 97.5 } })
  const unknown = proposePoints(network, 'pingwang', null, at).at(-1)
  expect(unknown?.arrival).toMatchObject({ status: 'unknown' })
  expect(proposePoints(network, 'pingwang', flow(-50), at).at(-1)?.arrival).toMatchObject({
    status: 'reversed',
  })
})

it('knows an intake as one where it is the place itself, and a lake alone', () => {
  expect(told('jinze-reservoir', 100)).toContain('intake jinze-reservoir')
  expect(told('yuandang', null)).toContain('source yuandang')
})
