import type { Certainty, Medium } from './network.ts'

/** Which parameters of a medium are forecast, and how far. */
export type ForecastGroup = {
  readonly medium: Medium
  /** Catalogue codes. */
  readonly parameters: readonly string[]
  /** Steps of the forecast: every so much until there, one stretch after the other. */
  readonly ahead: readonly { readonly untilMs: number; readonly everyMs: number }[]
  readonly certainty: Certainty
  readonly source: string
}

/** What is forecast when, and how it is judged: data of the network. */
export type ForecastPlan = {
  /** Distance of two issues of a series, and how long after the full multiple they begin. */
  readonly everyMs: number
  readonly delayMs: number
  /** History that a fit reads, and the age at which a fit is made anew. */
  readonly historyMs: number
  readonly refitMs: number
  /** Without a measurement for so long, climatology serves. */
  readonly gapMs: number
  readonly judgedDays: number
  /** Days with scored forecasts among the judged ones, before skill is known. */
  readonly judgedDaysLeast: number
  /** Leads by which forecasts are scored and judged, ms, rising. */
  readonly leadsMs: readonly number[]
  readonly groups: readonly ForecastGroup[]
}
