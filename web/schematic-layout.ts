import {
  hullOf,
  placeLabels,
  project,
  spread,
  textWidth,
  type Box,
  type Label,
  type Point,
  type Written,
} from './schematic-geometry.ts'
import type { StationItem } from './wire.ts'

/**
 * Where everything of the schematic stands, in drawing units. Not a map: the river is a straight
 * line by distance from its gate, each lake is drawn on its own at one enlarged common scale.
 */
export type Placed = Point & {
  readonly station: StationItem
  readonly label: Label
  /** Foot of the line from the mark down to its name, where they stand apart. */
  readonly leaderTo: Point | null
  /** The remark stands below the name, not behind it. */
  readonly stacked: boolean
}
export type LakeShape = {
  readonly id: string
  readonly outline: readonly Point[]
  readonly label: Label
}
export type RiverLine = {
  readonly from: Point
  readonly to: Point
  readonly ticks: readonly (Point & { readonly km: number })[]
}
type Schematic = {
  readonly width: number
  readonly height: number
  readonly river: RiverLine | null
  readonly lakes: readonly LakeShape[]
  readonly elsewhere: Label | null
  readonly placed: readonly Placed[]
}
/** What will be written beside a mark, for the room it needs: the name, and a remark or nothing. */
type NameOf = (station: StationItem) => {
  readonly name: string
  readonly remark: string
}
/** Wide: the river from left to right below the lakes. Tall: downwards, then the lakes. */
export type Form = 'wide' | 'tall'

/** Half the width of the soft border drawn around the outermost buoys of a lake. */
export const lakeMargin = 26
const riverId = 'taipu'
const wideWidth = 960
const tallWidth = 360
/** Marks nearer than this would lie on each other; they are pushed apart along the line. */
const markGap = 27
const rowHeight = 22
const listRow = 26

/** Room of a name and its remark on one line. */
function inlineWidth(station: StationItem, nameOf: NameOf): number {
  const { name, remark } = nameOf(station)
  return textWidth(name) + (remark === '' ? 0 : textWidth(` · ${remark}`))
}

function stackedRoom(station: StationItem, nameOf: NameOf): Written {
  const { name, remark } = nameOf(station)
  const width = Math.max(textWidth(name), textWidth(remark))
  return { width, lines: remark === '' ? 1 : 2 }
}

const tickKms = [0, 10, 20, 30, 40, 50]

type OnRiver = { readonly station: StationItem; readonly km: number }

/** River stations by distance; without told distances, by longitude from the first one. */
function alongRiver(stations: readonly StationItem[]): readonly OnRiver[] {
  const west = stations.reduce((least, { lon }) => Math.min(least, lon), Infinity)
  return stations
    .map((station) => {
      const { lat, lon, chainageKm } = station
      return { station, km: chainageKm ?? project({ lat, lon: lon - west }, lat).x }
    })
    .sort((left, right) => left.km - right.km)
}

/**
 * Names below the river, taken from the east: a name goes one row below all that begin under it,
 * so that no line down to a name crosses another name.
 */
function namesBelow(marks: readonly (Point & { station: StationItem })[], nameOf: NameOf) {
  const done: { x: number; level: number }[] = []
  return [...marks].reverse().map(({ x, y, station }): Placed => {
    const needed = inlineWidth(station, nameOf) + 12
    const atEnd = x + needed > wideWidth
    const left = atEnd ? wideWidth - needed : x
    const under = done.filter((other) => other.x - 6 < left + needed)
    const level = 1 + under.reduce((deepest, other) => Math.max(deepest, other.level), -1)
    done.push({ x: left, level })
    const labelY = y + 42 + level * rowHeight
    const label: Label = atEnd
      ? { x: wideWidth - 2, y: labelY, anchor: 'end' }
      : { x: x + 6, y: labelY, anchor: 'start' }
    const leaderTo = { x, y: labelY + (atEnd ? -14 : 2) }
    return { station, x, y, label, leaderTo, stacked: false }
  })
}

function riverOf(row: readonly OnRiver[], form: Form, top: number, nameOf: NameOf) {
  const low = form === 'wide' ? 52 : top
  const high = form === 'wide' ? wideWidth - 64 : top + Math.max(360, row.length * 33)
  const lengthKm = row.at(-1)?.km || 1
  const along = (km: number) => low + (km / lengthKm) * (high - low)
  const point = (at: number): Point => (form === 'wide' ? { x: at, y: top } : { x: 48, y: at })
  const kms = row.map(({ km }) => along(km))
  const marks = spread(kms, markGap, low, high).map((at, index) => {
    return { ...point(at), station: row[index]!.station }
  })
  const beside = ({ x, y, station }: (typeof marks)[number]): Placed => {
    const label = { x: x + 24, y: y + 4.5, anchor: 'start' } as const
    return { station, x, y, label, leaderTo: null, stacked: false }
  }
  // Downwards the crowded lower reach is drawn out, so each name tells its own distance.
  const ticks = form === 'wide' ? tickKms.filter((km) => km <= lengthKm) : []
  const river: RiverLine = {
    from: point(low),
    to: point(high),
    ticks: ticks.map((km) => ({ km, ...point(along(km)) })),
  }
  return { river, placed: form === 'wide' ? namesBelow(marks, nameOf) : marks.map(beside) }
}

type Lake = {
  readonly id: string
  readonly stations: readonly StationItem[]
  /** Positions in km from the lake's north-western corner. */
  readonly points: readonly Point[]
  readonly widthKm: number
  readonly heightKm: number
}

function lakeOf(id: string, stations: readonly StationItem[]): Lake {
  const raw = stations.map((station) => project(station, stations[0]!.lat))
  const left = Math.min(...raw.map(({ x }) => x))
  const top = Math.min(...raw.map(({ y }) => y))
  const points = raw.map(({ x, y }) => ({ x: x - left, y: y - top }))
  const widthKm = Math.max(...points.map(({ x }) => x))
  return { id, stations, points, widthKm, heightKm: Math.max(...points.map(({ y }) => y)) }
}

function drawLake(lake: Lake, cell: Box, scale: number, nameOf: NameOf) {
  const left = (cell.left + cell.right - lake.widthKm * scale) / 2
  const top = cell.bottom - lakeMargin - lake.heightKm * scale
  const marks = lake.points.map(({ x, y }, index) => {
    const station = lake.stations[index]!
    const written = stackedRoom(station, nameOf)
    return { station, x: left + x * scale, y: top + y * scale, written }
  })
  const labels = placeLabels(marks, { ...cell, bottom: Infinity })
  const placed = marks.map(({ station, x, y }, index): Placed => {
    return { station, x, y, label: labels[index]!, leaderTo: null, stacked: true }
  })
  const label: Label = {
    x: (cell.left + cell.right) / 2,
    y: top - lakeMargin - 20,
    anchor: 'middle',
  }
  return { shape: { id: lake.id, outline: hullOf(marks), label }, placed }
}

/** Room beside a lake's outline for the names of its outermost buoys, and of a lone one. */
const sideRoom = 46
const loneSideRoom = 42
const roomBeside = ({ stations }: Lake) =>
  2 * (lakeMargin + (stations.length > 1 ? sideRoom : loneSideRoom))
const titleRoom = 38

/** Cells side by side, from the west, at the largest common scale that fits. */
function lakeCells(lakes: readonly Lake[], area: Box, scaleMax: number) {
  const fixed = lakes.reduce((sum, lake) => sum + roomBeside(lake), 0)
  const widthKm = lakes.reduce((sum, lake) => sum + lake.widthKm, 0)
  const heightKm = Math.max(0, ...lakes.map((lake) => lake.heightKm))
  const high = area.bottom - area.top - titleRoom - 2 * lakeMargin
  const wide = area.right - area.left - fixed
  const scale = Math.min(scaleMax, wide / (widthKm || 1), high / (heightKm || 1))
  const spare = Math.max(0, wide - widthKm * scale) / (lakes.length || 1)
  let left = area.left
  const cells = lakes.map((lake): Box => {
    const right = left + lake.widthKm * scale + roomBeside(lake) + spare
    const cell = { left, right, top: area.top, bottom: area.bottom }
    left = right
    return cell
  })
  return { cells, scale }
}

function listOf(stations: readonly StationItem[], x: number, top: number): readonly Placed[] {
  return stations.map((station, index) => {
    const y = top + index * listRow
    const label = { x: x + 24, y: y + 4.5, anchor: 'start' } as const
    return { station, x, y, label, leaderTo: null, stacked: false }
  })
}

function groups(stations: readonly StationItem[]) {
  const lakeIds = new Set(
    stations.flatMap(({ kind, waterBody }) => (kind === 'lake' && waterBody ? [waterBody] : [])),
  )
  const lakes = [...lakeIds]
    .map((id) => stations.filter(({ waterBody }) => waterBody === id))
    .sort((left, right) => left[0]!.lon - right[0]!.lon)
    .map((inLake) => lakeOf(inLake[0]!.waterBody!, inLake))
  const onRiver = stations.filter(({ waterBody }) => waterBody === riverId)
  const elsewhere = stations
    .filter(({ waterBody }) => waterBody !== riverId && !lakeIds.has(waterBody ?? ''))
    .sort((left, right) => Number(left.kind === 'air') - Number(right.kind === 'air'))
  return { lakes, row: alongRiver(onRiver), elsewhere }
}

function layoutWide(stations: readonly StationItem[], nameOf: NameOf): Schematic {
  const { lakes, row, elsewhere } = groups(stations)
  const listRoom = Math.max(0, ...elsewhere.map((station) => inlineWidth(station, nameOf) + 50))
  const bottom = Math.max(330, 52 + elsewhere.length * listRow)
  const area = { left: listRoom, right: wideWidth, top: 8, bottom }
  const { cells, scale } = lakeCells(lakes, area, 36)
  const drawn = lakes.map((lake, index) => drawLake(lake, cells[index]!, scale, nameOf))
  const { river, placed } = riverOf(row, 'wide', bottom + 62, nameOf)
  const names = placed.map(({ label }) => label.y)
  return {
    width: wideWidth,
    height: Math.max(bottom, ...names) + 16,
    river: row.length > 0 ? river : null,
    lakes: drawn.map(({ shape }) => shape),
    elsewhere: elsewhere.length > 0 ? { x: 8, y: 24, anchor: 'start' } : null,
    placed: [
      ...[...placed].reverse(),
      ...drawn.flatMap((lake) => lake.placed),
      ...listOf(elsewhere, 21, 50),
    ],
  }
}

function layoutTall(stations: readonly StationItem[], nameOf: NameOf): Schematic {
  const { lakes, row, elsewhere } = groups(stations)
  const { river, placed } = riverOf(row, 'tall', 64, nameOf)
  let top = row.length > 0 ? river.to.y + 52 : 0
  const drawn = [...lakes].reverse().map((lake) => {
    const across = tallWidth - 2 * (lakeMargin + sideRoom)
    const scale = Math.min(26, across / (lake.widthKm || 1))
    const high = titleRoom + 2 * lakeMargin + lake.heightKm * scale
    const cell = { left: 0, right: tallWidth, top, bottom: top + high }
    top += high + 18
    return drawLake(lake, cell, scale, nameOf)
  })
  const listTop = top + 42
  return {
    width: tallWidth,
    height: listTop + elsewhere.length * listRow,
    river: row.length > 0 ? river : null,
    lakes: drawn.map(({ shape }) => shape),
    elsewhere: elsewhere.length > 0 ? { x: 8, y: top + 16, anchor: 'start' } : null,
    placed: [...placed, ...drawn.flatMap((lake) => lake.placed), ...listOf(elsewhere, 21, listTop)],
  }
}

/** Lays the network out for a form of the page. */
export function layoutSchematic(
  stations: readonly StationItem[],
  form: Form,
  nameOf: NameOf,
): Schematic {
  return form === 'wide' ? layoutWide(stations, nameOf) : layoutTall(stations, nameOf)
}
