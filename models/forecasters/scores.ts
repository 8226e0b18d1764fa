import { levelIndex, quantileLevels } from './levels.ts'

/** Scores of one forecaster at one horizon over forecasts whose target was measured. */
export type ScoreSums = {
  add(quantiles: Float64Array, observed: number): void
  result(): Scores
}
export type Scores = {
  readonly n: number
  readonly mae: number | null
  readonly rmse: number | null
  readonly crps: number | null
  readonly coverage80: number | null
  readonly coverage95: number | null
}

/**
 * Continuous ranked probability score from the quantiles: twice the mean quantile loss, the
 * outermost levels standing for what lies beyond them.
 *
 * @source Gneiting & Ranjan (2011), J. Bus. Econ. Stat. 29(3), 411–422
 */
export function crpsOf(quantiles: Float64Array, observed: number): number {
  let sum = 0
  for (let i = 0; i < quantiles.length; i += 1) {
    const below = observed < quantiles[i]! ? 1 : 0
    const width = i === 0 || i === quantiles.length - 1 ? 1.5 : 1
    sum += width * (below - quantileLevels[i]!) * (quantiles[i]! - observed)
  }
  return (2 * sum) / (quantiles.length + 1)
}

export function createScores(): ScoreSums {
  const sums = { n: 0, absolute: 0, square: 0, crps: 0, in80: 0, in95: 0 }
  const inside = (quantiles: Float64Array, low: number, high: number, observed: number) =>
    observed >= quantiles[low]! && observed <= quantiles[high]! ? 1 : 0
  return {
    add(quantiles, observed) {
      const error = quantiles[levelIndex.median]! - observed
      sums.n += 1
      sums.absolute += Math.abs(error)
      sums.square += error * error
      sums.crps += crpsOf(quantiles, observed)
      sums.in80 += inside(quantiles, levelIndex.low80, levelIndex.high80, observed)
      sums.in95 += inside(quantiles, levelIndex.low95, levelIndex.high95, observed)
    },
    result() {
      const mean = (sum: number) => (sums.n === 0 ? null : sum / sums.n)
      const square = mean(sums.square)
      return {
        n: sums.n,
        mae: mean(sums.absolute),
        rmse: square === null ? null : Math.sqrt(square),
        crps: mean(sums.crps),
        coverage80: mean(sums.in80),
        coverage95: mean(sums.in95),
      }
    },
  }
}
