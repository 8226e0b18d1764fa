import { errorFunction, median } from 'simple-statistics'

/** One value of a series at a time, in any one unit of time. */
export type Point = { readonly at: number; readonly value: number }

/** Kendall's test of a trend: S, its variance, the standard score, two-sided probability. */
export type KendallTest = {
  readonly s: number
  readonly variance: number
  readonly z: number
  readonly p: number
}

/**
 * Mann–Kendall test of a monotone trend, ties counted.
 *
 * @param values  in the order of time, any one unit; fewer than two say nothing: p is 1
 * @source Mann (1945), Econometrica 13; Kendall (1975); ties as in Gilbert (1987), §16.4
 * @example mannKendall([1, 2, 3, 4, 5]).s // => 10
 */
export function mannKendall(values: readonly number[]): KendallTest {
  return tested(scoreOf(values), varianceOf(values))
}

/**
 * Seasonal Kendall test: each season is compared with itself in other years, so that a season is no
 * trend. Seasons of one year are alike beyond the season; their covariance is estimated, so that
 * one dry year does not pass for twelve votes.
 *
 * @param years  one row a year, the same seasons in each, NaN where there is no value
 * @source Hirsch, Slack and Smith (1982), Water Resour. Res. 18, 107–121; covariance: Dietz and
 *   Killeen (1981), J. Am. Stat. Assoc. 76; Hirsch and Slack (1984), Water Resour. Res. 20, 727–732
 */
export function seasonalKendall(years: readonly (readonly number[])[]): KendallTest {
  const width = years[0]?.length ?? 0
  const seasons = Array.from({ length: width }, (_, season) => years.map((year) => year[season]!))
  const present = seasons.map((values) => values.filter((value) => !Number.isNaN(value)))
  const s = present.reduce((sum, values) => sum + scoreOf(values), 0)
  let variance = present.reduce((sum, values) => sum + varianceOf(values), 0)
  for (let g = 0; g < width; g += 1) {
    for (let h = 0; h < g; h += 1) variance += 2 * covarianceOf(seasons[g]!, seasons[h]!)
  }
  return tested(s, Math.max(variance, 0))
}

/**
 * Sen's slope: the median of the slopes of all pairs; with seasons, of all pairs within one.
 *
 * @param seasons  points of each season, at different times; one season where there are none
 * @returns value a unit of time; null where no season has two points
 * @source Theil (1950); Sen (1968), J. Am. Stat. Assoc. 63; seasons: Hirsch, Slack and Smith (1982)
 * @example theilSen([[{ at: 0, value: 1 }, { at: 1, value: 3 }, { at: 2, value: 5 }]]) // => 2
 */
export function theilSen(seasons: readonly (readonly Point[])[]): number | null {
  const slopes = seasons.flatMap((points) =>
    points.flatMap((one, i) =>
      points.slice(i + 1).map((later) => (later.value - one.value) / (later.at - one.at)),
    ),
  )
  return slopes.length === 0 ? null : median(slopes)
}

function tested(s: number, variance: number): KendallTest {
  const z = variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance) : 0
  const p = Math.min(1 - errorFunction(Math.abs(z) / Math.SQRT2), 1)
  return { s, variance, z, p }
}

function scoreOf(values: readonly number[]): number {
  let s = 0
  for (let i = 1; i < values.length; i += 1) {
    for (let j = 0; j < i; j += 1) s += Math.sign(values[i]! - values[j]!)
  }
  return s
}

function varianceOf(values: readonly number[]): number {
  const ties = new Map<number, number>()
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1)
  const term = (n: number) => n * (n - 1) * (2 * n + 5)
  return (term(values.length) - [...ties.values()].reduce((sum, t) => sum + term(t), 0)) / 18
}

/** Of the S of two seasons over the same years: ranks among what is present, mid-ranks at ties. */
function covarianceOf(g: readonly number[], h: readonly number[]): number {
  const common = (at: number) => !Number.isNaN(g[at]!) && !Number.isNaN(h[at]!)
  let agreeing = 0
  for (let i = 1; i < g.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      if (common(i) && common(j)) agreeing += Math.sign((g[i]! - g[j]!) * (h[i]! - h[j]!))
    }
  }
  const [ranksG, ranksH] = [ranksOf(g), ranksOf(h)]
  const products = ranksG.reduce((sum, rank, i) => sum + rank * ranksH[i]!, 0)
  const count = (of: readonly number[]) => of.filter((value) => !Number.isNaN(value)).length
  return (agreeing + 4 * products - g.length * (count(g) + 1) * (count(h) + 1)) / 3
}

/** A missing value has the middle rank. */
function ranksOf(values: readonly number[]): number[] {
  const present = values.filter((value) => !Number.isNaN(value))
  return values.map((value) => {
    if (Number.isNaN(value)) return (present.length + 1) / 2
    return (1 + present.length + present.reduce((r, one) => r + Math.sign(value - one), 0)) / 2
  })
}
