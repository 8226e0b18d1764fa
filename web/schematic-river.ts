import { interpolate, project, spread, type Label, type Point } from './schematic-geometry.ts'
import { roomOf } from './schematic-labels.ts'
import {
  inlineRoom,
  listedWide,
  type Placed,
  type RiverLine,
  type Words,
} from './schematic-parts.ts'
import type { StationItem } from './wire.ts'

/** Marks nearer than this would lie on each other; they are pushed apart along the line. */
const markGap = 36
const nameDrop = 38
const nameRow = 20
/** Rows of the tall river: a finger's room and a little. */
export const tallRow = 46
const riverLow = 52
const arrowGap = 80
/** So many distances at most are written along the river, at round numbers of km. */
const ticksMax = 6

/** @example tickKms(53) // => [0, 10, 20, 30, 40, 50] */
export function tickKms(lengthKm: number): readonly number[] {
  const step = 10 * Math.max(1, Math.ceil(lengthKm / (10 * ticksMax)))
  return Array.from({ length: Math.floor(lengthKm / step) + 1 }, (_, nth) => nth * step)
}

type OnRiver = { readonly station: StationItem; readonly km: number }
type Drawn = { readonly river: RiverLine; readonly placed: readonly Placed[] }

/** River stations by distance; without told distances, by longitude from the first one. */
export function alongRiver(stations: readonly StationItem[]): readonly OnRiver[] {
  const west = stations.reduce((least, { lon }) => Math.min(least, lon), Infinity)
  return stations
    .map((station) => {
      const { lat, lon, chainageKm } = station
      return { station, km: chainageKm ?? project({ lat, lon: lon - west }, lat).x }
    })
    .sort((left, right) => left.km - right.km)
}

type Mark = Point & { readonly station: StationItem }

/**
 * Names below the river, taken from the east: a name goes one row below all that begin under it,
 * so that no line down to a name crosses another name.
 */
function namesBelow(marks: readonly Mark[], words: Words): readonly Placed[] {
  const done: { x: number; level: number }[] = []
  return marks.toReversed().map(({ x, y, station }): Placed => {
    const written = inlineRoom(station, words)
    const under = done.filter((other) => other.x < x + written.width + 18)
    const level = 1 + under.reduce((deepest, other) => Math.max(deepest, other.level), -1)
    done.push({ x, level })
    const label: Label = { x: x + 6, y: y + nameDrop + level * nameRow, anchor: 'start' }
    const room = roomOf(label, written)
    const leaderTo = { x, y: label.y + 2 }
    return { station, x, y, label, room, leaderTo, scale: 1, stacked: false, touch: null }
  })
}

/** Marks in proportion to their distance, as far to the east as leaves each name its room. */
function marksAcross(row: readonly OnRiver[], y: number, width: number, words: Words) {
  const lengthKm = row.at(-1)?.km || 1
  const needed = row.map(({ station }) => inlineRoom(station, words).width + 8)
  const marksTo = (end: number) => {
    const straight = row.map(({ km }) => riverLow + (km / lengthKm) * (end - riverLow))
    return spread(straight, markGap, riverLow, end)
  }
  let end = width - 64
  let xs = marksTo(end)
  while (end > width / 2 && xs.some((x, index) => x + needed[index]! > width)) {
    end -= 4
    xs = marksTo(end)
  }
  return xs.map((x, index): Mark => ({ station: row[index]!.station, x, y }))
}

/** Halfway between neighbours that stand at least so far apart. */
function middles(values: readonly number[], gapMin: number): readonly number[] {
  const pairs = values.slice(1).map((value, index) => [values[index]!, value] as const)
  return pairs.filter(([a, b]) => b - a >= gapMin).map(([a, b]) => (a + b) / 2)
}

/**
 * The river from left to right. It is drawn out where stations crowd; the ticks follow, so that
 * each distance stands where it belongs between its neighbours.
 */
export function riverAcross(
  row: readonly OnRiver[],
  y: number,
  width: number,
  words: Words,
): Drawn {
  const marks = marksAcross(row, y, width, words)
  const kms = row.map(({ km }) => km)
  const xs = marks.map(({ x }) => x)
  const ticks = tickKms(kms.at(-1) ?? 0)
  const river: RiverLine = {
    from: { x: riverLow, y },
    to: { x: width - 48, y },
    ticks: ticks.map((km) => ({ km, x: interpolate(kms, xs, km), y })),
    arrows: middles(xs, arrowGap).map((x) => ({ x, y })),
  }
  return { river, placed: namesBelow(marks, words).toReversed() }
}

/** The river downwards, a row for each station; each name tells its own distance. */
export function riverDown(
  row: readonly OnRiver[],
  top: number,
  width: number,
  words: Words,
): Drawn {
  const x = 40
  const placed = row.map(({ station }, index) =>
    listedWide(station, { x, y: top + index * tallRow }, width, words),
  )
  const to = { x, y: placed.at(-1)?.y ?? top }
  const arrows = middles(
    placed.map(({ y }) => y),
    tallRow,
  ).map((y) => ({ x, y }))
  return { river: { from: { x, y: top }, to, ticks: [], arrows }, placed }
}
