import { saidWithin, usualWithin, type Signs, type Trust } from './outlook.ts'

/** What lake-years with known ends say of the index's word. */
export type Calibration = Trust & {
  readonly lakeYears: number
  /** So many of them bloomed after the index had spoken. */
  readonly blooms: number
}

/**
 * Share of the usual rate's Brier score that the index saves, for a bloom within 14 days, each
 * lake-year told by a trust and a rate fitted to the others; 0 and below: it saves nothing.
 */
type Skill = { readonly skill: number }

/**
 * Fitted to all lake-years of cascade-lakes that count (docs/SKILL.md, early signs of blooms, by
 * `bench:detect --only bloom`): a lake by its own past, and beside a lake that is like it.
 */
export const calibrations: Readonly<Record<'alone' | 'beside', Calibration & Skill>> = {
  alone: { lakeYears: 7, blooms: 3, trust: 0.41, low80: 0.07, high80: 0.81, skill: -0.01 },
  beside: { lakeYears: 5, blooms: 3, trust: 0.54, low80: 0.14, high80: 0.91, skill: 0.14 },
}

export const horizonDays = [3, 7, 14] as const
const longestDays = 14

/** A day on which the index spoke, and days until the bloom began; null: the year had none. */
export type ToldDay = Pick<Signs, 'ratio' | 'temperature'> & { readonly daysToBloom: number | null }

const bloomed = (year: readonly ToldDay[]) => year.some((one) => one.daysToBloom !== null)

/** Blooms a year of the days on which one could begin. */
export function bloomsPerYearOf(lakeYears: readonly (readonly ToldDay[])[]): number {
  return (365 * lakeYears.filter(bloomed).length) / lakeYears.flat().length
}

export const came = ({ daysToBloom }: ToldDay, days: number) =>
  daysToBloom !== null && daysToBloom <= days

const steps = 100
const trusts = Array.from({ length: steps + 1 }, (_, step) => step / steps)

/**
 * The trust in the index, one figure for all horizons, by the posterior under a prior that is even
 * from 0 to 1. Its mean is the trust, since what is told is linear in it. Days that follow each
 * other foretell the same bloom, and horizons hold one another: a day of one horizon counts as a
 * fourteenth of a third.
 *
 * @param lakeYears  each its told days before a bloom; at least one with a bloom
 */
export function calibrate(lakeYears: readonly (readonly ToldDay[])[]): Calibration {
  const bloomsPerYear = bloomsPerYearOf(lakeYears)
  const weight = 1 / longestDays / horizonDays.length
  const logLikelihoods = trusts.map(() => 0)
  for (const day of lakeYears.flat()) {
    for (const days of horizonDays) {
      const usual = usualWithin(days, bloomsPerYear)
      const said = saidWithin(days, { ...day, bloomsPerYear })
      trusts.forEach((trust, i) => {
        const told = usual + trust * (said - usual)
        logLikelihoods[i]! += weight * Math.log(came(day, days) ? told : 1 - told)
      })
    }
  }
  const most = Math.max(...logLikelihoods)
  const densities = logLikelihoods.map((one) => Math.exp(one - most))
  const total = densities.reduce((a, b) => a + b, 0)
  const below = (share: number) => {
    let sum = 0
    return trusts[densities.findIndex((density) => (sum += density) >= share * total)]!
  }
  return {
    lakeYears: lakeYears.length,
    blooms: lakeYears.filter(bloomed).length,
    trust: trusts.reduce((sum, trust, i) => sum + trust * densities[i]!, 0) / total,
    low80: below(0.1),
    high80: below(0.9),
  }
}
