import { textWidth, type Box } from './schematic-geometry.ts'
import {
  drawLake,
  fitLake,
  isLone,
  lakeCells,
  lakeOf,
  loneHigh,
  type Lake,
} from './schematic-lakes.ts'
import {
  inlineRoom,
  listed,
  listedWide,
  type Heading,
  type Placed,
  type Schematic,
  type Words,
} from './schematic-parts.ts'
import { alongRiver, riverAcross, riverDown, tallRow } from './schematic-river.ts'
import type { StationItem } from './wire.ts'

/**
 * Where everything of the schematic stands, in drawing units. Not a map: the river is a straight
 * line in order of distance from its gate, each lake is drawn on its own, enlarged.
 *
 * Wide: tributaries, small lakes and large lakes side by side above the river, air below it.
 * Tall: the river downwards, then the lakes, then tributaries and air.
 */
export type Form = 'wide' | 'tall'

const wideWidth = 900
const tallWidth = 336
const listRow = 30
/** Height of all that stands above the wide river, where the list does not need more. */
const upperHigh = 366

type Groups = {
  readonly lakes: readonly Lake[]
  readonly onRiver: readonly StationItem[]
  readonly tributaries: readonly StationItem[]
  readonly air: readonly StationItem[]
}

/** Waters from the north, the stations of one together and from the west, as they flow here. */
function inOrder(stations: readonly StationItem[]): readonly StationItem[] {
  const north = (id: string | null) =>
    Math.max(...stations.filter(({ waterBody }) => waterBody === id).map(({ lat }) => lat))
  return [...stations].sort(
    (a, b) => north(b.waterBody) - north(a.waterBody) || a.lon - b.lon || (a.id < b.id ? -1 : 1),
  )
}

/**
 * The river that is drawn: the water along which most stations tell their distance; where none
 * does, along which most stand that are in no lake. Null: none.
 */
export function riverOf(stations: readonly StationItem[]): string | null {
  const told = stations.filter(({ chainageKm = null }) => chainageKm !== null)
  const along = told.length > 0 ? told : stations.filter(({ kind }) => kind !== 'lake')
  const counts = new Map<string, number>()
  for (const { waterBody } of along) {
    if (waterBody !== null) counts.set(waterBody, (counts.get(waterBody) ?? 0) + 1)
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1])
  return first?.[0] ?? null
}

function groupsOf(stations: readonly StationItem[]): Groups {
  const riverId = riverOf(stations)
  const lakeIds = new Set(
    stations.flatMap(({ kind, waterBody }) => (kind === 'lake' && waterBody ? [waterBody] : [])),
  )
  const rest = stations.filter(
    ({ waterBody }) => (riverId === null || waterBody !== riverId) && !lakeIds.has(waterBody ?? ''),
  )
  return {
    lakes: [...lakeIds]
      .map((id) => stations.filter(({ waterBody }) => waterBody === id))
      .map((inLake) => lakeOf(inLake[0]!.waterBody!, inLake))
      .sort((a, b) => a.stations[0]!.lon - b.stations[0]!.lon),
    onRiver: stations.filter(({ waterBody }) => riverId !== null && waterBody === riverId),
    tributaries: inOrder(rest.filter(({ kind }) => kind !== 'air')),
    air: rest.filter(({ kind }) => kind === 'air'),
  }
}

const heading = (of: Heading['of'], x: number, y: number, has: boolean): readonly Heading[] =>
  has ? [{ of, label: { x, y, anchor: 'start' } }] : []

/** Air stations one behind the other, in rows up to a right edge. */
function airInRows(
  air: readonly StationItem[],
  at: { readonly left: number; readonly right: number; readonly y: number },
  words: Words,
): readonly Placed[] {
  let { y } = at
  let x = at.left
  return air.map((station) => {
    const needed = 24 + inlineRoom(station, words).width + 26
    if (x > at.left && x + needed > at.right) {
      x = at.left
      y += listRow
    }
    const placed = listed(station, { x: x + 15, y }, words)
    x += needed
    return placed
  })
}

/** Lakes with one station stand above each other beside the large ones, the northern one first. */
function drawUpper(lakes: readonly Lake[], area: Box, words: Words) {
  const lone = lakes
    .filter(isLone)
    .sort((a, b) => b.stations[0]!.lat - a.stations[0]!.lat)
    .map((lake, index, { length }) => ({ lake, up: length - index }))
  const titles = lone.map(({ lake }) => 1.35 * textWidth(words.water(lake.id)) + 20)
  const right = area.left + Math.max(0, ...titles)
  const inLone = lone.map(({ lake, up }) => {
    const top = area.bottom - up * (loneHigh + 8)
    return drawLake(lake, { left: area.left, right, top, bottom: top + loneHigh }, 1, words)
  })
  const large = lakes.filter((lake) => !isLone(lake))
  const { cells, scale } = lakeCells(large, { ...area, left: right }, 46)
  return [...inLone, ...large.map((lake, index) => drawLake(lake, cells[index]!, scale, words))]
}

function layoutWide(stations: readonly StationItem[], words: Words): Schematic {
  const { lakes, onRiver, tributaries, air } = groupsOf(stations)
  const list = tributaries.map((station, index) =>
    listed(station, { x: 20, y: 52 + index * listRow }, words),
  )
  const listRight = Math.max(0, ...list.map(({ room }) => room.right + 14))
  const bottom = Math.max(upperHigh, 52 + list.length * listRow)
  const drawn = drawUpper(lakes, { left: listRight, right: wideWidth, top: 0, bottom }, words)
  const riverY = bottom + 50
  const { river, placed } = riverAcross(alongRiver(onRiver), riverY, wideWidth, words)
  const nameRows = placed.map(({ label }) => label.y)
  const lower = placed.filter(({ label }) => label.y > Math.min(...nameRows))
  const airRight = Math.min(wideWidth, ...lower.map(({ x }) => x - 10))
  const airLeft = 20 + 1.35 * textWidth(words.heading('air'))
  const airs = airInRows(air, { left: airLeft, right: airRight, y: riverY + 78 }, words)
  return {
    width: wideWidth,
    height: Math.max(bottom, ...nameRows, ...airs.map(({ y }) => y + 8)) + 12,
    river: onRiver.length > 0 ? river : null,
    lakes: drawn.map(({ shape }) => shape),
    headings: [
      ...heading('tributaries', 2, 20, list.length > 0),
      ...heading('air', 2, riverY + 83, air.length > 0),
    ],
    placed: [...placed, ...drawn.flatMap((lake) => lake.placed), ...list, ...airs],
  }
}

/** Large lakes below each other, then those with one station in pairs. */
function lakesDown(lakes: readonly Lake[], from: number, words: Words) {
  let top = from
  const large = lakes
    .filter((lake) => !isLone(lake))
    .map((lake) => {
      const { scale, high } = fitLake(lake, tallWidth, Infinity, 30)
      const cell = { left: 0, right: tallWidth, top, bottom: top + high + 14 }
      top += high + 18
      return drawLake(lake, cell, scale, words)
    })
  const lone = lakes.filter(isLone).map((lake, index) => {
    const left = index % 2 === 0 ? 0 : tallWidth / 2
    const cellTop = top + Math.floor(index / 2) * loneHigh
    const cell = { left, right: left + tallWidth / 2, top: cellTop, bottom: cellTop + loneHigh }
    return drawLake(lake, cell, 1, words)
  })
  return { drawn: [...large, ...lone], bottom: top + Math.ceil(lone.length / 2) * loneHigh }
}

function listDown(stations: readonly StationItem[], top: number, words: Words) {
  return stations.map((station, index) =>
    listedWide(station, { x: 24, y: top + index * tallRow }, tallWidth, words),
  )
}

function layoutTall(stations: readonly StationItem[], words: Words): Schematic {
  const { lakes, onRiver, tributaries, air } = groupsOf(stations)
  const { river, placed } = riverDown(alongRiver(onRiver), 66, tallWidth, words)
  const riverBottom = onRiver.length > 0 ? river.to.y + 50 : 0
  const { drawn, bottom } = lakesDown(lakes, riverBottom, words)
  const list = listDown(tributaries, bottom + 66, words)
  const listBottom = bottom + (list.length > 0 ? 44 + list.length * tallRow : 0)
  const airs = listDown(air, listBottom + 66, words)
  return {
    width: tallWidth,
    height: listBottom + (airs.length > 0 ? 44 + airs.length * tallRow : 0),
    river: onRiver.length > 0 ? river : null,
    lakes: drawn.map(({ shape }) => shape),
    headings: [
      ...heading('tributaries', 2, bottom + 30, list.length > 0),
      ...heading('air', 2, listBottom + 30, airs.length > 0),
    ],
    placed: [...placed, ...drawn.flatMap((lake) => lake.placed), ...list, ...airs],
  }
}

/** Lays the network out for a form of the page. */
export function layoutSchematic(
  stations: readonly StationItem[],
  form: Form,
  words: Words,
): Schematic {
  return form === 'wide' ? layoutWide(stations, words) : layoutTall(stations, words)
}
