import { describe, expect, it } from 'vitest'
import { fakeStations } from '../test/fake-network.ts'
import { hullOf, placeLabels, spread, textWidth } from './schematic-geometry.ts'
import { layoutSchematic } from './schematic-layout.ts'
import type { StationItem } from './wire.ts'

const stations = fakeStations as unknown as readonly StationItem[]
const nameOf = (language: 'zh' | 'en') => (station: StationItem) => ({
  name: station.name[language],
  remark: '',
})

describe.each(['wide', 'tall'] as const)('the %s schematic', (form) => {
  const drawn = layoutSchematic(stations, form, nameOf('zh'))

  it('shows every station once, inside the drawing', () => {
    const ids = drawn.placed.map(({ station }) => station.id)
    expect([...ids].sort()).toEqual(stations.map(({ id }) => id).sort())
    for (const { x, y } of drawn.placed) {
      expect(x).toBeGreaterThan(0)
      expect(x).toBeLessThan(drawn.width)
      expect(y).toBeGreaterThan(0)
      expect(y).toBeLessThan(drawn.height)
    }
  })

  it('keeps marks apart', () => {
    for (const [index, one] of drawn.placed.entries()) {
      for (const other of drawn.placed.slice(index + 1)) {
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(20)
      }
    }
  })

  it('has the river in order of distance, and three lakes', () => {
    const river = drawn.placed.filter(({ station }) => station.waterBody === 'taipu')
    const along = (place: (typeof river)[number]) => (form === 'wide' ? place.x : place.y)
    const byKm = [...river].sort((a, b) => a.station.chainageKm! - b.station.chainageKm!)
    const places = byKm.map(along)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(drawn.lakes.map(({ id }) => id).sort()).toEqual(['dianshan', 'fen', 'yuandang'])
  })
})

describe.each(['zh', 'en'] as const)('names along the wide river, %s', (language) => {
  it('cover neither each other nor the line down to another name', () => {
    const { placed } = layoutSchematic(stations, 'wide', nameOf(language))
    const names = placed.flatMap(({ station, label, leaderTo, x }) => {
      const width = textWidth(station.name[language])
      const left = label.anchor === 'end' ? label.x - width : label.x
      return leaderTo === null ? [] : [{ x, left, right: left + width, y: label.y, to: leaderTo.y }]
    })
    for (const one of names) {
      for (const other of names.filter((name) => name !== one)) {
        const sameRow = one.y === other.y && one.left < other.right && other.left < one.right
        const crossed = one.left < other.x && other.x < one.right && other.to > one.y
        expect([sameRow, crossed]).toEqual([false, false])
      }
    }
  })
})

it('lays the river out by longitude where no distance is told', () => {
  const untold = stations.map((station) => ({ ...station, chainageKm: null }))
  const { placed } = layoutSchematic(untold, 'wide', nameOf('en'))
  const xOf = (id: string) => placed.find(({ station }) => station.id === id)!.x
  expect(xOf('taipu-gate')).toBeLessThan(xOf('lili'))
  expect(xOf('lili')).toBeLessThan(xOf('taipu-rawwater'))
})

it('draws nothing for an empty network', () => {
  expect(layoutSchematic([], 'wide', nameOf('en'))).toMatchObject({ river: null, placed: [] })
})

it('spreads values apart, back from the upper end too', () => {
  expect(spread([0, 1, 20], 10, 0, 100)).toEqual([0, 10, 20])
  expect(spread([95, 99, 100], 10, 0, 100)).toEqual([80, 90, 100])
})

it('leaves inner points out of a hull', () => {
  const corners = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 4 },
    { x: 0, y: 4 },
  ]
  expect(hullOf([...corners, { x: 2, y: 2 }])).toHaveLength(4)
})

it('puts a name on the other side where the first would cover a mark', () => {
  const written = { width: 40, lines: 1 }
  const box = { left: 0, top: 0, right: 300, bottom: 100 }
  const marks = [
    { x: 100, y: 50, written },
    { x: 140, y: 50, written },
  ]
  expect(placeLabels(marks, box).map(({ anchor }) => anchor)).toEqual(['end', 'start'])
})
