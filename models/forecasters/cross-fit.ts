import { addRows, addSums, emptySums, ridgeSolver, solveRidge } from './ridge.ts'

/** A linear model on columns as they come: missing values count as the column's centre. */
export type LinearModel = {
  readonly centre: Float64Array
  readonly factor: Float64Array
  readonly coefficients: Float64Array
}

export type RidgeTask = {
  readonly columns: readonly Float32Array[]
  readonly rows: Int32Array
  readonly targets: Float64Array
  /** What is fitted: the mean, or, with rows weighed by the inverse of their error, the median. */
  readonly of: 'mean' | 'median'
  /** Steps from a row to its target: rows so near that they say the same teach nothing of it. */
  readonly horizon: number
  /**
   * Per column how much closer it is held to zero. With it columns are counted from zero and
   * there is no intercept: a model that has learned nothing says 0.
   */
  readonly stiffness?: readonly number[]
  /** Per row its weight; all the same without. */
  readonly weights?: Float64Array
  /** Fitted on less history: its penalty serves again, and nothing is predicted from parts. */
  readonly before?: Pick<RidgeFit, 'model' | 'penalty'>
}

export type RidgeFit = {
  readonly model: LinearModel
  readonly penalty: number
  /** Prediction for each row by a model of the parts on both sides; see `partsOfHistory`. */
  readonly honest: Float64Array
}

/**
 * The history is cut into so many parts, each predicted from those on both sides of it: models of
 * the past alone would be of a much shorter history than the one that is served, and be judged as
 * such. Parts beside it within so many horizons, one at least, are left out.
 */
export const partsOfHistory = 20
const gapHorizons = 4
const gapPartsMost = 4

export function partOf(position: number, rows: number): number {
  return Math.floor((position * partsOfHistory) / rows)
}

/** Parts on each side of a part that do not teach what predicts it. */
export function gapParts(rows: ArrayLike<number>, horizon: number): number {
  const partSteps = (rows[rows.length - 1]! - rows[0]! + 1) / partsOfHistory
  return Math.max(1, Math.min(gapPartsMost, Math.ceil((gapHorizons * horizon) / partSteps)))
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

const penalties = [1.5, 0.3, 0.06, 0.012, 0.002, 0.0003, 0.00003]
/** A smaller penalty must lessen the loss by so much: on little history the stiffer model serves. */
const gainLeast = 0.005
/** Standardised inputs are held within so many standard deviations. */
const inputClip = 6
const medianRounds = 3

/**
 * Fits a ridge on `rows`. The penalty is that under which parts of the history are best predicted
 * from the others, and these predictions are kept.
 *
 * Normal sums are kept per part, so that leaving a part out costs one solution, not one pass.
 */
export function fitRidge(task: RidgeTask): RidgeFit {
  const { matrix, centre, factor, ease } = standardise(task)
  const { columns, rows, targets, of, horizon } = task
  const width = columns.length + 1
  const gap = gapParts(rows, horizon)
  const weights = Float64Array.from(task.weights ?? new Float64Array(rows.length).fill(1))
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, rows.length)
  const own = weights.map((weight) => weight / mean)
  const solve = (weighed: Float64Array) =>
    task.before === undefined
      ? solveParts(matrix, width, targets, weighed, gap)
      : solveWhole(matrix, width, targets, weighed, task.before.penalty)
  const again = (said: (r: number) => number) => {
    const sizes = targets.map((target, r) => Math.abs(target - said(r)))
    const usual = Math.max(sizes.toSorted()[sizes.length >> 1] ?? 0, 1e-9)
    return solve(own.map((weight, r) => (weight * usual) / Math.max(sizes[r]!, usual * 0.3)))
  }
  let solved: Solved
  if (task.before !== undefined && of === 'median') {
    const { model } = task.before
    // Errors of the model before weigh the rows as well as a first round would.
    solved = again((r) => predictLinear(model, columns, rows[r]!))
  } else {
    solved = solve(own)
    for (let round = 1; round < medianRounds && of === 'median'; round += 1) {
      const { honest } = solved
      solved = again((r) => honest[r]!)
    }
  }
  const coefficients = solved.coefficients.map((value, c) => value * ease[c]!)
  return { model: { centre, factor, coefficients }, penalty: solved.penalty, honest: solved.honest }
}

function standardise({ columns, rows, stiffness }: RidgeTask) {
  const width = columns.length + 1
  const matrix = new Float64Array(rows.length * width)
  const centre = new Float64Array(width)
  const factor = new Float64Array(width)
  const ease = new Float64Array(width).fill(1)
  columns.forEach((column, c) => {
    const { mean, deviation } = momentsOf(column, rows)
    if (stiffness === undefined) {
      centre[c] = mean
      factor[c] = deviation > 1e-7 * Math.abs(mean) && deviation > 0 ? 1 / deviation : 0
    } else {
      const size = Math.sqrt(deviation ** 2 + mean ** 2)
      factor[c] = size > 1e-12 ? 1 / size : 0
      ease[c] = 1 / Math.sqrt(stiffness[c]!)
    }
    for (let r = 0; r < rows.length; r += 1) {
      const value = column[rows[r]!]!
      const z = Number.isNaN(value) ? 0 : (value - centre[c]!) * factor[c]
      matrix[r * width + c] = Math.max(-inputClip, Math.min(inputClip, z)) * ease[c]!
    }
  })
  const intercept = stiffness === undefined ? 1 : 0
  for (let r = 0; r < rows.length; r += 1) matrix[r * width + width - 1] = intercept
  return { matrix, centre, factor, ease }
}

function momentsOf(column: Float32Array, rows: Int32Array): { mean: number; deviation: number } {
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
  return { mean, deviation: Math.sqrt(squares / Math.max(1, count)) }
}

type Solved = { coefficients: Float64Array; penalty: number; honest: Float64Array }

/** One solution with a penalty known before; the honest predictions are its own. */
function solveWhole(
  matrix: Float64Array,
  width: number,
  targets: Float64Array,
  weights: Float64Array,
  penalty: number,
): Solved {
  const sums = emptySums(width)
  addRows(sums, matrix, 0, targets.length, targets, weights)
  const coefficients = solveRidge(sums, penalty * targets.length)
  return { coefficients, penalty, honest: targets.map((_, r) => dot(matrix, r, coefficients)) }
}

function solveParts(
  matrix: Float64Array,
  width: number,
  targets: Float64Array,
  weights: Float64Array,
  gap: number,
): Solved {
  const n = targets.length
  let next = 0
  const parts = Array.from({ length: partsOfHistory }, (_, part) => {
    const first = next
    while (next < n && partOf(next, n) === part) next += 1
    const sums = emptySums(width)
    addRows(sums, matrix, first, next, targets, weights)
    return { sums, rows: next - first }
  })
  const kept = emptySums(width)
  const keepWithout = (held: number) => {
    kept.gram.fill(0)
    kept.moment.fill(0)
    const others = parts.filter((_, part) => Math.abs(part - held) > gap)
    for (const { sums } of others) addSums(kept, sums)
    return others.reduce((sum, { rows }) => sum + rows, 0)
  }
  const solve = ridgeSolver(width)
  const told = penalties.map((penalty) => ({ penalty, honest: new Float64Array(n) }))
  let from = 0
  parts.forEach(({ rows }, held) => {
    const others = keepWithout(held)
    for (const { penalty, honest } of told) {
      const solution = solve(kept, penalty * others)
      for (let r = from; r < from + rows; r += 1) honest[r] = dot(matrix, r, solution)
    }
    from += rows
  })
  let best = { loss: Infinity, penalty: penalties[0]!, honest: new Float64Array(n) }
  for (const { penalty, honest } of told) {
    let loss = 0
    for (let r = 0; r < n; r += 1) loss += weights[r]! * (targets[r]! - honest[r]!) ** 2
    if (loss < best.loss * (1 - gainLeast)) best = { loss, penalty, honest }
  }
  keepWithout(-Infinity)
  return { coefficients: solve(kept, best.penalty * n), penalty: best.penalty, honest: best.honest }
}

function dot(matrix: Float64Array, row: number, solution: Float64Array): number {
  const offset = row * solution.length
  let sum = 0
  for (let i = 0; i < solution.length; i += 1) sum += matrix[offset + i]! * solution[i]!
  return sum
}
