import { crosses, overlap, type Box, type Label, type Point } from './schematic-geometry.ts'

/** Room a name takes, in lines one below the other. */
export type Written = { readonly width: number; readonly lines: number }
export const lineHeight = 15

/** A name with its room, and the end of the line to it where it stands apart from its mark. */
export type Lettering = {
  readonly label: Label
  readonly room: Box
  readonly leaderTo: Point | null
}

/** Room of a mark with the ring of an alert, and its badge at the upper right. */
export const markRoom = ({ x, y }: Point, scale = 1): Box => {
  const [ring, badge] = [18 * scale, 22 * scale]
  return { left: x - ring, top: y - badge, right: x + badge, bottom: y + ring }
}

export function roomOf({ x, y, anchor }: Label, { width, lines }: Written): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, right: left + width, top: y - 11, bottom: y + 4 + (lines - 1) * lineHeight }
}

function lettering(label: Label, written: Written): Lettering {
  return { label, room: roomOf(label, written), leaderTo: null }
}

const slides = [0, 12, -12, 24, -24]

/** Places that touch the mark: right and left, then below and above, a little aside too. */
function near({ x, y }: Point, written: Written): readonly Lettering[] {
  const above = y - 25 - (written.lines - 1) * lineHeight
  const places: readonly Label[] = [
    { x: x + 23, y: y + 4.5, anchor: 'start' },
    { x: x - 23, y: y + 4.5, anchor: 'end' },
    ...slides.map((aside) => ({ x: x + aside, y: y + 32, anchor: 'middle' }) as const),
    ...slides.map((aside) => ({ x: x + aside, y: above, anchor: 'middle' }) as const),
    { x: x - 14, y: y + 32, anchor: 'start' },
    { x: x + 14, y: y + 32, anchor: 'end' },
    { x: x - 14, y: above, anchor: 'start' },
    { x: x + 14, y: above, anchor: 'end' },
  ]
  return places.map((label) => lettering(label, written))
}

const leaderLengths = [32, 44, 56, 72, 92, 116, 144]
const leaderTurns = Array.from({ length: 24 }, (_, index) => (index / 12) * Math.PI)

/** Places further off, at the end of a line, the shorter lines first. */
function far({ x, y }: Point, written: Written): readonly Lettering[] {
  return leaderLengths.flatMap((length) =>
    leaderTurns.map((angle): Lettering => {
      const leaderTo = { x: x + length * Math.cos(angle), y: y + length * Math.sin(angle) }
      const side = Math.cos(angle)
      const anchor = Math.abs(side) < 0.3 ? 'middle' : side > 0 ? 'start' : 'end'
      const high = (written.lines - 1) * lineHeight
      const drop = anchor !== 'middle' ? 4.5 - high / 2 : leaderTo.y > y ? 13 : -6 - high
      const dx = anchor === 'middle' ? 0 : 4 * Math.sign(side)
      const label = { x: leaderTo.x + dx, y: leaderTo.y + drop, anchor } as const
      return { ...lettering(label, written), leaderTo }
    }),
  )
}

const isInside = (room: Box, box: Box) =>
  room.left >= box.left &&
  room.right <= box.right &&
  room.top >= box.top &&
  room.bottom <= box.bottom

type Mark = Point & { readonly written: Written }
type Attempt = { readonly placed: readonly Lettering[]; readonly failed: readonly number[] }

/** Places the names one after the other, each where those before it leave room. */
function attempt(
  marks: readonly Mark[],
  order: readonly number[],
  box: Box,
  taken: readonly Box[],
): Attempt {
  const rooms = [...taken, ...marks.map((mark) => markRoom(mark))]
  const lines: { readonly from: Point; readonly to: Point }[] = []
  const isFree = (mark: Mark, { room, leaderTo }: Lettering) =>
    isInside(room, box) &&
    !rooms.some((other) => overlap(other, room)) &&
    !lines.some(({ from, to }) => crosses(from, to, room)) &&
    (leaderTo === null || !rooms.some((other) => isCrossed(other, mark, leaderTo)))
  const placed: Lettering[] = []
  const failed: number[] = []
  for (const index of order) {
    const mark = marks[index]!
    const places = [...near(mark, mark.written), ...far(mark, mark.written)]
    const free = places.find((place) => isFree(mark, place))
    if (free === undefined) failed.push(index)
    const chosen = free ?? places.find(({ room }) => isInside(room, box)) ?? places[0]!
    placed[index] = chosen
    rooms.push(chosen.room)
    if (chosen.leaderTo) lines.push({ from: mark, to: chosen.leaderTo })
  }
  return { placed, failed }
}

/** Orders tried for a lake; each is some milliseconds at worst. */
const attemptsMax = 24

/**
 * A place for each name: the first, from beside its mark to ever further off, that lies inside the
 * box and covers no mark, no name, no line to a name and nothing of `taken`. Names that found none
 * come first in the next attempt. Where all is full, they cover something.
 */
export function placeLabels(
  marks: readonly Mark[],
  box: Box,
  taken: readonly Box[] = [],
): readonly Lettering[] {
  let order = marks.map((_mark, index) => index)
  let best = attempt(marks, order, box, taken)
  let last = best
  for (let tries = 1; tries < attemptsMax && best.failed.length > 0; tries += 1) {
    const { failed } = last
    const rest = order.filter((index) => !failed.includes(index))
    order = [...failed, ...rest.slice(tries), ...rest.slice(0, tries)]
    last = attempt(marks, order, box, taken)
    if (last.failed.length < best.failed.length) best = last
  }
  return best.placed
}

/** A line from a mark crosses a room; the mark's own room does not count. */
function isCrossed(room: Box, from: Point, to: Point): boolean {
  const own = from.x > room.left && from.x < room.right && from.y > room.top && from.y < room.bottom
  return !own && crosses(from, to, room)
}
