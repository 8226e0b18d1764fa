import { mean } from 'simple-statistics'
import type { Place, ProductDocument, ProductItem } from './document.ts'
import type { BulletinWords } from './bulletin-words.ts'
import { markup, type Markup } from './markup.ts'

type Point = readonly [x: number, y: number]
type Corner = {
  readonly at: Point
  /** Of the neighbour across the edge that begins here. */ readonly across: string | null
}

const width = 380
const margin = 46
/** How far around a station the picture reaches, in its own units. */
const reach = 56

/**
 * The zone as its stations stand: each district the places nearer to its stations than to another
 * district's, in the colour of its worst level. No border of it is an administrative one.
 */
export function zonePicture(
  { places, areas }: ProductDocument,
  items: readonly ProductItem[],
  words: BulletinWords,
): Markup {
  const { points, height } = project(places)
  const cells = points.map((_, index) => cellOf(index, points, places, height))
  const districts = areas.filter(({ area }) => places.some(({ district }) => district === area))
  const id = `zone-${words.language}`
  return markup`<svg
    class="picture"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${words.picture}"
  >
    <clipPath id="${id}">
      ${points.map(([x, y]) => markup`<circle cx="${x}" cy="${y}" r="${reach}" />`)}
    </clipPath>
    <g clip-path="url(#${id})">
      ${districts.map(({ area }) => {
        const colour = colourOf(items.find((item) => item.area === area))
        const own = cells.filter((_, index) => places[index]!.district === area)
        return markup`<g fill="${colour}" stroke="${colour}">${own.map((cell) => polygon(cell))}</g> `
      })}
      <path class="border" d="${cells.flatMap((cell) => bordersOf(cell)).join('')}" />
    </g>
    ${points.map(([x, y], index) => {
      const air = places[index]!.air
      return markup`<circle
        class="${air ? 'air' : 'water'}"
        cx="${x}"
        cy="${y}"
        r="${air ? 3.5 : 1.2}"
      />`
    })}
    ${districts.map(({ area, name }) => {
      const own = points.filter((_, index) => places[index]!.district === area)
      const item = items.find((one) => one.area === area)
      const [x, y] = labelPoint(
        own,
        points.filter((_, index) => isAir(places[index]!, area)),
      )
      return markup`<g class="label"
        ><text x="${round(x)}" y="${round(y) - 4}">${name[words.language]}</text>
        <text x="${round(x)}" y="${round(y) + 11}"
          >${words.range(item?.aqiLow ?? null, item?.aqiHigh ?? null)}</text
        ></g
      > `
    })}
  </svg>`
}

const isAir = ({ district, air }: Place, area: string) => air && district === area

/** Half way from the middle of a district's stations to the middle of those of its air. */
function labelPoint(stations: readonly Point[], air: readonly Point[]): Point {
  const middle = (of: readonly Point[], axis: 0 | 1) => mean(of.map((point) => point[axis]))
  const towards = air.length === 0 ? stations : air
  return [
    (middle(stations, 0) + middle(towards, 0)) / 2,
    (middle(stations, 1) + middle(towards, 1)) / 2,
  ]
}

const round = (value: number) => Math.round(value * 10) / 10

/** Positions on the page, north up, a degree of longitude as long as it is at this latitude. */
function project(places: readonly Place[]) {
  const lons = places.map(({ lon }) => lon)
  const lats = places.map(({ lat }) => lat)
  const [west, north] = [Math.min(...lons), Math.max(...lats)]
  const shrink = Math.cos((north * Math.PI) / 180)
  const scale = (width - 2 * margin) / ((Math.max(...lons) - west) * shrink)
  const points = places.map(({ lat, lon }): Point => {
    return [round(margin + (lon - west) * shrink * scale), round(margin + (north - lat) * scale)]
  })
  const height = Math.ceil(2 * margin + (north - Math.min(...lats)) * scale)
  return { points, height }
}

/** Places nearer to one station than to any other: the page, cut by each perpendicular bisector. */
function cellOf(
  index: number,
  points: readonly Point[],
  places: readonly Place[],
  height: number,
): readonly Corner[] {
  const own = points[index]!
  const corner = (x: number, y: number): Corner => ({ at: [x, y], across: null })
  let cell: readonly Corner[] = [
    corner(0, 0),
    corner(width, 0),
    corner(width, height),
    corner(0, height),
  ]
  points.forEach((other, at) => {
    if (other[0] === own[0] && other[1] === own[1]) return
    const across = places[at]!.district === places[index]!.district ? null : places[at]!.district
    cell = cut(cell, own, other, across)
  })
  return cell
}

function cut(
  cell: readonly Corner[],
  own: Point,
  other: Point,
  across: string | null,
): readonly Corner[] {
  const [dx, dy] = [other[0] - own[0], other[1] - own[1]]
  const middle = (dx * (own[0] + other[0]) + dy * (own[1] + other[1])) / 2
  const beyond = ({ at: [x, y] }: Corner) => dx * x + dy * y - middle
  return cell.flatMap((corner, index) => {
    const next = cell[(index + 1) % cell.length]!
    const [here, there] = [beyond(corner), beyond(next)]
    const kept = here <= 0 ? [corner] : []
    if (here <= 0 === there <= 0) return kept
    const share = here / (here - there)
    const at: Point = [
      corner.at[0] + share * (next.at[0] - corner.at[0]),
      corner.at[1] + share * (next.at[1] - corner.at[1]),
    ]
    // The new edge begins where the cell is left, the old one goes on where it is entered again.
    return [...kept, { at, across: here <= 0 ? across : corner.across }]
  })
}

const spelled = ([x, y]: Point) => `${round(x)} ${round(y)}`

const polygon = (cell: readonly Corner[]) =>
  markup`<polygon points="${cell.map(({ at }) => spelled(at)).join(' ')}" />`

/** Edges towards another district. */
function bordersOf(cell: readonly Corner[]): string[] {
  return cell.flatMap(({ at, across }, index) => {
    const next = cell[(index + 1) % cell.length]!
    return across === null ? [] : [`M${spelled(at)}L${spelled(next.at)}`]
  })
}

const colourOf = (item: ProductItem | undefined) =>
  item?.rgb ? `rgb(${item.rgb.join(',')})` : 'rgb(221,221,221)'
