import { emptySums, solveRidge } from '../forecasters/ridge.ts'

/**
 * What judged columns owe to the context at hand: a ridge regression of each on short means of the
 * context columns, learned online.
 *
 * Both sides enter as departures from their own level of late, by the same filter, so that slow
 * drifts that have nothing to do with each other teach nothing. A column is corrected only as far
 * as the regression has foretold it before it learned it, and by no more than the context that was
 * ever seen: what context does not explain stays as it is.
 */
export type Bearing = {
  rows: number
  /** Of each feature: short mean of the context in its own widths, and that mean's level of late. */
  features: Feature[]
  /** Upper triangle of the features' products, by rows; and by judged column what they give. */
  gram: number[]
  columns: Borne[]
}

type Feature = { now: number; level: number }

type Borne = {
  rows: number
  level: number
  products: number[]
  weights: number[]
  /** Mean squares of departures, and of what the regression left over of them beforehand. */
  plain: number
  left: number
  /** What was taken off the newest reading. */
  taken: number
}

/** Rows of the short means, which stand for the lags that an effect may have. */
const shortRows = [2, 8, 32]
const levelRows = 180
const memoryRows = 5_000
const proofRows = 2_000
const rowsToProve = 432
/** Added to each feature's own product: so many rows of one width that show no effect. */
const ridge = 50
const solveEvery = 48
const clipAt = 3
/** From the first share of variance explained on a column is corrected, from the second on in full. */
const provenFrom = 0.1
const provenAt = 0.3
const beyondMost = 6

const levelWeight = 1 - 2 ** (-1 / levelRows)
const keep = 1 - 1 / memoryRows

export const createBearing = (): Bearing => ({ rows: 0, features: [], gram: [], columns: [] })

/** What is taken off one judged column at a row. */
export type Taken = {
  /** In its unit; 0: nothing is proven. */
  readonly off: number
  /** `off` of the reading before. */
  readonly before: number
  /** Its level of late as it came, with nothing taken off. */
  readonly level: number
  /** Index of the context column that gives most of it; null: nothing is taken off. */
  readonly context: number | null
}

/** @param context  each context column in its own widths, from its mean */
export function takenOff({ features, columns }: Bearing, context: readonly number[]): Taken[] {
  const now = features.map((feature, k) => nowOf(feature, k, context))
  return columns.map((column) => {
    const { taken: before, level, weights } = column
    const proven = provenOf(column)
    if (proven === 0) return { off: 0, before, level, context: null }
    const parts = context.map(() => 0)
    now.forEach((one, k) => (parts[contextOf(k)]! += one * weights[k]!))
    const sizes = parts.map(Math.abs)
    const most = sizes.indexOf(Math.max(...sizes))
    return { off: proven * parts.reduce((a, one) => a + one, 0), before, level, context: most }
  })
}

const contextOf = (feature: number) => Math.floor(feature / shortRows.length)

/**
 * @param values  of the judged columns; null and NaN teach nothing
 * @param taken  `off` of each at this row; absent: nothing was
 */
export function learnBearing(
  bearing: Bearing,
  context: readonly number[],
  values: readonly (number | null)[],
  taken: readonly number[],
): void {
  widen(bearing, context.length, values.length)
  const { features, columns } = bearing
  const levelShare = Math.max(levelWeight, 1 / (bearing.rows + 1))
  features.forEach((feature, k) => {
    feature.now = nowOf(feature, k, context)
    feature.level += levelShare * (feature.now - feature.level)
  })
  const away = features.map(({ now, level }) => now - level)
  columns.forEach((column, judged) => {
    const value = values[judged] ?? NaN
    const foretold = dot(column.weights, away)
    const learned = Number.isNaN(value) ? foretold : departure(column, value, foretold)
    if (!Number.isNaN(value)) column.taken = taken[judged] ?? 0
    away.forEach((one, k) => (column.products[k] = keep * column.products[k]! + one * learned))
  })
  let place = 0
  for (let i = 0; i < away.length; i += 1) {
    for (let k = i; k < away.length; k += 1, place += 1) {
      bearing.gram[place] = keep * bearing.gram[place]! + away[i]! * away[k]!
    }
  }
  bearing.rows += 1
  if (bearing.rows % solveEvery === 0) solve(bearing)
}

function nowOf(feature: Feature, k: number, context: readonly number[]): number {
  const value = context[contextOf(k)] ?? 0
  const clipped = Math.max(-beyondMost, Math.min(beyondMost, value))
  return feature.now + (clipped - feature.now) / shortRows[k % shortRows.length]!
}

function provenOf({ rows, plain, left }: Borne): number {
  if (rows < rowsToProve || !(plain > 0)) return 0
  const explained = 1 - left / plain
  return Math.max(0, Math.min(1, (explained - provenFrom) / (provenAt - provenFrom)))
}

/** The departure of a value, as far as it is believed; its column learns its level and proof. */
function departure(column: Borne, value: number, foretold: number): number {
  if (column.rows === 0) column.level = value
  column.level += Math.max(levelWeight, 1 / (column.rows + 1)) * (value - column.level)
  const off = value - column.level
  const settled = column.rows >= rowsToProve
  const plainMost = settled ? clipAt * Math.sqrt(column.plain) : Infinity
  const leftMost = settled ? clipAt * Math.sqrt(Math.max(column.left, 1e-18)) : Infinity
  const rest = clip(off - foretold, leftMost)
  const share = Math.max(1 / proofRows, 1 / (column.rows + 1))
  column.plain += share * (clip(off, plainMost) ** 2 - column.plain)
  column.left += share * (rest ** 2 - column.left)
  column.rows += 1
  return foretold + rest
}

function widen(bearing: Bearing, contexts: number, judged: number): void {
  const width = contexts * shortRows.length
  const { features, columns } = bearing
  if (features.length < width) {
    const known = features.length
    const before = bearing.gram
    while (features.length < width) features.push({ now: 0, level: 0 })
    bearing.gram = []
    let place = 0
    for (let i = 0; i < width; i += 1) {
      for (let k = i; k < width; k += 1) {
        bearing.gram.push(k < known ? before[place++]! : 0)
      }
    }
  }
  const zeros = () => features.map(() => 0)
  while (columns.length < judged) {
    const nothing = { rows: 0, level: 0, plain: 0, left: 0, taken: 0 }
    columns.push({ ...nothing, products: zeros(), weights: zeros() })
  }
  for (const { products, weights } of columns) {
    while (products.length < width) products.push(0)
    while (weights.length < width) weights.push(0)
  }
}

/** Weights of all columns; the intercept that a ridge has is left at nothing, levels are taken off. */
function solve({ features, gram, columns }: Bearing): void {
  const width = features.length
  const sums = emptySums(width + 1)
  for (let i = 0, place = 0; i < width; i += 1) {
    for (let k = i; k < width; k += 1, place += 1) sums.gram[k * (width + 1) + i] = gram[place]!
  }
  for (const column of columns) {
    sums.moment.set(column.products)
    const weights = solveRidge(sums, ridge).subarray(0, width)
    column.weights = Array.from(weights, (weight) => Number(weight.toPrecision(6)))
  }
}

/** Over the shorter of the two. */
function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) sum += left[i]! * right[i]!
  return sum
}

const clip = (value: number, most: number) => Math.max(-most, Math.min(most, value))
