import type { Design } from './design.ts'

/** What a fitted member says for one horizon, on the fitting scale; NaN where it cannot say. */
export type MemberFit = {
  /** By origin: what it would have said, not having seen that part of the history; NaN elsewhere. */
  readonly past: Float32Array
  predict(origin: number): number
}

/**
 * One or more ways to forecast that share a fit. `fit` reads steps below `known` only, `predict`
 * steps up to its origin, and columns known ahead up to the target.
 */
export type MemberGroup = {
  readonly names: readonly string[]
  /** Learns next to nothing, and so errs no more on little history. */
  readonly simple: boolean
  /** It has learned from so much that weights are drawn to it as they are to simple members. */
  readonly liked?: boolean
  /** Within a day the members' mean is held to it as it is to simple members. */
  readonly steadyWithinDay?: boolean
  /** Before a year is known it mistakes a season for the usual, and has no weight. */
  readonly needsYear: boolean
  /** A refit need not tell the past again. */
  fit(design: Design, horizon: number, known: number, before?: readonly MemberFit[]): MemberFit[]
}

/** Origins from which a target below `known` was measured, thinned evenly to at most `most`. */
export function learningRows(
  design: Design,
  horizon: number,
  known: number,
  most: number,
): Int32Array {
  const rows: number[] = []
  for (let t = 0; t + horizon < known; t += 1) {
    if (!Number.isNaN(design.fitted[t + horizon]!) && !Number.isNaN(design.level[t]!)) rows.push(t)
  }
  const stride = Math.max(1, Math.ceil(rows.length / most))
  const last = rows.length - 1
  return Int32Array.from(rows.filter((_, i) => (last - i) % stride === 0))
}
