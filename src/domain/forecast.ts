import type { Instant } from './time.ts'

/** Quantiles 50, 10, 90, 2.5 and 97.5 %, in the parameter's catalogue unit, ordered, finite. */
export type Band = {
  readonly median: number
  readonly low80: number
  readonly high80: number
  readonly low95: number
  readonly high95: number
}

/** What was said of one step, by the model and by what it must beat. */
export type ForecastValue = {
  /** Start of the step that is forecast. */
  readonly at: Instant
  /** From the cut-off to the end of that step. */
  readonly leadMs: number
  readonly model: Band
  readonly climatology: Band
  /** The last known value. */
  readonly persistence: number
  /** The newest known value at that time of day. */
  readonly seasonalNaive: number
}

/** Whether what is said up to a lead is published, which of the two is served, and why not. */
export type LeadVerdict = {
  /** Of leads above that of the verdict before, up to this one. */
  readonly leadMs: number
  readonly published: boolean
  readonly served: 'model' | 'climatology'
  readonly reason: string | null
}

/** One forecast of one series, kept as issued. */
export type ForecastRun = {
  readonly seriesId: number
  readonly issuedAt: Instant
  /** End of the last step of the inputs; nothing later was read. */
  readonly cutOffAt: Instant
  /** Cut-off of the fit that it rests on. */
  readonly fittedAt: Instant
  readonly stepMs: number
  readonly model: string
  /** Why it rests on less than the whole model; null: it does not. */
  readonly note: string | null
  readonly verdicts: readonly LeadVerdict[]
  /** By time. */
  readonly values: readonly ForecastValue[]
}

/** A run with the hash of its content. */
export type KeptRun = ForecastRun & { readonly hash: string }

/** Sums over forecasts whose target was measured; see `SkillScores` for their means. */
export type ScoreSums = {
  n: number
  absolute: number
  square: number
  crps: number
  in80: number
  in95: number
  persistenceAbsolute: number
  persistenceSquare: number
  seasonalAbsolute: number
  seasonalSquare: number
  climatologyAbsolute: number
  climatologySquare: number
  climatologyCrps: number
}

/** Sums of the scores of one lead on the days that had any. */
export type LeadScore = {
  readonly leadMs: number
  readonly days: number
  readonly sums: ScoreSums
}

type PointScores = { readonly mae: number; readonly rmse: number }
export type SkillScores = PointScores & {
  readonly crps: number
  readonly coverage80: number
  readonly coverage95: number
  readonly persistence: PointScores
  readonly seasonalNaive: PointScores
  readonly climatology: PointScores & { readonly crps: number }
  /** 1 less the MAE in that of the best of the three: above 0 it beats them all. */
  readonly skill: number | null
}

/** Verdict on the leads up to `leadMs`: of the last run, or of none. */
export function verdictFor(
  verdicts: readonly LeadVerdict[],
  leadMs: number,
): LeadVerdict | undefined {
  return verdicts.find((verdict) => leadMs <= verdict.leadMs) ?? verdicts.at(-1)
}
