import { quantileSorted, sampleSkewness } from 'simple-statistics'

/** The scale on which a series is fitted: monotone, so that quantiles carry over. */
export type FittingScale = {
  readonly name: 'linear' | 'root' | 'log'
  to(value: number): number
  from(fitted: number): number
  /** Units of the target that one unit of the fitting scale makes there, > 0. */
  slope(fitted: number): number
}

const linear: FittingScale = {
  name: 'linear',
  to: (value) => value,
  from: (fitted) => fitted,
  slope: () => 1,
}

/** Square root of what lies above zero. */
const root: FittingScale = {
  name: 'root',
  to: (value) => Math.sqrt(Math.max(0, value)),
  from: (fitted) => Math.max(0, fitted) ** 2,
  slope: (fitted) => 2 * Math.max(0, fitted) + 1e-9,
}

/** Logarithm above a floor, which zeros and non-detects share with the smallest values. */
function logAbove(floor: number, ceiling: number): FittingScale {
  return {
    name: 'log',
    to: (value) => Math.log(Math.max(0, value) + floor),
    from: (fitted) => Math.max(0, Math.min(Math.exp(fitted), ceiling) - floor),
    slope: (fitted) => Math.exp(Math.min(fitted, Math.log(ceiling))),
  }
}

const skewedFrom = 0.75
const verySkewedFrom = 2.5
/** Forecasts on the log scale stay below so many times the largest value known. */
const ceilingFactor = 5

/**
 * Chooses the fitting scale by the skewness of a history: a series that goes below zero, or is
 * about even, is fitted as it is.
 *
 * @param history  NaN where nothing was measured
 */
export function chooseScale(history: Float64Array): FittingScale {
  const known = Array.from(history.filter((value) => Number.isFinite(value))).sort((a, b) => a - b)
  if (known.length < 50 || known[0]! < 0 || known[0] === known.at(-1)) return linear
  // The outermost values are left out: one spike of a probe must not choose the scale.
  const inner = known.slice(Math.floor(known.length / 500), Math.ceil(known.length * 0.998))
  if (inner[0] === inner.at(-1)) return linear
  const skewness = sampleSkewness(inner)
  if (!(skewness > skewedFrom)) return linear
  if (skewness < verySkewedFrom) return root
  const floor = Math.max(quantileSorted(known, 0.1) / 2, quantileSorted(known, 0.5) / 20)
  return floor > 0 ? logAbove(floor, ceilingFactor * known.at(-1)!) : root
}
