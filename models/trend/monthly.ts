import { median } from 'simple-statistics'
import { dekadsPerYear } from './dekads.ts'
import { seasonalKendall, theilSen } from './kendall.ts'
import type { Dekads } from './shapes.ts'

/** What the usual test of river monitoring says over calendar years. */
export type MonthlyTrend = {
  readonly years: number
  /** Change a year: on a log scale as a share of the level, else in the series' unit. */
  readonly perYear: number
  /** Two-sided, with the months of one year allowed to be alike: small only after many years. */
  readonly p: number
}

const monthsPerYear = 12
const yearsLeast = 3

/**
 * Seasonal Kendall test and seasonal Sen slope of monthly medians.
 *
 * @returns null with fewer than three calendar years
 * @source as `seasonalKendall`; the slope is the median over all pairs of one month
 */
export function monthlyTrend({ at, values }: Dekads, scale: 'linear' | 'log'): MonthlyTrend | null {
  const firstYear = Math.floor((at[0] ?? 0) / dekadsPerYear)
  const count = Math.floor((at.at(-1) ?? -1) / dekadsPerYear) - firstYear + 1
  if (at.length === 0 || count < yearsLeast) return null
  const gathered = new Map<number, number[]>()
  at.forEach((dekad, i) => {
    const month = Math.floor(dekad / 3)
    gathered.set(month, [...(gathered.get(month) ?? []), values[i]!])
  })
  const years = Array.from({ length: count }, (_, year) =>
    Array.from({ length: monthsPerYear }, (_, month) => {
      const known = gathered.get((firstYear + year) * monthsPerYear + month)
      return known === undefined ? NaN : median(known)
    }),
  )
  const slopes = Array.from({ length: monthsPerYear }, (_, month) =>
    years.flatMap((year, at) => {
      const value = year[month]!
      return Number.isNaN(value) ? [] : [{ at, value }]
    }),
  )
  const slope = theilSen(slopes)
  if (slope === null) return null
  const perYear = scale === 'log' ? Math.expm1(slope) : slope
  return { years: count, perYear, p: seasonalKendall(years).p }
}
