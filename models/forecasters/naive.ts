import type { Design } from './design.ts'
import { fitRidge, predictLinear } from './cross-fit.ts'
import { learningRows, type MemberGroup } from './member.ts'
import { smoothedAt } from './smoothing.ts'

/** The last known value, however old. */
function lastKnown(fitted: Float64Array): Float32Array {
  let last = NaN
  return Float32Array.from(fitted, (value) => {
    if (!Number.isNaN(value)) last = value
    return last
  })
}

export const persistence: MemberGroup = {
  names: ['persistence'],
  simple: true,
  needsYear: false,
  fit(design) {
    const past = lastKnown(design.fitted)
    return [{ past, predict: (origin) => past[origin]! }]
  },
}

/** The newest known value at the target's time of day; persistence where there is none. */
export const seasonalNaive: MemberGroup = {
  names: ['seasonal-naive'],
  simple: true,
  needsYear: false,
  fit(design, horizon) {
    const past = Float32Array.from(design.base(horizon))
    return [{ past, predict: (origin) => past[origin]! }]
  },
}

const climatologyRowsMost = 6000
/** With fewer known targets than this there is no climatology but their mean. */
const climatologyRowsLeast = 48

/** Time of day and, with a year of history, day of year. */
export const climatology: MemberGroup = {
  names: ['climatology'],
  simple: false,
  needsYear: true,
  fit(design, horizon, known) {
    const past = new Float32Array(design.fitted.length).fill(NaN)
    const rows = targetRows(design, horizon, known)
    const targets = Float64Array.from(rows, (row) => design.fitted[row + horizon]!)
    if (rows.length < climatologyRowsLeast) {
      const mean = meanOf(design.fitted.subarray(0, known))
      for (const row of rows) past[row] = mean
      return [{ past, predict: () => mean }]
    }
    const columns = design.calendar(horizon)
    const { model, honest } = fitRidge({ columns, rows, targets, of: 'median', horizon })
    rows.forEach((row, i) => (past[row] = honest[i]!))
    return [{ past, predict: (origin) => predictLinear(model, columns, origin) }]
  },
}

function meanOf(values: Float64Array): number {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count += 1
  }
  return sum / count
}

function targetRows({ fitted }: Design, horizon: number, known: number): Int32Array {
  const rows: number[] = []
  for (let t = 0; t + horizon < known; t += 1) {
    if (!Number.isNaN(fitted[t + horizon]!)) rows.push(t)
  }
  const stride = Math.max(1, Math.ceil(rows.length / climatologyRowsMost))
  return Int32Array.from(rows.filter((_, i) => (rows.length - 1 - i) % stride === 0))
}

const smoothingRowsMost = 4000

/** Seasonal smoothing with the rates that served this horizon best so far. */
export const smoothing: MemberGroup = {
  names: ['smoothing'],
  // Its rates are chosen on the history: on a short one it follows what happened to pay there.
  simple: false,
  needsYear: false,
  fit(design, horizon, known) {
    const rows = learningRows(design, horizon, known, smoothingRowsMost)
    let best = { loss: Infinity, index: 0, share: 0 }
    design.smoothings.forEach((one, index) => {
      let cross = 0
      let square = 1e-12
      for (const t of rows) {
        if (Number.isNaN(one.error[t]!)) continue
        const left = design.fitted[t + horizon]! - smoothedAt(one, t, horizon)
        cross += one.error[t]! * left
        square += one.error[t]! ** 2
      }
      const share = Math.max(0, Math.min(1, cross / square))
      let loss = 0
      for (const t of rows) {
        const forecast = smoothedAt(one, t, horizon) + share * (one.error[t]! || 0)
        loss += Math.abs(design.fitted[t + horizon]! - forecast)
      }
      if (loss < best.loss) best = { loss, index, share }
    })
    const chosen = design.smoothings[best.index]!
    const predict = (origin: number) =>
      smoothedAt(chosen, origin, horizon) + best.share * (chosen.error[origin]! || 0)
    const past = Float32Array.from(design.fitted, (_, origin) =>
      origin + horizon < known ? predict(origin) : NaN,
    )
    return [{ past, predict }]
  },
}
