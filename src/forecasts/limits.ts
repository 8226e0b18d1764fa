import { hourMs, minuteMs, secondMs, dayMs } from '../domain/time.ts'

/** Bounds of the forecasts in the running engine, each with its arithmetic and its reason. */
export const forecastLimits = {
  /**
   * A round of 600 series takes some seconds (npm run bench:issue); under a fast clock the next one
   * is always due, so each is followed by four times its length of rest: a fifth of a core.
   */
  roundRestFactor: 4,
  /** Fits go on for so long at a time, then half as long a rest: two thirds of a core at most. */
  fitBurstMs: 5 * secondMs,
  fitRestFactor: 0.5,
  /** A fit of 60 days of hours at nine knots takes some 3 s; one that takes so long is given up. */
  fitMs: 2 * minuteMs,
  /** The thread of the fits ends after so long without work, and gives its memory back. */
  threadIdleMs: minuteMs,
  /** Heap of that thread: a fit of 400 days of hours holds some 100 MB; and its young generation. */
  threadHeapMb: 192,
  threadYoungMb: 4,
  /** History read at a time: one reading a minute over ten days is 14,400 rows, some 10 ms. */
  historyPageMs: 10 * dayMs,
  /** Steps before the cut-off that an issue reads: the last value and the same time of day. */
  recentMs: 3 * dayMs,
  /** A series never issued waits until its history has come so near to the clock. */
  caughtUpMs: 3 * hourMs,
  /** After so long without a reading nothing more is issued, unless a warning rests on it. */
  abandonedMs: 7 * dayMs,
  /** A step is scored so long after its end: an outage of a gateway lasts up to 3 h. */
  settleMs: 4 * hourMs,
  /** A step without truth by then is looked for so long; a station comes back within days. */
  lateTruthMs: 7 * dayMs,
  /** Steps scored in one round, and what was said of them: 48 x 168 leads, some 800 KB. */
  scoredStepsMax: 48,
  scoredValuesMax: 48 * 168,
  /** A fit on little history is made anew when the history has grown by an eighth, at least: */
  refitLeastMs: 6 * hourMs,
} as const
