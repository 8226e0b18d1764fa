import { dayMs } from '../../src/domain/time.ts'
import { growTrees, predictTrees } from './boosted-trees.ts'
import { backToSameHour } from './columns.ts'
import type { Design } from './design.ts'
import { carryForward, shifted, trailingMean, windowOf, type Grid } from './grid.ts'
import { learningRows, type MemberGroup } from './member.ts'
import { longTreeSettings, silent, treeKinds } from './regression.ts'

const rowsMost = 8000
/** The history is cut into stretches of so many days, every fifth of which is told by the rest. */
const stretchDays = 14
const folds = 5
/** Beside a stretch the horizon and so many days more teach nothing of it. */
const gapDays = 3

/**
 * Boosted trees in the target's own unit that read absolute levels and count from zero, where all
 * other regressions read differences and count from the last day. They know which level follows
 * which in which season, and so are asked only where each season has mostly been seen, and half
 * the year twice. Where they speak the trees of differences do not.
 *
 * Their past is told by stretches of weeks instead of parts of the history: without a whole season
 * they would be judged as one that never saw it.
 */
export const seasonedTrees: MemberGroup = {
  names: ['seasoned-trees'],
  simple: false,
  liked: true,
  needsYear: false,
  fit(design, horizon, known, before) {
    if (!design.seesSeasons(horizon)) return [silent(design)]
    const { grid, scale } = design
    const rows = learningRows(design, horizon, known, rowsMost)
    const columns = [
      ...design.columns(horizon).flatMap(({ kind, values }) => {
        return treeKinds.includes(kind) ? [values] : []
      }),
      ...levelsOf(grid, horizon),
    ]
    const targetOf = (t: number) => grid.target[t + horizon]!
    const grow = (taught: Int32Array) =>
      growTrees(columns, taught, Float64Array.from(taught, targetOf), longTreeSettings)
    const past = new Float32Array(grid.target.length).fill(NaN)
    for (let fold = 0; before === undefined && fold < folds; fold += 1) {
      const { isHeld, isNear } = stretches(design, horizon, fold)
      const model = grow(rows.filter((t) => !isNear(t)))
      for (const t of rows) if (isHeld(t)) past[t] = scale.to(predictTrees(model, columns, t))
    }
    const model = grow(rows)
    return [{ past, predict: (t) => scale.to(predictTrees(model, columns, t)) }]
  },
}

/** Of origins: whether a fold tells them, and whether they are those or too near to teach it. */
function stretches({ grid }: Design, horizon: number, fold: number) {
  const gap = horizon + Math.round((gapDays * dayMs) / grid.stepMs)
  // No shorter than the gap, so that no stretch lies between an origin and the gap's end.
  const steps = Math.max(gap, Math.round((stretchDays * dayMs) / grid.stepMs))
  const isHeld = (t: number) => Math.floor(t / steps) % folds === fold
  return { isHeld, isNear: (t: number) => isHeld(t) || isHeld(t - gap) || isHeld(t + gap) }
}

/** The target and the features as they are, lately and ahead where that is known. */
function levelsOf(grid: Grid, horizon: number): Float32Array[] {
  const window = windowOf(grid.stepMs)
  const means = (values: Float64Array, widths: readonly number[]) =>
    widths.map((width) => trailingMean(values, Math.max(2, Math.round(width))))
  const target = carryForward(grid.target, grid.stepMs)
  const columns = [
    target,
    shifted(target, backToSameHour(grid, horizon)),
    ...means(target, [window / 4, window, 3 * window, 7 * window]),
    ...grid.features.flatMap(({ values, knownAhead }) => {
      const filled = carryForward(values, grid.stepMs)
      const ahead = knownAhead ? [shifted(filled, -horizon)] : []
      return [filled, ...means(filled, [window / 4, window]), ...ahead]
    }),
  ]
  return columns.map((values) => Float32Array.from(values))
}
