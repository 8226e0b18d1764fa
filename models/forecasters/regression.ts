import { growTrees, predictTrees, type TreeSettings } from './boosted-trees.ts'
import { crossFitRidge, partOf, partsOfHistory, predictLinear } from './cross-fit.ts'
import type { Design } from './design.ts'
import { learningRows, type MemberFit, type MemberGroup } from './member.ts'

const rowsMost = 4000
/** Fewer origins with a known target teach no regression. */
export const rowsLeast = 150

export const treeSettings: TreeSettings = {
  trees: 80,
  rate: 0.1,
  leaves: 10,
  leafRows: 25,
  rowShare: 0.5,
  columnShare: 0.4,
  shrink: 20,
  clip: 3,
}

type TreesFit = MemberFit & { readonly trees: number }

/**
 * Direct regressions for one horizon, all counting from the mean of the last day: ridge for the
 * mean, ridge for the median, and boosted trees.
 */
export const regression: MemberGroup = {
  names: ['ridge', 'median-ridge', 'trees'],
  simple: false,
  fit(design, horizon, known, before) {
    const rows = learningRows(design, horizon, known, rowsMost)
    if (rows.length < rowsLeast) return regression.names.map(() => silent(design))
    const columns = design.columns(horizon)
    const targets = Float64Array.from(rows, (t) => design.fitted[t + horizon]! - design.level[t]!)
    const { mean, median } = crossFitRidge(columns, rows, targets)
    const linear = [mean, median].map(({ model, honest }) => ({
      past: spread(design, rows, honest),
      predict: (t: number) => design.level[t]! + predictLinear(model, columns, t),
    }))
    return [...linear, fitTrees(design, columns, rows, targets, before?.[2])]
  },
}

function fitTrees(
  design: Design,
  columns: readonly Float32Array[],
  rows: Int32Array,
  targets: Float64Array,
  before: MemberFit | undefined,
): TreesFit {
  const { honest, trees } =
    before !== undefined && 'trees' in before
      ? { honest: targets.map(() => NaN), trees: (before as TreesFit).trees }
      : crossFitTrees(columns, rows, targets)
  const model = growTrees(columns, rows, targets, { ...treeSettings, trees })
  return {
    past: spread(design, rows, honest),
    trees,
    predict: (t) => design.level[t]! + predictTrees(model, columns, t),
  }
}

function silent(design: Design): MemberFit {
  return { past: new Float32Array(design.fitted.length).fill(NaN), predict: () => NaN }
}

function spread(design: Design, rows: Int32Array, above: Float64Array): Float32Array {
  const past = new Float32Array(design.fitted.length).fill(NaN)
  rows.forEach((t, r) => (past[t] = design.level[t]! + above[r]!))
  return past
}

/** Predicts each part of the history by trees grown on those before; keeps as many as help. */
function crossFitTrees(
  columns: readonly Float32Array[],
  rows: Int32Array,
  targets: Float64Array,
): { honest: Float64Array; trees: number } {
  const n = rows.length
  const stages = Array.from({ length: treeSettings.trees / 10 + 1 }, () => new Float64Array(n))
  for (let part = 0; part < partsOfHistory; part += 1) {
    const inPart = rows.map((_, r) => (partOf(r, n) === part ? 1 : 0))
    const before = (r: number) => (part === 0 ? partOf(r, n) > 0 : partOf(r, n) < part)
    const others = rows.filter((_, r) => before(r))
    const held = Int32Array.from(rows.keys()).filter((r) => inPart[r] === 1)
    const sums = new Float64Array(n)
    const theirs = targets.filter((_, r) => before(r))
    const keep = (stage: number) => held.forEach((r) => (stages[stage]![r] = sums[r]!))
    const model = growTrees(columns, others, theirs, treeSettings, (tree, index) => {
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
  return { honest: stages[best]!, trees: Math.max(1, best * 10) }
}
