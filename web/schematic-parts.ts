import { textWidth, type Box, type Label, type Point } from './schematic-geometry.ts'
import { roomOf, type Lettering, type Written } from './schematic-labels.ts'
import type { StationItem } from './wire.ts'

/** One station of the schematic: where its mark stands, and where its name. */
export type Placed = Point &
  Lettering & {
    readonly station: StationItem
    /** Marks in lists are drawn smaller. */
    readonly scale: number
    /** The remark stands below the name, not behind it. */
    readonly stacked: boolean
    /** Room that takes a finger, on narrow pages; never over that of another. */
    readonly touch: Box | null
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
  /** Where the direction of flow is drawn, clear of the marks. */
  readonly arrows: readonly Point[]
}
/** Heading of the stations that stand neither on the river nor in a lake. */
export type Heading = { readonly of: 'tributaries' | 'air'; readonly label: Label }
export type Schematic = {
  readonly width: number
  readonly height: number
  readonly river: RiverLine | null
  readonly lakes: readonly LakeShape[]
  readonly headings: readonly Heading[]
  readonly placed: readonly Placed[]
}

/** What will be written, for the room it needs. */
export type Words = {
  /** The name beside a mark, and a remark or nothing. */
  readonly station: (station: StationItem) => { readonly name: string; readonly remark: string }
  readonly water: (id: string) => string
  readonly heading: (of: Heading['of']) => string
}

/** Intakes are written bold. */
const boldness = ({ kind }: StationItem) => (kind === 'intake' ? 1.13 : 1)

/** Room of a name and its remark on one line. */
export function inlineRoom(station: StationItem, words: Words): Written {
  const { name, remark } = words.station(station)
  const behind = remark === '' ? 0 : textWidth(` · ${remark}`)
  return { width: textWidth(name) * boldness(station) + behind, lines: 1 }
}

/** Room of a name and its remark one below the other. */
export function stackedRoom(station: StationItem, words: Words): Written {
  const { name, remark } = words.station(station)
  const width = Math.max(textWidth(name) * boldness(station), textWidth(remark))
  return { width, lines: remark === '' ? 1 : 2 }
}

/** Room of the name of a water or of a heading, in its larger letters. */
export function titleRoom(label: Label, text: string): Box {
  const room = roomOf(label, { width: 1.35 * textWidth(text), lines: 1 })
  return { ...room, top: room.top - 4, bottom: room.bottom + 2 }
}

/** A finger's room on a narrow page, both ways from the middle. */
export const touchHalf = 22
const listScale = 0.82

/** A station of a list: its name to the right of its mark, its remark behind it. */
export function listed(station: StationItem, at: Point, words: Words): Placed {
  const label: Label = { x: at.x + 24 * listScale, y: at.y + 4.5, anchor: 'start' }
  const room = roomOf(label, inlineRoom(station, words))
  return {
    station,
    ...at,
    label,
    room,
    leaderTo: null,
    scale: listScale,
    stacked: false,
    touch: null,
  }
}

/** A station of a list that is touched: a whole row of the page, its remark below its name. */
export function listedWide(station: StationItem, at: Point, width: number, words: Words): Placed {
  const written = stackedRoom(station, words)
  const y = written.lines === 1 ? at.y + 4.5 : at.y - 2.5
  const label: Label = { x: at.x + 24, y, anchor: 'start' }
  const touch = { left: 0, right: width, top: at.y - touchHalf, bottom: at.y + touchHalf }
  const room = roomOf(label, written)
  return { station, ...at, label, room, leaderTo: null, scale: 1, stacked: true, touch }
}
