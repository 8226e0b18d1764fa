/** Losses count half as much after so many days. */
const halfLifeDays = 14
/** Twice the loss of a steady member leaves a sixteenth of the word. */
const steepness = 4

/**
 * Both are for a day ahead and more. Within a day a fortnight holds many more errors that do not
 * overlap, and who erred less of them shows sooner and more surely: as the root of their number.
 */
const quicknessOf = (horizon: number, season: number) => Math.sqrt(Math.max(1, season / horizon))

export type RestraintInputs = {
  readonly fitted: Float64Array
  readonly horizon: number
  readonly stepsPerDay: number
  /** Steps of the day's rhythm; 1: a step is too long to show one. */
  readonly season: number
  /** By origin: the weighted mean of all members, and what each of the steady ones said. */
  readonly mean: Float32Array
  readonly steady: readonly Float32Array[]
}

/**
 * Holds the members' mean to the steady ones. Weights are learned on a year, in which a stretch of
 * large errors decides; a quiet season after it may be told best by its last value. Where of late
 * the mean erred more than a steady member did on the same targets, the more of its word is that
 * member's; where it erred less, nothing is changed.
 */
export type Restraint = {
  /** Counts what was said of the step `now`; steps come one by one. */
  learn(now: number): void
  /** What is left of the mean at an origin. */
  held(origin: number): number
}

export function createRestraint(inputs: RestraintInputs): Restraint {
  const { fitted, horizon, stepsPerDay, season, mean, steady } = inputs
  const quickness = quicknessOf(horizon, season)
  const keep = 0.5 ** (quickness / (halfLifeDays * stepsPerDay))
  const losses = steady.map(() => ({ ours: 0, theirs: 0 }))
  return {
    learn(now) {
      losses.forEach((loss, k) => {
        loss.ours *= keep
        loss.theirs *= keep
        const ours = Math.abs(fitted[now]! - (mean[now - horizon] ?? NaN))
        const theirs = Math.abs(fitted[now]! - (steady[k]![now - horizon] ?? NaN))
        if (!Number.isFinite(ours + theirs)) return
        loss.ours += ours
        loss.theirs += theirs
      })
    },
    held(origin) {
      const whole = mean[origin]!
      let least = { share: 1, value: whole }
      losses.forEach(({ ours, theirs }, k) => {
        const value = steady[k]![origin]!
        const share = ours > theirs ? (theirs / ours) ** (steepness * quickness) : 1
        if (share < least.share && !Number.isNaN(value)) least = { share, value }
      })
      return least.share * whole + (1 - least.share) * least.value
    },
  }
}
