import { around, hullOf, project, type Box, type Label, type Point } from './schematic-geometry.ts'
import { placeLabels } from './schematic-labels.ts'
import {
  stackedRoom,
  titleRoom,
  touchHalf,
  type LakeShape,
  type Placed,
  type Words,
} from './schematic-parts.ts'
import type { StationItem } from './wire.ts'

/** Half the width of the soft border drawn around the outermost buoys of a lake. */
export const lakeMargin = 26
/** Above the water: the lake's name. Beside and below it: names of the outermost buoys. */
const titleHigh = 34
const beside = 10

export type Lake = {
  readonly id: string
  readonly stations: readonly StationItem[]
  /** Positions in km from the lake's north-western corner. */
  readonly points: readonly Point[]
  readonly widthKm: number
  readonly heightKm: number
}
type DrawnLake = { readonly shape: LakeShape; readonly placed: readonly Placed[] }

export const isLone = ({ stations }: Lake) => stations.length === 1
/** Height of a lake with one station. */
export const loneHigh = titleHigh + 2 * lakeMargin + 26

export function lakeOf(id: string, stations: readonly StationItem[]): Lake {
  const raw = stations.map((station) => project(station, stations[0]!.lat))
  const left = Math.min(...raw.map(({ x }) => x))
  const top = Math.min(...raw.map(({ y }) => y))
  const points = raw.map(({ x, y }) => ({ x: x - left, y: y - top }))
  const widthKm = Math.max(...points.map(({ x }) => x))
  return { id, stations, points, widthKm, heightKm: Math.max(...points.map(({ y }) => y)) }
}

/** The name of a lake across the top of its cell, the water below, the names where there is room. */
export function drawLake(lake: Lake, cell: Box, scale: number, words: Words): DrawnLake {
  const left = (cell.left + cell.right - lake.widthKm * scale) / 2
  const top = cell.top + titleHigh + lakeMargin
  const marks = lake.points.map(({ x, y }, index) => {
    const station = lake.stations[index]!
    const written = stackedRoom(station, words)
    return { station, x: left + x * scale, y: top + y * scale, written }
  })
  const middle = (cell.left + cell.right) / 2
  const label: Label = { x: middle, y: cell.top + 20, anchor: 'middle' }
  const letterings = placeLabels(marks, cell, [titleRoom(label, words.water(lake.id))])
  const placed = marks.map(({ station, x, y }, index): Placed => {
    const touch = around({ x, y }, touchHalf)
    return { station, x, y, ...letterings[index]!, scale: 1, stacked: true, touch }
  })
  return { shape: { id: lake.id, outline: hullOf(marks), label }, placed }
}

/** Largest scale at which a lake fits, and the height it then takes. */
export function fitLake(lake: Lake, wide: number, high: number, scaleMax: number) {
  const acrossKm = wide - 2 * (lakeMargin + beside)
  const downKm = high - titleHigh - 2 * lakeMargin - beside
  const scale = Math.min(scaleMax, acrossKm / (lake.widthKm || 1), downKm / (lake.heightKm || 1))
  return { scale, high: titleHigh + 2 * lakeMargin + lake.heightKm * scale + beside }
}

/** Cells side by side, from the west, at the largest common scale that fits. */
export function lakeCells(lakes: readonly Lake[], area: Box, scaleMax: number) {
  const wide = area.right - area.left - lakes.length * 2 * (lakeMargin + beside)
  const widthKm = lakes.reduce((sum, lake) => sum + lake.widthKm, 0)
  const fits = lakes.map((lake) => fitLake(lake, Infinity, area.bottom - area.top, scaleMax).scale)
  const scale = Math.min(wide / (widthKm || 1), ...fits)
  const spare = Math.max(0, wide - widthKm * scale) / (lakes.length || 1)
  let left = area.left
  const cells = lakes.map((lake): Box => {
    const right = left + lake.widthKm * scale + 2 * (lakeMargin + beside) + spare
    const cell = { left, right, top: area.top, bottom: area.bottom }
    left = right
    return cell
  })
  return { cells, scale }
}
