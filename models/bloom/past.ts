import { z } from 'zod'

/**
 * A daily statistic: its last 28 days, and what it was before the last 14 of them.
 *
 * The past is learned two weeks late, so that a rise is held against what was before it. Missing
 * days are null and keep their place. States: warming (fewer than 14 days learned) → known.
 * Memory: 28 days and four numbers.
 */
export const pastSchema = z.object({
  /** Newest last. */
  recent: z.array(z.number().nullable()),
  /** Days learned, up to those remembered. */
  days: z.number(),
  mean: z.number(),
  variance: z.number(),
  /** Covariance with the day before. */
  lagged: z.number(),
})
export type Past = z.infer<typeof pastSchema>

/** Window of rolling variance and autocorrelation: 28 days in the literature. */
export const windowDays = 28
const lagDays = 14
const daysToKnow = 14
/** Memory of the past: two windows, a season rather than a week. */
const memoryDays = 2 * windowDays
/** So many days is what is believed at first worth, of spread and autocorrelation. */
const priorDays = 14
const autocorrelationStart = 0.5
/** Above this a stable lake would not be told from an unstable one. */
const autocorrelationMost = 0.9
const windowDaysMin = 20

export function createPast(): Past {
  return { recent: [], days: 0, mean: 0, variance: 0, lagged: 0 }
}

export function isKnown({ days }: Past): boolean {
  return days >= daysToKnow
}

/** Days are kept to six decimals: finer than any probe, and half of a checkpoint's text. */
const kept = (value: number) => Math.round(value * 1e6) / 1e6

export function learnDay(past: Past, value: number | null): void {
  past.recent.push(value === null ? null : kept(value))
  if (past.recent.length > windowDays) past.recent.shift()
  const settled = past.recent.at(-1 - lagDays) ?? null
  if (settled === null) return
  const weight = Math.max(1 / memoryDays, 1 / (past.days + 1))
  const off = settled - past.mean
  past.mean += weight * off
  past.variance += weight * (off * (settled - past.mean) - past.variance)
  const before = past.recent.at(-2 - lagDays) ?? null
  if (before !== null) {
    past.lagged += weight * ((settled - past.mean) * (before - past.mean) - past.lagged)
  }
  past.days = Math.min(past.days + 1, memoryDays)
}

/** Lag-1 autocorrelation of the past, 0 … 0.9, drawn towards a half while little is known. */
export function autocorrelationOf({ days, variance, lagged }: Past): number {
  const own = variance > 0 ? lagged / variance : autocorrelationStart
  const drawn = (days * own + priorDays * autocorrelationStart) / (days + priorDays)
  return Math.min(Math.max(drawn, 0), autocorrelationMost)
}

/** How many independent days the past is worth: autocorrelated ones tell less than they are many. */
export function independentDays(past: Past): number {
  const kept = autocorrelationOf(past)
  return (past.days * (1 - kept)) / (1 + kept)
}

/**
 * Standard deviation of a new day about the mean of the past. Few days know neither well, so that
 * the spread is drawn towards what is usual elsewhere and widened by the error of the mean.
 *
 * @param usual  standard deviation that is believed at first, in the statistic's unit
 */
export function spreadOf(past: Past, usual: number): number {
  const { days, variance } = past
  const drawn = (days * variance + priorDays * usual ** 2) / (days + priorDays)
  return Math.sqrt(drawn * (1 + 1 / independentDays(past)))
}

export type Window = { readonly spread: number; readonly autocorrelation: number }

/** Standard deviation and lag-1 autocorrelation of the last 28 days about their straight trend. */
export function windowOf({ recent }: Past): Window | null {
  const points = recent.flatMap((value, day) => (value === null ? [] : [{ day, value }]))
  if (recent.length < windowDays || points.length < windowDaysMin) return null
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length
  const middle = mean(points.map(({ day }) => day))
  const level = mean(points.map(({ value }) => value))
  const slope =
    mean(points.map(({ day, value }) => (day - middle) * (value - level))) /
    mean(points.map(({ day }) => (day - middle) ** 2))
  const rest = recent.map((value, day) =>
    value === null ? null : value - level - slope * (day - middle),
  )
  const variance = mean(rest.flatMap((one) => (one === null ? [] : [one * one])))
  const products = rest.flatMap((one, i) => {
    const before = rest[i - 1] ?? null
    return one === null || before === null ? [] : [one * before]
  })
  if (!(variance > 0) || products.length === 0) return null
  const autocorrelation = Math.min(Math.max(mean(products) / variance, -0.95), 0.95)
  return { spread: Math.sqrt(variance * (points.length / (points.length - 2))), autocorrelation }
}
