import { packedKind, type Figures, type Named, type Packed } from '../packed.ts'

/**
 * The tail of one statistic's own past: a histogram over a log scale that forgets slowly, and an
 * exponential beyond its 99 % quantile.
 *
 * An exponential tail is chosen against a fitted shape: the few largest values of a history are
 * often the very events that are to be found, and a shape fitted to them hides their like.
 * Memory: 36 counts, 5 numbers. A reading costs one logarithm; the quantile is looked up every 32nd.
 */
export type Tail = Packed<Bins> &
  Named<'total' | 'high' | 'excess' | 'stretch' | 'beyond'> & {
    /** Its counts stand from there on. */
    readonly firstBin: number
  }

/** The numbers of one model's records in one array, the counts of its tails in another. */
export type Bins = Figures & { counts: Uint16Array }
export const createBins = (): Bins => ({ values: [], counts: new Uint16Array(0) })

const binsPerOctave = 4
const lowest = 0.125
const binCount = 36
const tailShare = 0.01
const shoulderShare = 0.05
/** Counts, which 16 bits hold, are halved here: about a month of minutes, more than a year of quarter hours. */
const totalMax = 40_000
const lookUpEvery = 32
/** Values beyond the quantile come so many at a time, and say no more than one. */
const rowsTogether = 3
/** A power law's inverse exponent: what is believed at first, for how many values, and its least. */
const stretchStart = 0.3
const stretchPrior = 15
const stretchMemory = 100
const stretchMin = 0.05
const stretchClip = 1.5

/** -ln of the tail share: the surprise of a value that stands on the 99 % quantile. */
const surpriseAtHigh = -Math.log(tailShare)

const kind = packedKind({
  total: 0,
  /** Value left by one in a hundred. */
  high: 0,
  /** Mean excess beyond it. */
  excess: 0,
  /** Mean of ln(value / high) beyond it, and how many made it. */
  stretch: stretchStart,
  beyond: 0,
})

/** @param bins  gets its numbers and counts at its end */
export function createTail(bins: Bins): Tail {
  const firstBin = bins.counts.length
  const before = bins.counts
  bins.counts = new Uint16Array(firstBin + binCount)
  bins.counts.set(before)
  return Object.assign(kind.create(bins), { firstBin })
}

/** Counts as far as there are any. */
export function saveTail(tail: Tail) {
  const { figures, firstBin } = tail
  const counts = figures.counts.subarray(firstBin, firstBin + binCount)
  const known = Array.from(counts.subarray(0, counts.findLastIndex(Boolean) + 1))
  return { ...kind.save(tail), counts: known }
}

export type SavedTail = ReturnType<typeof saveTail>

/** @param tail  a fresh one, which becomes what was saved */
export function loadTail(tail: Tail, { counts, ...rest }: SavedTail): void {
  Object.assign(tail, rest)
  tail.figures.counts.set(counts, tail.firstBin)
}

/**
 * -ln of the share of the past at least as high, by the exponential through the 99 % quantile. How
 * steep that is is known from so few values only: beyond them the share is that of a next value
 * when its slope is as likely as they make it, a power law that ends as the exponential. So a short
 * past promises less.
 *
 * @source predictive distribution of an exponential under its conjugate prior (Lomax)
 */
export function tailSurprise(tail: Tail, value: number): number {
  if (!(tail.high > 0)) return 0
  if (value <= tail.high) return (surpriseAtHigh * value) / tail.high
  const seen = 1 + (tailShare * tail.total) / rowsTogether
  return surpriseAtHigh + seen * Math.log1p((value - tail.high) / tail.excess / seen)
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
  const octaves = Math.floor(binsPerOctave * Math.log2(value / lowest))
  const bin = octaves > 0 ? Math.min(octaves, binCount - 1) : 0
  const { firstBin, from } = tail
  const { counts, values } = tail.figures
  counts[firstBin + bin]! += 1
  let total = tail.total + 1
  if (total >= totalMax) total = halve(counts.subarray(firstBin, firstBin + binCount))
  values[from + kind.places.total] = total
  if (total < 4 * lookUpEvery || total % lookUpEvery === 0) {
    tail.high = upperQuantile(tail, tailShare)
    const shoulder = upperQuantile(tail, shoulderShare)
    tail.excess = Math.max(
      tail.high / surpriseAtHigh,
      (tail.high - shoulder) / Math.log(shoulderShare / tailShare),
    )
  }
}

/** Halves whole counts; what is left of one goes to the next, so that single ones do not get lost. */
function halve(counts: Uint16Array): number {
  let [total, rest] = [0, 0]
  for (const [bin, count] of counts.entries()) {
    counts[bin] = (count + rest) >> 1
    rest = (count + rest) & 1
    total += counts[bin]
  }
  return total
}

/** The 99 % quantile, interpolated inside its bin on the log scale. */
function upperQuantile({ figures, firstBin, total }: Tail, share: number): number {
  const { counts } = figures
  let above = share * total
  let bin = binCount - 1
  while (bin > 0 && counts[firstBin + bin]! < above) {
    above -= counts[firstBin + bin]!
    bin -= 1
  }
  const here = counts[firstBin + bin]!
  const inside = here > 0 ? 1 - above / here : 0
  return lowest * 2 ** ((bin + inside) / binsPerOctave)
}
