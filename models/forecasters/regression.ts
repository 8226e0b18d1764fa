import { growTrees, predictTrees, type TreeSettings } from './boosted-trees.ts'
import { stiffnessOf, type ColumnKind } from './columns.ts'
import {
  fitRidge,
  gapParts,
  partOf,
  partsOfHistory,
  predictLinear,
  type RidgeFit,
  type RidgeTask,
} from './cross-fit.ts'
import type { Design } from './design.ts'
import { learningRows, type MemberFit, type MemberGroup } from './member.ts'

const ridgeRowsMost = 8000
const treeRowsMost = 9000
/** From so many rows on trees are larger; on fewer, large ones learn the weather by heart. */
const manyRows = 5000
/** Fewer origins with a known target teach no regression. */
export const rowsLeast = 150

export const treeSettings: TreeSettings = {
  trees: 200,
  rate: 0.04,
  leaves: 8,
  leafRows: 25,
  rowShare: 0.5,
  columnShare: 0.2,
  shrink: 20,
  clip: 3,
}
export const longTreeSettings: TreeSettings = { ...treeSettings, leaves: 12, leafRows: 50 }
const settingsFor = (rows: number): TreeSettings =>
  rows < manyRows ? treeSettings : longTreeSettings

/** So many parts of the history are predicted together: trees cost more than ridges. */
const partsTogether = 4

/** Fits that remember what they chose, so that the next one need not choose again. */
export type RidgeMemberFit = MemberFit & { readonly ridge: Pick<RidgeFit, 'model' | 'penalty'> }
type TreesFit = MemberFit & { readonly trees: number }

/**
 * Direct regressions for one horizon: ridges for the median of what the target differs from the
 * base by, on past values and on changes, and of what it differs from the mean of the last day by;
 * and boosted trees of the latter. Counting from the mean suits what returns to its level within a
 * day or two, counting from the base what keeps its daily course. In the ridges rows count by the
 * inverse of the unrest before them: what a storm teaches is not carried into calm days.
 */
export const regression: MemberGroup = {
  names: ['lag-ridge', 'change-ridge', 'level-ridge', 'trees'],
  simple: false,
  needsYear: false,
  fit(design, horizon, known, before) {
    const rows = learningRows(design, horizon, known, ridgeRowsMost)
    if (rows.length < rowsLeast) return regression.names.map(() => silent(design))
    const seesReturn = design.seesReturn(horizon)
    const ridges = ridgeKinds.map(({ from, kinds }, index) => {
      if (from === 'level' && !seesReturn) return silent(design)
      const base = from === 'level' ? design.level : design.base(horizon)
      return fitLinear(design, horizon, base, kinds, rows, before?.[index])
    })
    if (!seesReturn || design.seesSeasons(horizon)) return [...ridges, silent(design)]
    return [...ridges, fitTrees(design, horizon, everyFew(rows), before?.at(-1))]
  },
}

type RidgeKind = { readonly from: 'base' | 'level'; readonly kinds: readonly ColumnKind[] }
const ridgeKinds: readonly RidgeKind[] = [
  { from: 'base', kinds: ['lag', 'calendar'] },
  { from: 'base', kinds: ['core', 'lag', 'calendar', 'feature', 'guidance'] },
  { from: 'level', kinds: ['level', 'lag', 'calendar', 'feature', 'guidance'] },
]
/** Single lags say little that differences from the mean do not say, and there are many. */
export const treeKinds: readonly ColumnKind[] = ['level', 'calendar', 'feature', 'guidance']

function fitLinear(
  design: Design,
  horizon: number,
  base: Float64Array,
  kinds: readonly ColumnKind[],
  rows: Int32Array,
  before: MemberFit | undefined,
): RidgeMemberFit {
  const unrest = design.unrest(horizon)
  const chosen = design.columns(horizon).filter(({ kind }) => kinds.includes(kind))
  const columns = chosen.map(({ values }) => values)
  const ridge = fitRidge({
    columns,
    rows,
    targets: Float64Array.from(rows, (t) => design.fitted[t + horizon]! - base[t]!),
    of: 'median',
    horizon,
    stiffness: chosen.map(({ kind }) => stiffnessOf[kind]),
    weights: Float64Array.from(rows, (t) => 1 / unrest[t]!),
    ...ridgeOf(before),
  })
  return {
    past: above(base, rows, ridge.honest),
    ridge,
    predict: (t) => base[t]! + predictLinear(ridge.model, columns, t),
  }
}

function fitTrees(
  design: Design,
  horizon: number,
  rows: Int32Array,
  before: MemberFit | undefined,
): TreesFit {
  const { level } = design
  const columns = design
    .columns(horizon)
    .filter(({ kind }) => treeKinds.includes(kind))
    .map(({ values }) => values)
  const targets = Float64Array.from(rows, (t) => design.fitted[t + horizon]! - level[t]!)
  const { honest, trees } =
    before !== undefined && 'trees' in before
      ? { honest: targets.map(() => NaN), trees: (before as TreesFit).trees }
      : crossFitTrees(columns, rows, targets, horizon)
  const model = growTrees(columns, rows, targets, { ...settingsFor(rows.length), trees })
  return {
    past: above(level, rows, honest),
    trees,
    predict: (t) => level[t]! + predictTrees(model, columns, t),
  }
}

/** Every so many of the rows, the last among them, so that trees learn from few enough. */
function everyFew(rows: Int32Array): Int32Array {
  const stride = Math.max(1, Math.ceil(rows.length / treeRowsMost))
  return rows.filter((_, i) => (rows.length - 1 - i) % stride === 0)
}

export function ridgeOf(fit: MemberFit | undefined): Pick<RidgeTask, 'before'> {
  return fit !== undefined && 'ridge' in fit ? { before: (fit as RidgeMemberFit).ridge } : {}
}

export function silent(design: Design): MemberFit {
  return { past: new Float32Array(design.fitted.length).fill(NaN), predict: () => NaN }
}

function above(base: Float64Array, rows: Int32Array, differences: Float64Array): Float32Array {
  const past = new Float32Array(base.length).fill(NaN)
  rows.forEach((t, r) => (past[t] = base[t]! + differences[r]!))
  return past
}

/**
 * Predicts parts of the history by trees grown on those on both sides, as many as help; on few
 * rows the whole history is given as many, too.
 */
function crossFitTrees(
  columns: readonly Float32Array[],
  rows: Int32Array,
  targets: Float64Array,
  horizon: number,
): { honest: Float64Array; trees: number } {
  const n = rows.length
  const gap = gapParts(rows, horizon)
  const stages = Array.from({ length: treeSettings.trees / 10 + 1 }, () => new Float64Array(n))
  for (let first = 0; first < partsOfHistory; first += partsTogether) {
    const isNear = (r: number, by: number) =>
      partOf(r, n) >= first - by && partOf(r, n) < first + partsTogether + by
    const others = rows.filter((_, r) => !isNear(r, gap))
    const held = Int32Array.from(rows.keys()).filter((r) => isNear(r, 0))
    const sums = new Float64Array(n)
    const theirs = targets.filter((_, r) => !isNear(r, gap))
    const keep = (stage: number) => held.forEach((r) => (stages[stage]![r] = sums[r]!))
    const model = growTrees(columns, others, theirs, settingsFor(n), (tree, index) => {
      for (const r of held) sums[r]! += tree(rows[r]!)
      if ((index + 1) % 10 === 0) keep((index + 1) / 10)
    })
    for (const stage of stages) for (const r of held) stage[r]! += model.start
  }
  let best = 0
  let least = Infinity
  stages.forEach((stage, index) => {
    let loss = 0
    for (let r = 0; r < n; r += 1) loss += Math.abs(targets[r]! - stage[r]!)
    if (loss < least) {
      least = loss
      best = index
    }
  })
  // Fewer trees suit the parts of a long history than the whole of it, which bears them all.
  const trees = n < manyRows ? Math.max(1, best * 10) : treeSettings.trees
  return { honest: stages[best]!, trees }
}
