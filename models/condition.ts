import type { Instant } from '../src/domain/time.ts'

/**
 * Whether a condition stands, and how high, from a series of results that each name a level.
 *
 * Level 0 is "nothing"; 1 and up are rising severities. Each level is a trigger of its own with
 * hysteresis: it goes on once results at or above it have held (`hold`), and off once results
 * below it have held (`release`). The condition stands at the highest level that is on. So a
 * single high result raises nothing, one good result ends nothing, and an upgrade needs the same
 * proof as the first alarm.
 */
export type ConditionState = {
  /** Per level from 1: the run of results on one side of it. */
  readonly runs: { above: boolean; since: Instant; count: number; on: boolean }[]
  lastAt: Instant
}

/** At least so many results in a row, the last at least so long after the first. */
export type Persistence = { readonly results: number; readonly minMs: number }

export function createConditionState(): ConditionState {
  return { runs: [], lastAt: 0 }
}

/**
 * Takes one result and answers the level at which the condition now stands.
 *
 * @param level  0 and up, as this one result alone would have it
 * @returns 0 while nothing stands
 */
export function stepCondition(
  state: ConditionState,
  level: number,
  observedAt: Instant,
  hold: Persistence,
  release: Persistence,
): number {
  const at = Math.max(observedAt, state.lastAt)
  state.lastAt = at
  while (state.runs.length < level) {
    state.runs.push({ above: false, since: at, count: 0, on: false })
  }
  let standing = 0
  for (let index = 0; index < state.runs.length; index += 1) {
    const run = state.runs[index]!
    const above = level >= index + 1
    if (above !== run.above || run.count === 0) {
      run.above = above
      run.since = at
      run.count = 0
    }
    run.count += 1
    const asked = above ? hold : release
    if (run.count >= asked.results && at - run.since >= asked.minMs) run.on = above
    if (run.on) standing = index + 1
  }
  return standing
}

/** Level that stands now, without a new result. */
export function standingLevel(state: ConditionState): number {
  const { runs } = state
  let level = runs.length
  while (level > 0 && !runs[level - 1]!.on) level -= 1
  return level
}
