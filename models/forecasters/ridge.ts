/** Sums from which a ridge is solved; they add up over parts of the rows. */
export type NormalSums = { readonly gram: Float64Array; readonly moment: Float64Array }

export const emptySums = (width: number): NormalSums => ({
  gram: new Float64Array(width * width),
  moment: new Float64Array(width),
})

/** Adds one weighted row to the sums; only the lower triangle is kept. */
export function addRow(
  sums: NormalSums,
  rows: Float64Array,
  offset: number,
  target: number,
  weight: number,
): void {
  const { gram, moment } = sums
  const width = moment.length
  for (let i = 0; i < width; i += 1) {
    const scaled = rows[offset + i]! * weight
    if (scaled === 0) continue
    moment[i]! += scaled * target
    const at = i * width
    for (let j = 0; j <= i; j += 1) gram[at + j]! += scaled * rows[offset + j]!
  }
}

/** Rows of the matrix that are added in one pass over the sums. */
const together = 4

/**
 * Adds the rows `from` … `to` − 1 of a matrix as `addRow` would one after the other, to the last
 * bit, in half the time: the sums are read and written once for four of them.
 *
 * @param matrix  row after row, all finite
 */
export function addRows(
  sums: NormalSums,
  matrix: Float64Array,
  from: number,
  to: number,
  targets: Float64Array,
  weights: Float64Array,
): void {
  const { gram, moment } = sums
  const width = moment.length
  let r = from
  for (; r + together <= to; r += together) {
    const a = r * width
    const b = a + width
    const c = b + width
    const d = c + width
    for (let i = 0; i < width; i += 1) {
      const sa = matrix[a + i]! * weights[r]!
      const sb = matrix[b + i]! * weights[r + 1]!
      const sc = matrix[c + i]! * weights[r + 2]!
      const sd = matrix[d + i]! * weights[r + 3]!
      const own = moment[i]! + sa * targets[r]! + sb * targets[r + 1]!
      moment[i] = own + sc * targets[r + 2]! + sd * targets[r + 3]!
      const at = i * width
      for (let j = 0; j <= i; j += 1) {
        const two = gram[at + j]! + sa * matrix[a + j]! + sb * matrix[b + j]!
        gram[at + j] = two + sc * matrix[c + j]! + sd * matrix[d + j]!
      }
    }
  }
  for (; r < to; r += 1) addRow(sums, matrix, r * width, targets[r]!, weights[r]!)
}

/** `into` plus `from`. */
export function addSums(into: NormalSums, from: NormalSums): void {
  for (let i = 0; i < into.gram.length; i += 1) into.gram[i]! += from.gram[i]!
  for (let i = 0; i < into.moment.length; i += 1) into.moment[i]! += from.moment[i]!
}

/** @returns coefficients; zeros where the system is not positive definite */
export type RidgeSolver = (sums: NormalSums, penalty: number) => Float64Array

/**
 * Ridge coefficients by Cholesky's method: (G + penalty I) b = m; the last column, the intercept,
 * is not penalised. Columns are standardised by the caller, which keeps the system well posed.
 *
 * All systems are factored in the same memory: a cross-fit solves hundreds of them, and what each
 * would leave behind is collected late.
 */
export function ridgeSolver(width: number): RidgeSolver {
  const lower = new Float64Array(width * width)
  return ({ gram, moment }, penalty) => {
    lower.set(gram)
    for (let i = 0; i < width; i += 1) lower[i * width + i]! += i < width - 1 ? penalty : 1e-9
    return factored(lower, width) ? substituted(lower, moment) : new Float64Array(width)
  }
}

/** A single system. */
export const solveRidge: RidgeSolver = (sums, penalty) =>
  ridgeSolver(sums.moment.length)(sums, penalty)

/** Cholesky's factor in place of the lower triangle; false where there is none. */
function factored(lower: Float64Array, width: number): boolean {
  for (let j = 0; j < width; j += 1) {
    for (let i = j; i < width; i += 1) {
      let sum = lower[i * width + j]!
      for (let k = 0; k < j; k += 1) sum -= lower[i * width + k]! * lower[j * width + k]!
      if (i > j) lower[i * width + j] = sum / lower[j * width + j]!
      else if (sum > 0) lower[i * width + j] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

function substituted(lower: Float64Array, moment: Float64Array): Float64Array {
  const width = moment.length
  const solution = Float64Array.from(moment)
  for (let i = 0; i < width; i += 1) {
    for (let k = 0; k < i; k += 1) solution[i]! -= lower[i * width + k]! * solution[k]!
    solution[i]! /= lower[i * width + i]!
  }
  for (let i = width - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < width; k += 1) solution[i]! -= lower[k * width + i]! * solution[k]!
    solution[i]! /= lower[i * width + i]!
  }
  return solution
}
