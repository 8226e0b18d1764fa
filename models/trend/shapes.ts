import { normalOf } from '../bloom/evidence.ts'
import { addRow, emptySums, solveRidge } from '../forecasters/ridge.ts'
import { dekadsPerYear } from './dekads.ts'

/** How a level may have changed: at once (突变型), or little by little since then (渐变型). */
export const shapes = ['sudden', 'gradual'] as const
export type Shape = (typeof shapes)[number]

/** A change of level beside the yearly season, in the unit of the values. */
export type Change = {
  readonly shape: Shape
  /** Dekad in which the new level, or the slope, begins. */
  readonly since: number
  /** Of the level at once; or of the slope a dekad. */
  readonly size: number
  readonly error: number
  /** Size over its error, as a standard normal value. */
  readonly z: number
  /** Autocorrelation from dekad to dekad that the error allows for. */
  readonly autocorrelation: number
  /** What the model says of a dekad without the change. */
  readonly without: (dekad: number) => number
}

/** Values by dekad, in order; a dekad without a value is absent. */
export type Dekads = { readonly at: readonly number[]; readonly values: readonly number[] }

/** A sudden change is looked for within a year and a half; what is older is the level now. */
const suddenMost = 1.5 * dekadsPerYear
/** Values at a new level before it is told; three are a month. */
const suddenLeast = 3
/** Values of a slope before it is told: a quarter. */
const gradualLeast = 9
/** Starts of slopes that are looked at lie so many dekads apart: a month. */
const gradualStep = 3
/** Values before a change: a yearly course cannot be known from fewer. */
const beforeLeast = 18
const seasonColumns = 5
const autocorrelationStart = 0.5
const autocorrelationMost = 0.9

/**
 * The change that explains a series best beside its yearly course: least squares over the season
 * (two harmonics of the year), and each step and slope that may have been, with noise that is
 * autocorrelated from dekad to dekad. The largest of so many z comes by chance far more often than
 * one: hold it against `limitOf`, never against a table of the normal distribution.
 *
 * Changes for the worse alone are told, since what becomes better warns of nothing.
 *
 * @param worse  1: rising is worse, -1: falling is worse
 * @returns null where no change for the worse can be told
 * @source Prais and Winsten (1954), with gaps; tests over unknown change points: Andrews (1993),
 *   Econometrica 61
 */
export function findChange(dekads: Dekads, worse: 1 | -1): Change | null {
  const rough = bestChange(dekads, worse, autocorrelationStart, Math.abs)
  if (rough === null) return null
  const autocorrelation = autocorrelationOf(dekads, rough)
  const best = bestChange(dekads, worse, autocorrelation, (z) => z)
  return best !== null && best.z > 0 ? best : null
}

/** Season, step or slope at a dekad. @example shapeAt('gradual', 10, 14) // => 5 */
export function shapeAt(shape: Shape, since: number, dekad: number): number {
  if (dekad < since) return 0
  return shape === 'sudden' ? 1 : dekad - since + 1
}

function seasonAt(dekad: number): number[] {
  const angle = (2 * Math.PI * dekad) / dekadsPerYear
  return [1, Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(2 * angle)]
}

/** The candidate of the highest rank. */
function bestChange(
  { at, values }: Dekads,
  worse: 1 | -1,
  autocorrelation: number,
  rank: (z: number) => number,
): Change | null {
  const freedom = at.length - seasonColumns - 1
  if (freedom < 1) return null
  const whitening = createWhitening(at, autocorrelation)
  const season = seasonLines(at).map(whitening.line)
  const basis = orthonormal(season)
  const whitened = whitening.line(values)
  const rest = without(whitened, basis)
  const left = dot(rest, rest)
  if (!(left > leastLeft * dot(whitened, whitened))) return null
  const measure = createMeasure(at, whitening, basis, rest)
  let best: Omit<Change, 'autocorrelation' | 'without'> | null = null
  for (const { shape, place } of candidates(at)) {
    const { weight, moment } = measure(shape, place)
    if (!(weight > leastWeight)) continue
    const size = moment / weight
    const error = Math.sqrt(Math.max(left - size * moment, leastLeft * left) / freedom / weight)
    const z = normalOf((worse * size) / error, freedom)
    if (best === null || rank(z) > rank(best.z)) best = { shape, since: at[place]!, size, error, z }
  }
  if (best === null) return null
  const { shape, since, size } = best
  const unchanged = values.map((value, i) => value - size * shapeAt(shape, since, at[i]!))
  const course = courseOf(season, whitening.line(unchanged))
  return { ...best, autocorrelation, without: course }
}
/** A candidate that the season nearly explains is none. */
const leastWeight = 1e-6
/** A share of squares that is rounding: a series that the season explains has no change. */
const leastLeft = 1e-12

/** The yearly course by least squares in whitened rows. */
function courseOf(
  season: readonly (readonly number[])[],
  target: readonly number[],
): (dekad: number) => number {
  const sums = emptySums(seasonColumns)
  target.forEach((value, i) => {
    addRow(
      sums,
      Float64Array.from(season, (line) => line[i]!),
      0,
      value,
      1,
    )
  })
  const coefficients = [...solveRidge(sums, 0)]
  return (dekad) => dot(coefficients, seasonAt(dekad))
}

const seasonLines = (at: readonly number[]) => {
  const rows = at.map(seasonAt)
  return Array.from({ length: seasonColumns }, (_, k) => rows.map((row) => row[k]!))
}

type Candidate = { readonly shape: Shape; readonly place: number }

function candidates(at: readonly number[]): Candidate[] {
  const newest = at.at(-1)!
  const places = at.map((_, place) => place)
  const sudden = places.filter(
    (place) =>
      newest - at[place]! < suddenMost && at.length - place >= suddenLeast && place >= beforeLeast,
  )
  const gradual = places.filter(
    (place) =>
      at.length - place >= gradualLeast &&
      place % gradualStep === 0 &&
      (place === 0 || place >= beforeLeast),
  )
  return [
    ...sudden.map((place) => ({ shape: 'sudden' as const, place })),
    ...gradual.map((place) => ({ shape: 'gradual' as const, place })),
  ]
}

type Whitening = ReturnType<typeof createWhitening>

/** Makes the rows of an autocorrelated series independent of one another, over gaps too. */
function createWhitening(at: readonly number[], autocorrelation: number) {
  const kept = at.map((dekad, i) => (i === 0 ? 0 : autocorrelation ** (dekad - at[i - 1]!)))
  const starts = kept.map((k) => 1 / Math.sqrt(1 - k * k))
  return {
    /** What a row is that follows zeros, over what it was. */
    starts,
    line: (column: readonly number[]): number[] =>
      column.map((value, i) => starts[i]! * (i === 0 ? value : value - kept[i]! * column[i - 1]!)),
  }
}

/**
 * What each candidate has beside the season: its squared length, and its product with the values.
 *
 * Past its first row a whitened step is the whitened one, and a slope the whitened time less its
 * beginning; so every candidate is read from sums over the rows after it, which are made once.
 */
function createMeasure(
  at: readonly number[],
  whitening: Whitening,
  basis: readonly (readonly number[])[],
  rest: readonly number[],
): (shape: Shape, place: number) => { weight: number; moment: number } {
  const first = at[0]!
  const ones = whitening.line(at.map(() => 1))
  const times = whitening.line(at.map((dekad) => dekad - first))
  const after = (u: readonly number[], v: readonly number[]) => {
    const sums = new Float64Array(at.length + 1)
    for (let i = at.length - 1; i >= 0; i -= 1) sums[i] = sums[i + 1]! + u[i]! * v[i]!
    return sums
  }
  const lines = [rest, ...basis].map((line) => ({
    ...{ line, ones: after(line, ones), times: after(line, times) },
  }))
  const squares = { ones: after(ones, ones), both: after(ones, times), times: after(times, times) }
  return (shape, place) => {
    const next = place + 1
    const start = whitening.starts[place]!
    // The column is alpha times the ones and beta times the times, after its first row.
    const beta = shape === 'sudden' ? 0 : 1
    const alpha = 1 - beta * (at[place]! - first)
    const productWith = ({ line, ones, times }: (typeof lines)[number]) =>
      line[place]! * start + alpha * ones[next]! + beta * times[next]!
    let weight =
      start ** 2 +
      alpha ** 2 * squares.ones[next]! +
      2 * alpha * beta * squares.both[next]! +
      beta ** 2 * squares.times[next]!
    for (let k = 1; k < lines.length; k += 1) weight -= productWith(lines[k]!) ** 2
    return { weight, moment: productWith(lines[0]!) }
  }
}

/** Lag-1 autocorrelation of what a change and the season leave; that of few values is too low. */
function autocorrelationOf({ at, values }: Dekads, change: Change): number {
  const { shape, since, size, without } = change
  const rest = at.map((d, i) => values[i]! - without(d) - size * shapeAt(shape, since, d))
  let [products, squares, pairs] = [0, 0, 0]
  for (let i = 1; i < at.length; i += 1) {
    if (at[i]! - at[i - 1]! !== 1) continue
    products += rest[i]! * rest[i - 1]!
    squares += (rest[i]! ** 2 + rest[i - 1]! ** 2) / 2
    pairs += 1
  }
  if (pairs < beforeLeast || !(squares > 0)) return autocorrelationStart
  const own = (products / squares) * (1 + fittedShare / pairs)
  return Math.min(Math.max(own, 0), autocorrelationMost)
}
/**
 * Six fitted columns, one of them chosen, make residuals look less alike than the noise is, by a
 * share that falls with their number. By made series of five years and autocorrelations of 0 to 0.9.
 */
const fittedShare = 22

function orthonormal(columns: readonly (readonly number[])[]): number[][] {
  const basis: number[][] = []
  for (const column of columns) {
    const rest = without(column, basis)
    const length = Math.sqrt(dot(rest, rest))
    if (length > 1e-9) basis.push(rest.map((value) => value / length))
  }
  return basis
}

function without(column: readonly number[], basis: readonly (readonly number[])[]): number[] {
  const rest = [...column]
  for (const one of basis) {
    const share = dot(one, rest)
    for (let i = 0; i < rest.length; i += 1) rest[i]! -= share * one[i]!
  }
  return rest
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!
  return sum
}
