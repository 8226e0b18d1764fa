import { fitRidge, predictLinear, type LinearModel } from './cross-fit.ts'
import type { Design } from './design.ts'
import { trailingSpread, windowOf } from './grid.ts'

const rowsMost = 3000
const rowsLeast = 200
/** The expected error stays within so many times the usual one. */
const boundFactor = 6

/**
 * How large an error is to be expected at an origin: a regression of the logarithm of past errors
 * on how restless the series was, how large the last errors were, the calendar, the forecast's
 * level, and how far it departs from the last value.
 */
export type SpreadModel = { at(origin: number): number }

export const evenSpread: SpreadModel = { at: () => 1 }

export function createSpreadInputs(
  design: Design,
  horizon: number,
  centre: Float32Array,
  known: number,
) {
  const { carried, fitted, grid } = design
  const window = windowOf(grid.stepMs)
  const n = fitted.length
  const floorOf = (values: Float64Array) => {
    const known = values.filter((value) => value > 0).sort()
    return (known[known.length >> 1] ?? 1) / 50
  }
  const restless = [window, 4 * window].map((width) => trailingSpread(carried, width))
  const floor = floorOf(restless[0]!.slice(0, known))
  const logs = restless.map((values) =>
    Float32Array.from(values, (value) => Math.log(value + floor)),
  )
  const recent = [new Float32Array(n).fill(NaN), new Float32Array(n).fill(NaN)]
  const means = [NaN, NaN]
  const level = new Float32Array(n).fill(NaN)
  const departure = new Float32Array(n).fill(NaN)
  const columns = [...logs, ...recent, level, departure, ...design.calendar(horizon)]
  return {
    columns,
    floor,
    /** Fills the row of an origin, which needs its forecast; origins come in order. */
    fill(origin: number) {
      const error = Math.abs(fitted[origin]! - (centre[origin - horizon] ?? NaN))
      for (const [i, days] of [2, 14].entries()) {
        const share = 1 / (days * Math.max(1, window))
        if (!Number.isNaN(error)) {
          means[i] = Number.isNaN(means[i]!) ? error : means[i]! + share * (error - means[i]!)
        }
        recent[i]![origin] = Math.log(means[i]! + floor)
      }
      level[origin] = centre[origin]!
      departure[origin] = Math.log(Math.abs(centre[origin]! - carried[origin]!) + floor)
    },
  }
}

type SpreadInputs = ReturnType<typeof createSpreadInputs>

/** Learns from origins whose target is known below `known`. */
export function fitSpread(
  design: Design,
  horizon: number,
  known: number,
  centre: Float32Array,
  { columns, floor }: SpreadInputs,
): SpreadModel {
  const rows: number[] = []
  for (let t = 0; t + horizon < known; t += 1) {
    if (Number.isFinite(design.fitted[t + horizon]! - centre[t]!)) rows.push(t)
  }
  if (rows.length < rowsLeast) return evenSpread
  const stride = Math.max(1, Math.ceil(rows.length / rowsMost))
  const thin = Int32Array.from(rows.filter((_, i) => (rows.length - 1 - i) % stride === 0))
  const targets = Float64Array.from(thin, (t) =>
    Math.log(Math.abs(design.fitted[t + horizon]! - centre[t]!) + floor),
  )
  const { model } = fitRidge({ columns, rows: thin, targets, of: 'mean', horizon })
  const usual = targets.toSorted()[targets.length >> 1]!
  return { at: (origin) => expected(model, columns, origin, usual) }
}

function expected(
  model: LinearModel,
  columns: readonly Float32Array[],
  origin: number,
  usual: number,
): number {
  const most = Math.log(boundFactor)
  const value = predictLinear(model, columns, origin)
  return Math.exp(Math.max(usual - most, Math.min(usual + most, value)))
}
