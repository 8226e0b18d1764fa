/**
 * The tail of one statistic's own past: a histogram over a log scale that forgets slowly, and an
 * exponential beyond its 99 % quantile.
 *
 * An exponential tail is chosen against a fitted shape: the few largest values of a history are
 * often the very events that are to be found, and a shape fitted to them hides their like.
 * Memory: 36 counts. A reading costs one logarithm; the quantile is looked up again every 32nd.
 */
export type Tail = {
  /** Its counts stand there from `from` on. */
  readonly bins: Bins
  readonly from: number
  total: number
  /** Value left by one in a hundred. */
  high: number
  /** Mean excess beyond it. */
  excess: number
  /** Mean of ln(value / high) beyond it, and how many made it. */
  stretch: number
  beyond: number
}

/** Counts of the tails of one model, in one array: one each, of numbers, took twice the memory. */
export type Bins = { counts: Float32Array }
export const createBins = (): Bins => ({ counts: new Float32Array(0) })

const binsPerOctave = 4
const lowest = 0.125
const binCount = 36
const tailShare = 0.01
const shoulderShare = 0.05
/** Counts are halved here: about a month of minutes, more than a year of quarter hours. */
const totalMax = 40_000
const lookUpEvery = 32
/** A power law's inverse exponent: what is believed at first, for how many values, and its least. */
const stretchStart = 0.3
const stretchPrior = 15
const stretchMemory = 100
const stretchMin = 0.05
const stretchClip = 1.5

/** -ln of the tail share: the surprise of a value that stands on the 99 % quantile. */
const surpriseAtHigh = -Math.log(tailShare)

/** @param bins  gets its counts at its end */
export function createTail(bins: Bins): Tail {
  const from = bins.counts.length
  const before = bins.counts
  bins.counts = new Float32Array(from + binCount)
  bins.counts.set(before)
  return {
    bins,
    from,
    total: 0,
    high: 0,
    excess: 0,
    stretch: stretchStart,
    beyond: 0,
  }
}

/** Counts as far as there are any. */
export function saveTail({ bins, from, ...rest }: Tail) {
  const counts = bins.counts.subarray(from, from + binCount)
  return { ...rest, counts: Array.from(counts.subarray(0, counts.findLastIndex(Boolean) + 1)) }
}

export type SavedTail = ReturnType<typeof saveTail>

export function loadTail(bins: Bins, { counts, ...rest }: SavedTail): Tail {
  const tail = Object.assign(createTail(bins), rest)
  bins.counts.set(counts, tail.from)
  return tail
}

/** -ln of the share of the past at least as high, by the exponential through the 99 % quantile. */
export function tailSurprise(tail: Tail, value: number): number {
  if (!(tail.high > 0)) return 0
  if (value <= tail.high) return (surpriseAtHigh * value) / tail.high
  return surpriseAtHigh + (value - tail.high) / tail.excess
}

/** As `tailSurprise`, with a power law beyond the 99 % quantile, for what strays wildly at times. */
export function stretchedSurprise(tail: Tail, value: number): number {
  if (!(value > tail.high)) return tailSurprise(tail, value)
  return tail.high > 0 ? surpriseAtHigh + Math.log(value / tail.high) / tail.stretch : 0
}

/** @param value  zero or more; values beyond the last bin are kept in it */
export function learnTail(tail: Tail, value: number): void {
  if (value > tail.high && tail.high > 0) {
    tail.beyond += 1
    const excess = Math.min(Math.log(value / tail.high), stretchClip)
    tail.stretch += (excess - tail.stretch) / Math.min(tail.beyond + stretchPrior, stretchMemory)
    tail.stretch = Math.max(tail.stretch, stretchMin)
  }
  const place = Math.floor(binsPerOctave * Math.log2(value / lowest))
  const bin = place > 0 ? Math.min(place, binCount - 1) : 0
  const { from } = tail
  const { counts } = tail.bins
  counts[from + bin]! += 1
  tail.total += 1
  if (tail.total >= totalMax) {
    for (let i = 0; i < binCount; i += 1) counts[from + i]! /= 2
    tail.total /= 2
  }
  if (tail.total < 4 * lookUpEvery || Math.floor(tail.total) % lookUpEvery === 0) {
    tail.high = upperQuantile(tail, tailShare)
    const shoulder = upperQuantile(tail, shoulderShare)
    tail.excess = Math.max(
      tail.high / surpriseAtHigh,
      (tail.high - shoulder) / Math.log(shoulderShare / tailShare),
    )
  }
}

/** The 99 % quantile, interpolated inside its bin on the log scale. */
function upperQuantile({ bins, from, total }: Tail, share: number): number {
  const { counts } = bins
  let above = share * total
  let bin = binCount - 1
  while (bin > 0 && counts[from + bin]! < above) {
    above -= counts[from + bin]!
    bin -= 1
  }
  const here = counts[from + bin]!
  const inside = here > 0 ? 1 - above / here : 0
  return lowest * 2 ** ((bin + inside) / binsPerOctave)
}
