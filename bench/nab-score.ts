/** The scoring of the Numenta Anomaly Benchmark, version 1.1, over a corpus of files. */
export type NabFile = {
  readonly name: string
  readonly scores: readonly number[]
  /** First and last row of each anomaly window. */
  readonly windows: readonly (readonly [number, number])[]
}
export type NabProfile = { readonly falsePositive: number; readonly falseNegative: number }

export const nabProfiles: Readonly<Record<string, NabProfile>> = {
  standard: { falsePositive: 0.11, falseNegative: 1 },
  'low FP': { falsePositive: 0.22, falseNegative: 1 },
  'low FN': { falsePositive: 0.11, falseNegative: 2 },
}

const sigmoid = (x: number) => 2 / (1 + Math.exp(5 * x)) - 1

/** Rows that are not scored: the first 15 % of a file, at most 750. */
export const probation = (rows: number) => Math.min(Math.floor(0.15 * rows), 750)

type Item = { score: number; window: string | null; weight: number }

function itemsOf(file: NabFile, { falsePositive }: NabProfile): Item[] {
  const items: Item[] = []
  file.scores.forEach((score, row) => {
    if (row < probation(file.scores.length) || !(score > 0)) return
    const inside = file.windows.findIndex(([from, to]) => row >= from && row <= to)
    if (inside >= 0) {
      const [from, to] = file.windows[inside]!
      const position = -(to - row + 1) / (to - from + 1)
      const weight = sigmoid(position) / sigmoid(-1)
      items.push({ score, window: `${file.name} ${inside}`, weight })
      return
    }
    const before = file.windows.filter(([, to]) => to < row).at(-1)
    const position = before === undefined ? Infinity : (row - before[1]) / (before[1] - before[0])
    const weight = falsePositive * (position > 3 ? -1 : sigmoid(position))
    items.push({ score, window: null, weight })
  })
  return items
}

/**
 * The normalised score at the one threshold over the whole corpus that makes it highest, or at a
 * given threshold: 0 is the null detector, 100 the perfect one.
 */
export function nabScore(files: readonly NabFile[], profile: NabProfile, threshold?: number) {
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0)
  const nothing = -profile.falseNegative * windows
  const items = files.flatMap((file) => itemsOf(file, profile))
  items.sort((a, b) => b.score - a.score)
  const earned = new Map<string, number>()
  let sum = nothing
  let best = { sum, threshold: 1 }
  items.forEach(({ score, window, weight }, i) => {
    if (threshold !== undefined && score < threshold) return
    if (window === null) sum += weight
    else {
      const had = earned.get(window)
      if (had === undefined) sum += profile.falseNegative
      sum += Math.max(weight - (had ?? 0), 0)
      earned.set(window, Math.max(weight, had ?? 0))
    }
    if (sum > best.sum && items[i + 1]?.score !== score) best = { sum, threshold: score }
  })
  const reached = threshold === undefined ? best.sum : sum
  return {
    score: (100 * (reached - nothing)) / (windows - nothing),
    threshold: threshold ?? best.threshold,
  }
}
