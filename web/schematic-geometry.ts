/** Points, rooms and label places of the schematic, in drawing units. */
export type Point = { readonly x: number; readonly y: number }
export type Label = Point & { readonly anchor: 'start' | 'middle' | 'end' }
export type Box = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const kmPerDegree = 111.32

/** Room a text takes at 13 units: a Han character is square, a Latin letter about half. */
export function textWidth(text: string): number {
  let width = 0
  for (const letter of text) width += letter.codePointAt(0)! > 0x2e7f ? 13.2 : 6.9
  return width
}

/** Simple equirectangular projection around a latitude: km east and km south of 0, 0. */
export function project(
  place: { readonly lat: number; readonly lon: number },
  aroundLat: number,
): Point {
  const shrink = Math.cos((aroundLat * Math.PI) / 180)
  return { x: place.lon * kmPerDegree * shrink, y: -place.lat * kmPerDegree }
}

/**
 * Pushes rising values apart to at least `gap`, inside [low, high] where there is room.
 *
 * @example spread([0, 1, 20], 10, 0, 100) // => [0, 10, 20]
 */
export function spread(
  values: readonly number[],
  gap: number,
  low: number,
  high: number,
): readonly number[] {
  const out: number[] = []
  for (const value of values) out.push(Math.max(value, (out.at(-1) ?? low - gap) + gap))
  let bound = high
  for (let index = out.length - 1; index >= 0 && out[index]! > bound; index -= 1) {
    out[index] = bound
    bound -= gap
  }
  return out
}

const turn = (o: Point, a: Point, b: Point) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x)

/** Convex hull (Andrew's monotone chain); one or two points are their own hull. */
export function hullOf(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  if (sorted.length < 3) return sorted
  const half = (row: readonly Point[]) => {
    const chain: Point[] = []
    for (const point of row) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half([...sorted].reverse())]
}

/**
 * A soft closed line through the corners (Catmull-Rom), as an SVG path; one corner is a point.
 *
 * @param bend  0 straight, 1/6 the usual roundness
 */
export function softPath(corners: readonly Point[], bend = 1 / 6): string {
  const corner = (index: number) => corners[(index + corners.length) % corners.length]!
  const told = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`
  const curves = corners.map((from, index) => {
    const [before, to, after] = [corner(index - 1), corner(index + 1), corner(index + 2)]
    const first = { x: from.x + (to.x - before.x) * bend, y: from.y + (to.y - before.y) * bend }
    const second = { x: to.x - (after.x - from.x) * bend, y: to.y - (after.y - from.y) * bend }
    return `C${told(first)} ${told(second)} ${told(to)}`
  })
  return `M${told(corners[0]!)}${curves.join('')}z`
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
/** Half of a mark with the ring and the badge of an alert around it. */
const markHalf = 18

function labelBox({ x, y, anchor }: Label, { width, lines }: Written): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, right: left + width, top: y - 12, bottom: y + 4 + (lines - 1) * lineHeight }
}

/** Room a name takes, in lines one below the other. */
export type Written = { readonly width: number; readonly lines: number }
export const lineHeight = 15

const placesAround = ({ x, y }: Point, lines: number): readonly Label[] => [
  { x: x + 24, y: y + 4.5, anchor: 'start' },
  { x: x - 24, y: y + 4.5, anchor: 'end' },
  { x, y: y + 32, anchor: 'middle' },
  { x, y: y - 23 - (lines - 1) * lineHeight, anchor: 'middle' },
  { x: x - 8, y: y + 31, anchor: 'start' },
  { x: x + 8, y: y + 31, anchor: 'end' },
  { x: x - 8, y: y - 23 - (lines - 1) * lineHeight, anchor: 'start' },
  { x: x + 8, y: y - 23 - (lines - 1) * lineHeight, anchor: 'end' },
]

/**
 * A place for each name beside its mark: the first inside the box that covers neither a mark nor
 * a name before it; where there is none, the first inside the box.
 */
export function placeLabels(
  marks: readonly (Point & { readonly written: Written })[],
  box: Box,
): readonly Label[] {
  const taken = marks.map(({ x, y }): Box => {
    return { left: x - markHalf, top: y - markHalf, right: x + markHalf, bottom: y + markHalf }
  })
  return marks.map((mark) => {
    const inside = placesAround(mark, mark.written.lines).filter((label) => {
      const room = labelBox(label, mark.written)
      return room.left >= box.left && room.right <= box.right && room.top >= box.top
    })
    const isFree = (room: Box) => !taken.some((other) => overlap(other, room))
    const free = inside.find((label) => isFree(labelBox(label, mark.written)))
    const label = free ?? inside[0] ?? placesAround(mark, 1)[0]!
    taken.push(labelBox(label, mark.written))
    return label
  })
}
