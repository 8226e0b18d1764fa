/** Points, rooms and paths of the schematic, in drawing units. */
export type Point = { readonly x: number; readonly y: number }
export type Label = Point & { readonly anchor: 'start' | 'middle' | 'end' }
export type Box = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const kmPerDegree = 111.32

/** Advances of a wide interface font (DejaVu Sans) at 13 units; other fonts leave some room. */
function letterWidth(letter: string): number {
  if (letter.codePointAt(0)! > 0x2e7f) return 13.2
  if (/[ilj'.,·|I ]/.test(letter)) return 4.2
  if (/[trf()-]/.test(letter)) return 5.4
  if (/[mwMW]/.test(letter)) return 12.7
  return /[A-Z]/.test(letter) ? 9.4 : 8.2
}

/** Room a text takes at 13 units, rather too much than too little. */
export function textWidth(text: string): number {
  let width = 0
  for (const letter of text) width += letterWidth(letter)
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

/**
 * Reads a rising line through points, straight between them and level beyond its ends.
 *
 * @example interpolate([0, 10], [0, 100], 4) // => 40
 */
export function interpolate(from: readonly number[], to: readonly number[], at: number): number {
  const next = from.findIndex((value) => value >= at)
  if (next === -1) return to.at(-1) ?? 0
  if (next === 0) return to[0]!
  const share = (at - from[next - 1]!) / (from[next]! - from[next - 1]!)
  return to[next - 1]! + share * (to[next]! - to[next - 1]!)
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

/** Two rooms share some place; touching edges do not count. */
export const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** The square around a point. */
export const around = ({ x, y }: Point, half: number): Box => {
  return { left: x - half, top: y - half, right: x + half, bottom: y + half }
}

/** A straight line passes through a room (Liang and Barsky's clipping). */
export function crosses(from: Point, to: Point, box: Box): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  let [first, last] = [0, 1]
  const sides = [
    [-dx, from.x - box.left],
    [dx, box.right - from.x],
    [-dy, from.y - box.top],
    [dy, box.bottom - from.y],
  ] as const
  for (const [towards, distance] of sides) {
    if (towards === 0 && distance <= 0) return false
    if (towards < 0) first = Math.max(first, distance / towards)
    if (towards > 0) last = Math.min(last, distance / towards)
  }
  return first < last
}
