import { dayMs } from '../src/domain/time.ts'
import { carryForward, trailingMean, type Grid } from '../models/forecasters/grid.ts'
import { addRow, emptySums, solveRidge } from '../models/forecasters/ridge.ts'

const yearMs = 365.2425 * dayMs
const lags = 48

/**
 * The reference of the data's READMEs: one ridge per horizon on the last 48 hourly values (less
 * their 24 h mean for water) and harmonics of the hour (of the year for air), learned before the
 * test alone.
 *
 * @returns forecasts by origin; NaN where an input is missing
 */
export function referenceRidge(
  grid: Grid,
  horizon: number,
  testFrom: number,
  air: boolean,
): Float64Array {
  const carried = carryForward(grid.target, grid.stepMs)
  const mean = trailingMean(carried, 24)
  const harmonics = (t: number) => {
    const at = grid.startAt + (t + horizon) * grid.stepMs
    const turns = [1, 2, 3].map((k) => (2 * Math.PI * k * (at % dayMs)) / dayMs)
    if (air) turns.push(...[1, 2].map((k) => (2 * Math.PI * k * at) / yearMs))
    return turns.flatMap((turn) => [Math.sin(turn), Math.cos(turn)])
  }
  const baseOf = (t: number) => (air ? 0 : mean[t]!)
  const rowOf = (t: number) => {
    const past = Array.from({ length: lags }, (_, lag) => (carried[t - lag] ?? NaN) - baseOf(t))
    return [...past, ...harmonics(t)]
  }
  const rows: number[][] = []
  const targets: number[] = []
  for (let t = lags; t + horizon < testFrom; t += 1) {
    const target = grid.target[t + horizon]! - baseOf(t)
    const row = rowOf(t)
    if (Number.isNaN(target) || row.some(Number.isNaN)) continue
    rows.push(row)
    targets.push(target)
  }
  const width = lags + harmonics(0).length + 1
  const centre = new Float64Array(width - 1)
  const factor = new Float64Array(width - 1)
  for (let c = 0; c < width - 1; c += 1) {
    for (const row of rows) centre[c]! += row[c]! / rows.length
    let square = 0
    for (const row of rows) square += (row[c]! - centre[c]!) ** 2 / rows.length
    factor[c] = square > 0 ? 1 / Math.sqrt(square) : 0
  }
  const standard = (row: number[]) =>
    Float64Array.from([...row.map((value, c) => (value - centre[c]!) * factor[c]!), 1])
  const sums = emptySums(width)
  rows.forEach((row, i) => addRow(sums, standard(row), 0, targets[i]!, 1))
  const solution = solveRidge(sums, 1)
  return grid.target.map((_, t) => {
    if (t + 1 < testFrom || t < lags) return NaN
    const row = rowOf(t)
    if (row.some(Number.isNaN)) return NaN
    return baseOf(t) + standard(row).reduce((sum, value, c) => sum + value * solution[c]!, 0)
  })
}
