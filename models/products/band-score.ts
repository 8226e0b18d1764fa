import { probit } from 'simple-statistics'
import type { Band } from '../../src/domain/forecast.ts'

/** Standard scores of the quantiles of a band: 2.5, 10, 50, 90 and 97.5 %. */
const bandScores = [0.025, 0.1, 0.5, 0.9, 0.975].map((level) => probit(level))

const valuesOf = ({ low95, low80, median, high80, high95 }: Band) => [
  low95,
  low80,
  median,
  high80,
  high95,
]

/** Value of a band at a standard score, linear between its quantiles and no further than them. */
export function atScore(band: Band, score: number): number {
  const values = valuesOf(band)
  const above = bandScores.findIndex((one) => score <= one)
  if (above === 0) return band.low95
  if (above < 0) return band.high95
  return between(bandScores, values, above, score)
}

/**
 * Standard score at which a value stands in a band, linear between its quantiles and on beyond them
 * as between the last two; of a band without width 0.
 *
 * @returns NaN for a value that is not finite
 */
export function scoreOf(band: Band, value: number): number {
  const values = valuesOf(band)
  if (!(band.high95 > band.low95)) return Number.isFinite(value) ? 0 : NaN
  const beyond = (at: number, from: number) => {
    const width = Math.abs(values[at]! - values[from]!) || (band.high95 - band.low95) / 4
    const slope = Math.abs(bandScores[at]! - bandScores[from]!) / width
    return bandScores[at]! + (value - values[at]!) * slope
  }
  if (value < band.low95) return beyond(0, 1)
  if (value > band.high95) return beyond(4, 3)
  const above = values.findIndex((one) => value <= one)
  if (above < 0) return NaN
  return above === 0 ? bandScores[0]! : between(values, bandScores, above, value)
}

/** Where `x` lies between two neighbouring points, read on the other scale. */
function between(from: readonly number[], to: readonly number[], above: number, x: number): number {
  const share = (x - from[above - 1]!) / (from[above]! - from[above - 1]!)
  return to[above - 1]! + share * (to[above]! - to[above - 1]!)
}
