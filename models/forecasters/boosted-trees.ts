/**
 * Gradient-boosted regression trees: histograms of at most 63 bins a column (bin 0: missing),
 * leaf-wise growth, shrinkage, half of rows and columns per tree drawn by a fixed seed, and
 * residuals clipped (Huber), so that spikes do not steer the trees.
 */
export type TreeSettings = {
  readonly trees: number
  readonly rate: number
  readonly leaves: number
  readonly leafRows: number
  readonly rowShare: number
  readonly columnShare: number
  /** Rows of zero residual that every leaf is shrunk with. */
  readonly shrink: number
  /** Residuals beyond so many mean absolute residuals are clipped. */
  readonly clip: number
}

/** Per node: column (-1: leaf), threshold (left when value <= it, or missing), children, value. */
type Tree = {
  readonly column: number[]
  readonly threshold: number[]
  readonly left: number[]
  readonly right: number[]
  readonly value: number[]
}
export type TreeModel = { readonly start: number; readonly trees: readonly Tree[] }

const binsMost = 63
/** Of a column: sum of residuals and count of each bin. */
const histogramWidth = 2 * (binsMost + 1)

type Binned = { readonly bins: Uint8Array; readonly edges: Float64Array }

function binColumn(column: Float32Array, rows: Int32Array): Binned {
  const sample = new Float64Array(Math.min(rows.length, 2048))
  const stride = rows.length / sample.length
  for (let i = 0; i < sample.length; i += 1) sample[i] = column[rows[Math.floor(i * stride)]!]!
  const known = sample.filter((value) => !Number.isNaN(value)).sort()
  const edges: number[] = []
  for (let b = 1; b < binsMost && known.length > 0; b += 1) {
    const edge = known[Math.floor((b * known.length) / binsMost)]!
    if (edges.length === 0 || edge > edges.at(-1)!) edges.push(edge)
  }
  const bins = new Uint8Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) bins[i] = binOf(column[rows[i]!]!, edges)
  return { bins, edges: Float64Array.from(edges) }
}

function binOf(value: number, edges: readonly number[]): number {
  if (Number.isNaN(value)) return 0
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= edges[middle]!) high = middle
    else low = middle + 1
  }
  return low + 1
}

/** A fixed sequence in [0, 1): repeatable draws without randomness. */
function sequence(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
}

type Split = { gain: number; column: number; bin: number }
type Leaf = { node: number; from: number; to: number; sum: number; hist: Float64Array; best: Split }

/**
 * Grows trees on binned columns; `indices` is parted in place as leaves split. A tree's histograms
 * lie where those of the tree before lay: what thousands would leave behind is collected late.
 */
class Grower {
  private readonly binned: readonly Binned[]
  private readonly settings: TreeSettings
  readonly residual: Float64Array
  private readonly scratch: Int32Array
  private readonly histograms: readonly Float64Array[]
  private taken = 0

  constructor(binned: readonly Binned[], residual: Float64Array, settings: TreeSettings) {
    this.binned = binned
    this.residual = residual
    this.settings = settings
    this.scratch = new Int32Array(residual.length)
    this.histograms = Array.from(
      { length: settings.leaves },
      () => new Float64Array(binned.length * histogramWidth),
    )
  }

  /** Its leaves are stretches of `indices`. */
  grow(indices: Int32Array, columns: readonly number[]): { tree: Tree; leaves: readonly Leaf[] } {
    const tree: Tree = { column: [], threshold: [], left: [], right: [], value: [] }
    this.taken = 0
    let total = 0
    for (const i of indices) total += this.residual[i]!
    const hist = this.histogram(indices, 0, indices.length, columns)
    const leaves = [this.leaf(tree, 0, indices.length, total, hist, columns)]
    while (leaves.length < this.settings.leaves) {
      let pick = 0
      for (let l = 1; l < leaves.length; l += 1) {
        if (leaves[l]!.best.gain > leaves[pick]!.best.gain) pick = l
      }
      const parent = leaves[pick]!
      if (!(parent.best.gain > 0)) break
      leaves.splice(pick, 1, ...this.split(tree, parent, indices, columns))
    }
    return { tree, leaves }
  }

  private split(tree: Tree, parent: Leaf, indices: Int32Array, columns: readonly number[]): Leaf[] {
    const { column, bin } = parent.best
    const { bins, edges } = this.binned[columns[column]!]!
    let left = parent.from
    let right = 0
    let leftSum = 0
    for (let at = parent.from; at < parent.to; at += 1) {
      const i = indices[at]!
      if (bins[i]! <= bin) {
        indices[left] = i
        left += 1
        leftSum += this.residual[i]!
      } else {
        this.scratch[right] = i
        right += 1
      }
    }
    indices.set(this.scratch.subarray(0, right), left)
    const leftSmaller = left - parent.from < right
    const small = leftSmaller
      ? this.histogram(indices, parent.from, left, columns)
      : this.histogram(indices, left, parent.to, columns)
    const large = parent.hist
    for (let i = 0; i < large.length; i += 1) large[i]! -= small[i]!
    const [leftHist, rightHist] = leftSmaller ? [small, large] : [large, small]
    const { node, sum } = parent
    tree.column[node] = columns[column]!
    // Bin 0 alone on the left: only missing values go there.
    tree.threshold[node] = bin === 0 ? -Infinity : edges[bin - 1]!
    const a = this.leaf(tree, parent.from, left, leftSum, leftHist, columns)
    const b = this.leaf(tree, left, parent.to, sum - leftSum, rightHist, columns)
    tree.left[node] = a.node
    tree.right[node] = b.node
    return [a, b]
  }

  private leaf(
    tree: Tree,
    from: number,
    to: number,
    sum: number,
    hist: Float64Array,
    columns: readonly number[],
  ): Leaf {
    const node = tree.column.length
    const { rate, shrink } = this.settings
    tree.column.push(-1)
    tree.threshold.push(0)
    tree.left.push(-1)
    tree.right.push(-1)
    tree.value.push((rate * sum) / (to - from + shrink))
    return { node, from, to, sum, hist, best: this.bestSplit(hist, to - from, sum, columns.length) }
  }

  private bestSplit(hist: Float64Array, count: number, sum: number, columns: number): Split {
    const { leafRows, shrink } = this.settings
    const best: Split = { gain: 0, column: -1, bin: -1 }
    if (count < 2 * leafRows) return best
    const whole = (sum * sum) / (count + shrink)
    for (let c = 0; c < columns; c += 1) {
      let n = 0
      let s = 0
      const base = c * histogramWidth
      for (let bin = 0; bin < binsMost; bin += 1) {
        n += hist[base + 2 * bin + 1]!
        s += hist[base + 2 * bin]!
        if (n < leafRows) continue
        if (count - n < leafRows) break
        const gain = (s * s) / (n + shrink) + (sum - s) ** 2 / (count - n + shrink) - whole
        if (gain > best.gain) {
          best.gain = gain
          best.column = c
          best.bin = bin
        }
      }
    }
    return best
  }

  /** Sum of residuals and count per bin, column after column. */
  private histogram(
    indices: Int32Array,
    from: number,
    to: number,
    columns: readonly number[],
  ): Float64Array {
    const hist = this.histograms[this.taken]!.subarray(0, columns.length * histogramWidth).fill(0)
    this.taken += 1
    const { residual } = this
    columns.forEach((column, c) => {
      const { bins } = this.binned[column]!
      const base = c * histogramWidth
      for (let at = from; at < to; at += 1) {
        const i = indices[at]!
        const slot = base + 2 * bins[i]!
        hist[slot]! += residual[i]!
        hist[slot + 1]! += 1
      }
    })
    return hist
  }
}

/** Value of one tree at a row of the columns. */
function treeValue(tree: Tree, columns: readonly Float32Array[], row: number): number {
  let node = 0
  for (let column = tree.column[0]!; column >= 0; column = tree.column[node]!) {
    const value = columns[column]![row]!
    // `!(>)`: a missing value goes left, as bin 0 does.
    node = !(value > tree.threshold[node]!) ? tree.left[node]! : tree.right[node]!
  }
  return tree.value[node]!
}

/** Sum of the trees at a row. */
export function predictTrees(
  model: TreeModel,
  columns: readonly Float32Array[],
  row: number,
): number {
  let sum = model.start
  for (const tree of model.trees) sum += treeValue(tree, columns, row)
  return sum
}

/**
 * @param rows     rows of the columns to learn from
 * @param targets  their targets, in the order of `rows`
 * @param watch    called after each tree with it, to follow rows held back
 */
export function growTrees(
  columns: readonly Float32Array[],
  rows: Int32Array,
  targets: Float64Array,
  settings: TreeSettings,
  watch: (tree: (row: number) => number, index: number) => void = () => undefined,
): TreeModel {
  const draw = sequence(20240229)
  const binned = columns.map((column) => binColumn(column, rows))
  const start = targets.toSorted()[targets.length >> 1] ?? 0
  const gap = targets.map((target) => target - start)
  const clipped = new Float64Array(gap.length)
  const grower = new Grower(binned, clipped, settings)
  const trees: Tree[] = []
  const all = new Int32Array(gap.length)
  for (let index = 0; index < settings.trees; index += 1) {
    clip(gap, settings.clip, clipped)
    let drawn = 0
    let left = gap.length
    for (let i = 0; i < gap.length; i += 1) {
      if (draw() < settings.rowShare) {
        all[drawn] = i
        drawn += 1
      } else {
        left -= 1
        all[left] = i
      }
    }
    const chosen = columns.map((_, c) => c).filter(() => draw() < settings.columnShare)
    if (chosen.length === 0 || drawn < 2 * settings.leafRows) continue
    const { tree, leaves } = grower.grow(all.subarray(0, drawn), chosen)
    for (const { node, from, to } of leaves) {
      for (let at = from; at < to; at += 1) gap[all[at]!]! -= tree.value[node]!
    }
    for (const i of all.subarray(drawn)) gap[i]! -= treeValue(tree, columns, rows[i]!)
    trees.push(tree)
    watch((row) => treeValue(tree, columns, row), index)
  }
  return { start, trees }
}

/** Residuals held within so many of their mean sizes. */
function clip(gap: Float64Array, sizes: number, into: Float64Array): void {
  let mean = 0
  for (let i = 0; i < gap.length; i += 1) mean += Math.abs(gap[i]!)
  const most = (sizes * mean) / gap.length
  for (let i = 0; i < gap.length; i += 1) into[i] = Math.max(-most, Math.min(most, gap[i]!))
}
