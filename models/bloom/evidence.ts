import {
  autocorrelationOf,
  independentDays,
  isKnown,
  spreadOf,
  windowDays,
  windowOf,
  type Past,
} from './past.ts'

/** What one daily statistic says of the lake leaving its past. */
export type Evidence = {
  readonly what: 'level' | 'swing' | 'spread' | 'memory'
  /** Log-likelihood ratio of "risen" against "as before", of this day. */
  readonly logRatio: number
}

/**
 * The rise that is looked for, in standard deviations of the past, or in standard errors of a
 * rolling statistic. Half of it counts for nothing: the mean of a past worth 19 independent days is
 * known to a quarter of a standard deviation, and a season's course takes up the rest.
 */
const riseWanted = 2
const clipAt = 3
/** Standard error of ln(standard deviation), window against past: √2 · √(1.67 / 56), φ = ½. */
const spreadError = 0.25
/** That of Fisher's z, window against past: √(2 / (28 − 3)). */
const memoryError = 0.28

const clip = (value: number) => Math.max(-clipAt, Math.min(clipAt, value))

/**
 * The newest day against the past: a lasting rise of the level, in an autoregressive series.
 *
 * The innovation is held against its mean under a rise, so that days that merely resemble the day
 * before count as little as they should.
 *
 * @param usual  standard deviation that is believed at first, in the statistic's unit
 * @returns nothing while the past is not known, or where the day has no value
 */
export function risen(past: Past, what: 'level' | 'swing', usual: number): Evidence[] {
  const value = past.recent.at(-1) ?? null
  if (!isKnown(past) || value === null) return []
  const spread = spreadOf(past, usual)
  const rise = (value - past.mean) / spread
  const earlier = past.recent.slice(0, -1)
  const back = earlier.findLastIndex((one) => one !== null)
  const days = earlier.length - back
  const kept = back === -1 ? 0 : autocorrelationOf(past) ** days
  const before = back === -1 ? 0 : (earlier[back]! - past.mean) / spread
  const innovation = (rise - kept * before) / Math.sqrt(1 - kept ** 2)
  const shift = riseWanted * Math.sqrt((1 - kept) / (1 + kept))
  const surprise = clip(normalOf(innovation, Math.max(independentDays(past) - 1, 1)))
  return [{ what, logRatio: shift * surprise - shift ** 2 / 2 }]
}

/** A standard normal value as rare as Student's t. @source Wallace (1959), Ann. Math. Stat. 30 */
export function normalOf(t: number, freedom: number): number {
  const size = Math.sqrt(freedom * Math.log1p(t ** 2 / freedom))
  return (Math.sign(t) * size * (8 * freedom + 1)) / (8 * freedom + 3)
}

/**
 * Rolling spread and autocorrelation against those of the past: the marks of a lake that returns
 * ever more slowly. A window holds each day 28 times, so that a day's word counts by a 28th.
 *
 * @source Scheffer et al. (2009), Nature 461, 53–59; Wilkinson et al. (2018), Ecol. Monogr. 88
 */
export function slowedReturn(past: Past, usual: number): Evidence[] {
  const window = isKnown(past) && past.recent.at(-1) !== null ? windowOf(past) : null
  if (window === null) return []
  const spread = spreadOf(past, usual)
  const wider = Math.log(window.spread / spread) / spreadError
  const slower =
    (Math.atanh(window.autocorrelation) - Math.atanh(autocorrelationOf(past))) / memoryError
  const weigh = (rise: number) => (riseWanted * clip(rise) - riseWanted ** 2 / 2) / windowDays
  return [
    { what: 'spread', logRatio: weigh(wider) },
    { what: 'memory', logRatio: weigh(slower) },
  ]
}
