/** Losses count half as much after so many days. */
const halfLifeDays = 14
/** Twice the loss of a simple member leaves a sixteenth of the word. */
const steepness = 4

export type RestraintInputs = {
  readonly fitted: Float64Array
  readonly horizon: number
  readonly stepsPerDay: number
  /** By origin: the weighted mean of all members, and what each simple member said. */
  readonly mean: Float32Array
  readonly simple: readonly Float32Array[]
}

/**
 * Holds the members' mean to the simple ones. Weights are learned on a year, in which a stretch of
 * large errors decides; a quiet season after it may be told best by its last value. Where of late
 * the mean erred more than a simple member did on the same targets, the more of its word is that
 * member's; where it erred less, nothing is changed.
 */
export type Restraint = {
  /** Counts what was said of the step `now`; steps come one by one. */
  learn(now: number): void
  /** What is left of the mean at an origin. */
  held(origin: number): number
}

export function createRestraint(inputs: RestraintInputs): Restraint {
  const { fitted, horizon, stepsPerDay, mean, simple } = inputs
  const keep = 0.5 ** (1 / (halfLifeDays * stepsPerDay))
  const losses = simple.map(() => ({ ours: 0, theirs: 0 }))
  return {
    learn(now) {
      losses.forEach((loss, k) => {
        loss.ours *= keep
        loss.theirs *= keep
        const ours = Math.abs(fitted[now]! - (mean[now - horizon] ?? NaN))
        const theirs = Math.abs(fitted[now]! - (simple[k]![now - horizon] ?? NaN))
        if (!Number.isFinite(ours + theirs)) return
        loss.ours += ours
        loss.theirs += theirs
      })
    },
    held(origin) {
      const whole = mean[origin]!
      let least = { share: 1, value: whole }
      losses.forEach(({ ours, theirs }, k) => {
        const value = simple[k]![origin]!
        const share = ours > theirs ? (theirs / ours) ** steepness : 1
        if (share < least.share && !Number.isNaN(value)) least = { share, value }
      })
      return least.share * whole + (1 - least.share) * least.value
    },
  }
}
