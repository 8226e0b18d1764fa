import { addRow, addSums, emptySums, solveRidge, type NormalSums } from './ridge.ts'

/** A linear model on columns as they come: missing values count as the column's mean. */
export type LinearModel = {
  readonly centre: Float64Array
  readonly factor: Float64Array
  readonly coefficients: Float64Array
}

export type CrossFit = {
  readonly model: LinearModel
  /** Prediction for each row by a model of the parts before; see `partsOfHistory`. */
  readonly honest: Float64Array
}

/**
 * The history is cut into so many parts, each predicted from those before it, as it would have
 * been at the time; the first alone is predicted from those after it.
 */
export const partsOfHistory = 5

export function partOf(position: number, rows: number): number {
  return Math.floor((position * partsOfHistory) / rows)
}

export function predictLinear(
  model: LinearModel,
  columns: readonly Float32Array[],
  row: number,
): number {
  const { centre, factor, coefficients } = model
  let sum = coefficients[columns.length]!
  for (let c = 0; c < columns.length; c += 1) {
    const value = columns[c]![row]!
    if (Number.isNaN(value)) continue
    const z = (value - centre[c]!) * factor[c]!
    sum += Math.max(-inputClip, Math.min(inputClip, z)) * coefficients[c]!
  }
  return sum
}

const penalties = [0.0003, 0.003, 0.03, 0.3, 3]
/** Standardised inputs are held within so many standard deviations. */
const inputClip = 6

/**
 * Fits two ridges on `rows`: for the mean, and, with rows weighed by the inverse of their honest
 * error, for the median. The penalty of each is that under which parts of the history are best
 * predicted from those before, and these predictions are kept.
 *
 * Normal sums are kept per part, so that leaving a part out costs one solution, not one pass.
 */
export function crossFitRidge(
  columns: readonly Float32Array[],
  rows: Int32Array,
  targets: Float64Array,
): { mean: CrossFit; median: CrossFit } {
  const { matrix, centre, factor } = standardise(columns, rows)
  const weights = new Float64Array(rows.length).fill(1)
  const solve = () => {
    const { coefficients, honest } = solveRound(matrix, columns.length + 1, targets, weights)
    return { model: { centre, factor, coefficients }, honest }
  }
  const mean = solve()
  let median = mean
  for (let i = 0; i < medianRounds; i += 1) {
    const { honest } = median
    const sizes = targets.map((target, r) => Math.abs(target - honest[r]!))
    const usual = Math.max(sizes.toSorted()[sizes.length >> 1]!, 1e-9)
    for (let r = 0; r < weights.length; r += 1) {
      weights[r] = usual / Math.max(sizes[r]!, usual * 0.3)
    }
    median = solve()
  }
  return { mean, median }
}

const medianRounds = 2

function standardise(columns: readonly Float32Array[], rows: Int32Array) {
  const width = columns.length + 1
  const matrix = new Float64Array(rows.length * width)
  const centre = new Float64Array(width)
  const factor = new Float64Array(width)
  columns.forEach((column, c) => {
    let count = 0
    let mean = 0
    let squares = 0
    for (const row of rows) {
      const value = column[row]!
      if (Number.isNaN(value)) continue
      count += 1
      const delta = value - mean
      mean += delta / count
      squares += delta * (value - mean)
    }
    const deviation = Math.sqrt(squares / Math.max(1, count))
    centre[c] = mean
    factor[c] = deviation > 1e-7 * Math.abs(mean) && deviation > 0 ? 1 / deviation : 0
    for (let r = 0; r < rows.length; r += 1) {
      const value = column[rows[r]!]!
      const z = Number.isNaN(value) ? 0 : (value - mean) * factor[c]
      matrix[r * width + c] = Math.max(-inputClip, Math.min(inputClip, z))
    }
  })
  for (let r = 0; r < rows.length; r += 1) matrix[r * width + width - 1] = 1
  return { matrix, centre, factor }
}

function solveRound(
  matrix: Float64Array,
  width: number,
  targets: Float64Array,
  weights: Float64Array,
): { coefficients: Float64Array; honest: Float64Array } {
  const n = targets.length
  const parts: NormalSums[] = Array.from({ length: partsOfHistory }, () => emptySums(width))
  for (let r = 0; r < n; r += 1) {
    addRow(parts[partOf(r, n)]!, matrix, r * width, targets[r]!, weights[r]!)
  }
  const total = emptySums(width)
  for (const part of parts) addSums(total, part, 1)
  const before = parts.map((_, index) => {
    const sums = emptySums(width)
    for (const part of index === 0 ? parts.slice(1) : parts.slice(0, index)) addSums(sums, part, 1)
    return sums
  })
  let best = { loss: Infinity, penalty: penalties[0]!, honest: new Float64Array(n) }
  for (const penalty of penalties) {
    const honest = new Float64Array(n)
    const solutions = before.map((sums, part) => {
      const share = part === 0 ? partsOfHistory - 1 : part
      return solveRidge(sums, (penalty * n * share) / partsOfHistory)
    })
    let loss = 0
    for (let r = 0; r < n; r += 1) {
      honest[r] = dot(matrix, r * width, solutions[partOf(r, n)]!)
      if (partOf(r, n) > 0) loss += weights[r]! * (targets[r]! - honest[r]!) ** 2
    }
    if (loss < best.loss) best = { loss, penalty, honest }
  }
  return { coefficients: solveRidge(total, best.penalty * n), honest: best.honest }
}

function dot(matrix: Float64Array, offset: number, solution: Float64Array): number {
  let sum = 0
  for (let i = 0; i < solution.length; i += 1) sum += matrix[offset + i]! * solution[i]!
  return sum
}
