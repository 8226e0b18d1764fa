import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { overlap, type Box } from './schematic-geometry.ts'
import { markRoom, placeLabels, roomOf } from './schematic-labels.ts'
import { layoutSchematic, riverOf, type Form } from './schematic-layout.ts'
import { tickKms } from './schematic-river.ts'
import { titleRoom, type Schematic, type Words } from './schematic-parts.ts'
import { shortName } from './short-name.ts'
import type { StationItem } from './wire.ts'
import { say, type Language } from './words.ts'

/** The network that is shipped, as the page is told of it. */
const folder = new URL('../fixtures/network/', import.meta.url)
const readFixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const stations = readFixture('stations.json') as readonly StationItem[]
const { waterBodies } = readFixture('network.json') as {
  readonly waterBodies: readonly { id: string; name: { zh: string; en: string } }[]
}

const forms: readonly Form[] = ['wide', 'tall']
const languages: readonly Language[] = ['zh', 'en']

const waterName = (id: string | null, language: Language) =>
  waterBodies.find((water) => water.id === id)?.name[language] ?? ''

/** Names as the page writes them; a remark everywhere where `isSilent`. */
const wordsOf = (language: Language, isSilent = false): Words => ({
  station: ({ name, kind, waterBody, chainageKm }) => ({
    name: shortName(name[language], kind, waterName(waterBody, language)),
    remark: isSilent ? `${chainageKm ?? ''} ${say(language, 'brief.silent')}` : '',
  }),
  water: (id) => waterName(id, language),
  heading: (of) => say(language, `map.${of}`),
})

type Named = { readonly of: string; readonly room: Box }

/** Rooms of all that must not lie on each other: marks, names, titles, ticks. */
function roomsOf(drawn: Schematic, words: Words): readonly Named[] {
  const kmWidth = { width: 44, lines: 1 }
  return [
    ...drawn.placed.map((one) => ({
      of: `mark of ${one.station.id}`,
      room: markRoom(one, one.scale),
    })),
    ...drawn.placed.map(({ station, room }) => ({ of: `name of ${station.id}`, room })),
    ...drawn.lakes.map(({ id, label }) => {
      return { of: `title of ${id}`, room: titleRoom(label, words.water(id)) }
    }),
    ...drawn.headings.map(({ of, label }) => {
      return { of: `heading ${of}`, room: titleRoom(label, words.heading(of)) }
    }),
    ...(drawn.river?.ticks ?? []).map(({ km, x, y }) => {
      return { of: `tick ${km}`, room: roomOf({ x, y: y - 26, anchor: 'middle' }, kmWidth) }
    }),
  ]
}

function overlapsIn(rooms: readonly Named[]): readonly string[] {
  return rooms.flatMap((one, index) =>
    rooms
      .slice(index + 1)
      .filter((other) => overlap(one.room, other.room) && !isRings(one, other))
      .map((other) => `${one.of} on ${other.of}`),
  )
}

/** Two marks may share a corner of their squares; what counts is the distance of their rings. */
const isRings = (one: Named, other: Named) =>
  one.of.startsWith('mark') && other.of.startsWith('mark')

describe.each(forms)('the %s schematic of the shipped network', (form) => {
  for (const language of languages) {
    for (const isSilent of [false, true]) {
      const words = wordsOf(language, isSilent)
      const drawn = layoutSchematic(stations, form, words)

      it(`lays nothing on anything: ${language}, ${isSilent ? 'all' : 'none'} silent`, () => {
        expect(overlapsIn(roomsOf(drawn, words))).toEqual([])
      })

      it(`keeps everything inside: ${language}, ${isSilent ? 'all' : 'none'} silent`, () => {
        const outside = roomsOf(drawn, words).filter(
          ({ room }) =>
            !(room.left >= 0 && room.right <= drawn.width) ||
            !(room.top >= -4 && room.bottom <= drawn.height),
        )
        expect(outside.map(({ of }) => of)).toEqual([])
      })
    }
  }

  const drawn = layoutSchematic(stations, form, wordsOf('en'))

  it('shows every station once', () => {
    const ids = drawn.placed.map(({ station }) => station.id)
    expect([...ids].sort()).toEqual(stations.map(({ id }) => id).sort())
  })

  it('keeps the rings of alerts apart', () => {
    for (const [index, one] of drawn.placed.entries()) {
      for (const other of drawn.placed.slice(index + 1)) {
        const apart = Math.hypot(one.x - other.x, one.y - other.y)
        expect(apart).toBeGreaterThan(35 * Math.min(one.scale, other.scale))
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

it('has for its river the one along which distances are told', () => {
  const other = new URL('../fixtures/other-river/stations.json', import.meta.url)
  const elsewhere = JSON.parse(readFileSync(other, 'utf8')) as readonly StationItem[]
  expect([riverOf(stations), riverOf(elsewhere), riverOf([])]).toEqual(['taipu', 'qingxi', null])
  const drawn = layoutSchematic(elsewhere, 'wide', wordsOf('en'))
  expect(drawn.river?.ticks.map(({ km }) => km)).toEqual([0, 10, 20, 30, 40, 50])
  expect(drawn.placed).toHaveLength(elsewhere.length)
  expect(tickKms(310)).toEqual([0, 60, 120, 180, 240, 300])
})

it('fits the wide schematic into the first screen of 1440 × 900, and Dianshan is its heart', () => {
  const { height, width, placed } = layoutSchematic(stations, 'wide', wordsOf('en'))
  expect([width, height <= 600]).toEqual([900, true])
  const xs = placed.filter(({ station }) => station.waterBody === 'dianshan').map(({ x }) => x)
  expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(width / 3)
})

it('leaves a finger its room on the tall schematic, and takes it from no other', () => {
  const { placed } = layoutSchematic(stations, 'tall', wordsOf('en'))
  const touches = placed.map(({ station, touch }) => ({ of: station.id, room: touch! }))
  for (const { room } of touches) {
    expect(Math.min(room.right - room.left, room.bottom - room.top)).toBeGreaterThan(43.99)
  }
  expect(overlapsIn(touches)).toEqual([])
})

describe.each(languages)('names along the wide river, %s', (language) => {
  it('are not crossed by the line down to another name', () => {
    const { placed } = layoutSchematic(stations, 'wide', wordsOf(language, true))
    const names = placed.filter(({ station }) => station.waterBody === 'taipu')
    const crossed = names.flatMap(({ x, leaderTo }) =>
      names
        .filter(({ room }) => room.left < x && x < room.right && leaderTo!.y > room.bottom)
        .map(({ station }) => station.id),
    )
    expect(crossed).toEqual([])
  })
})

it('puts each tick between the stations it lies between', () => {
  const { river, placed } = layoutSchematic(stations, 'wide', wordsOf('en'))
  for (const { km, x } of river!.ticks) {
    for (const { station, x: at } of placed) {
      if (station.waterBody !== 'taipu' || station.chainageKm === null) continue
      expect(Math.sign(station.chainageKm! - km)).toBe(Math.sign(Math.round(at - x)))
    }
  }
})

it('lays the river out by longitude where no distance is told', () => {
  const untold = stations.map((station) => ({ ...station, chainageKm: null }))
  const { placed } = layoutSchematic(untold, 'wide', wordsOf('en'))
  const xOf = (id: string) => placed.find(({ station }) => station.id === id)!.x
  expect(xOf('taipu-gate')).toBeLessThan(xOf('lili'))
  expect(xOf('lili')).toBeLessThan(xOf('taipu-rawwater'))
})

it.each(forms)('draws nothing for an empty network, %s', (form) => {
  expect(layoutSchematic([], form, wordsOf('en'))).toMatchObject({ river: null, placed: [] })
})

describe('placeLabels', () => {
  const written = { width: 40, lines: 1 }
  const box = { left: 0, top: 0, right: 300, bottom: 300 }

  it('puts a name on the other side where the first would cover a mark', () => {
    const marks = [
      { x: 100, y: 50, written },
      { x: 140, y: 50, written },
    ]
    const [first, second] = placeLabels(marks, box).map(({ label }) => label.anchor)
    expect([first, second]).toEqual(['end', 'start'])
  })

  it('leads a line to a name for which there is no room beside its mark', () => {
    const walls = [{ left: 80, top: 80, right: 220, bottom: 220 }]
    const [placed] = placeLabels([{ x: 150, y: 100, written }], box, walls)
    expect(placed!.leaderTo).not.toBeNull()
    expect(walls.some((wall) => overlap(wall, placed!.room))).toBe(false)
  })
})
