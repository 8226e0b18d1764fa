/**
 * The z of a change that is reached by chance so many times a year, when the series is looked at
 * once a dekad: an exponential through what made series reach, z 3 to 5.5 (0.27 to 0.009 a year at an
 * autocorrelation of 0.8; less at a lower one, more above).
 *
 * @param alarmsPerYear  of one series, > 0
 * @source ours: `bench:detect --only trend` prints the made series beside it
 * @example limitOf(0.02) // => 4.81
 */
export function limitOf(alarmsPerYear: number): number {
  return Math.max(limitLeast, 4 - Math.log(alarmsPerYear / rateAtFour) / decline)
}

const rateAtFour = 0.065
const decline = 1.45
const limitLeast = 3
