import type {
  Band,
  ForecastValue,
  LeadScore,
  ScoreSums,
  SkillScores,
} from '../../src/domain/forecast.ts'

export function noScores(): ScoreSums {
  return {
    n: 0,
    absolute: 0,
    square: 0,
    crps: 0,
    in80: 0,
    in95: 0,
    persistenceAbsolute: 0,
    persistenceSquare: 0,
    seasonalAbsolute: 0,
    seasonalSquare: 0,
    climatologyAbsolute: 0,
    climatologySquare: 0,
    climatologyCrps: 0,
  }
}

/**
 * Continuous ranked probability score of a published band, by the weighted interval score of its
 * median and its two intervals; in the unit of the values, >= 0. For a single value it would be
 * the absolute error.
 *
 * @source Bracher, Ray, Gneiting & Reich (2021), PLoS Comput. Biol. 17(2), e1008618
 * @example crpsOfBand({ median: 5, low80: 4, high80: 6, low95: 3, high95: 7 }, 5) // => 0.12
 */
export function crpsOfBand(band: Band, observed: number): number {
  const beyond = (low: number, high: number) =>
    Math.max(0, low - observed) + Math.max(0, observed - high)
  const inner = 0.1 * (band.high80 - band.low80) + beyond(band.low80, band.high80)
  const outer = 0.025 * (band.high95 - band.low95) + beyond(band.low95, band.high95)
  return (0.5 * Math.abs(band.median - observed) + inner + outer) / 2.5
}

/** Counts one forecast whose target was measured. */
export function addScore(sums: ScoreSums, said: ForecastValue, observed: number): void {
  const { model, climatology, persistence, seasonalNaive } = said
  const error = model.median - observed
  sums.n += 1
  sums.absolute += Math.abs(error)
  sums.square += error ** 2
  sums.crps += crpsOfBand(model, observed)
  sums.in80 += observed >= model.low80 && observed <= model.high80 ? 1 : 0
  sums.in95 += observed >= model.low95 && observed <= model.high95 ? 1 : 0
  sums.persistenceAbsolute += Math.abs(persistence - observed)
  sums.persistenceSquare += (persistence - observed) ** 2
  sums.seasonalAbsolute += Math.abs(seasonalNaive - observed)
  sums.seasonalSquare += (seasonalNaive - observed) ** 2
  sums.climatologyAbsolute += Math.abs(climatology.median - observed)
  sums.climatologySquare += (climatology.median - observed) ** 2
  sums.climatologyCrps += crpsOfBand(climatology, observed)
}

/** Means of the sums; null without a scored forecast. */
export function skillScores({ sums }: LeadScore): SkillScores | null {
  if (sums.n === 0) return null
  const point = (absolute: number, square: number) => ({
    mae: absolute / sums.n,
    rmse: Math.sqrt(square / sums.n),
  })
  const persistence = point(sums.persistenceAbsolute, sums.persistenceSquare)
  const seasonalNaive = point(sums.seasonalAbsolute, sums.seasonalSquare)
  const climatology = point(sums.climatologyAbsolute, sums.climatologySquare)
  const ours = point(sums.absolute, sums.square)
  const best = Math.min(persistence.mae, seasonalNaive.mae, climatology.mae)
  return {
    ...ours,
    crps: sums.crps / sums.n,
    coverage80: sums.in80 / sums.n,
    coverage95: sums.in95 / sums.n,
    persistence,
    seasonalNaive,
    climatology: { ...climatology, crps: sums.climatologyCrps / sums.n },
    skill: best > 0 ? 1 - ours.mae / best : null,
  }
}
