import { packedKind, type Named, type Packed } from '../packed.ts'
import { longestStand, standAtFirst, standOf } from './stand.ts'
import { createTail, learnTail, tailSurprise, type Bins, type Tail } from './tail.ts'

/**
 * One column: what is expected of it, how far it usually strays, and how strange a reading is.
 *
 *     held   how far it has stayed from its level over the last three readings: an event
 *     jump   how far it went from the reading before, by difference or by ratio, against its usual
 *            steps and those of the last readings: a spike, a step
 *     far    how far it is from its level at this reading alone
 *     drift  how far its level has gone from a slower one: fouling, another water
 *     stand  how long it has not moved, against the longest stand known: a stuck sensor
 *     sick   a mark in place of a value from a probe that seldom sends one
 *
 * Memories count readings, not hours, so that a minute's and a quarter hour's cadence have the
 * same resolution. Updates are clipped, so that an event is not swallowed by the level.
 * States: warming (too few readings) → scoring; nothing leads back.
 */
export type Channel = Packed<Bins> &
  Named<keyof typeof blank> & {
    readonly heldTail: Tail
    readonly jumpTail: Tail
    readonly ratioTail: Tail
  }

/** -ln of shares of the column's own past, but for `away`, `step`, `drift`, `stand` and `sick`. */
export type Strangeness = {
  readonly expected: number
  /** From the level, in noise widths; negative: below. 0 for a mark. */
  readonly away: number
  readonly held: number
  readonly jump: number
  /** From the reading before, in widths of such steps. */
  readonly step: number
  /** As `held`, of this reading alone and without guard. */
  readonly far: number
  /** `far` under the guard of jumps, over 1.5: by it a single reading of a lone column alarms. */
  readonly outlying: number
  /** In widths of its own usual distance. */
  readonly drift: number
  /** 1: twice the longest stand known. */
  readonly stand: number
  /** Over 1: a fault. */
  readonly sick: number
}

const nothing = { away: 0, held: 0, jump: 0, step: 0, far: 0, outlying: 0, drift: 0, stand: 0 }

/** What context, and the shape of day and week, explain of a reading. */
export type Stray = {
  /** To be taken off the value, and what of it is to be taken off the step to it. */
  readonly off: number
  readonly turn: number
  /** By how much it usually strays more at this row, from its level and step by step. */
  readonly far: number
  readonly step: number
}
export const ordinary: Stray = { off: 0, turn: 0, far: 1, step: 1 }

/** Where a value stands; known before the column is warm. */
export type Place = {
  /** From the level, in noise widths. */
  readonly distance: number
  /** Surprise of a value beyond all before it. */
  readonly novelty: number
  /** The least noise that is believed, in the column's unit. */
  readonly finest: number
  /** Whether there are readings enough to take the distance for a measure. */
  readonly measured: boolean
}

const readingsToKnow = 144
const levelRows = 180
const slowRows = 3_000
const noiseRows = 40_000
/** Rows over which the roughness of late is averaged. */
const recentRows = 8
const clipAt = 4
/** A single far reading of a lone column must be so much more surprising than a stay. */
const outlyingFrom = 1.5
/** Marks are a fault where they are fewer than this share of the values. */
const marksSeldom = 0.1
const markSickness = 1.5
const noveltyLeast = 4
const noveltyPerRange = 10
const noveltyMost = 8
const finestRatio = 1e-4
const readingsToClip = 100
const readingsToMeasure = 30

const levelWeight = 1 - 2 ** (-1 / levelRows)
const slowWeight = 1 - 2 ** (-1 / slowRows)
const noiseWeight = 1 - 2 ** (-1 / noiseRows)

const blank = {
  count: 0,
  level: 0,
  variance: 0,
  slowLevel: 0,
  slowVariance: 0,
  jumpVariance: 0,
  ratioVariance: 0,
  /** Mean squares of the last few steps: nature is seldom rough without having been so. */
  recentJump: 0,
  recentRatio: 0,
  last: 0,
  /** Distances from the level at the reading before and the one before that, in noise widths. */
  before: 0,
  beforeThat: 0,
  low: 0,
  high: 0,
  /** Divide the surprise: learned from labels, and from what comes too often or stays too long. */
  heldGuard: 1,
  jumpGuard: 1,
  still: 0,
  longestStill: standAtFirst,
  /** Marks that came in place of values. */
  marks: 0,
}
const kind = packedKind(blank)
const place = kind.places

/** @param bins  of the model that it is a column of */
export function createChannel(bins: Bins): Channel {
  const numbers = kind.create(bins)
  const tails = { heldTail: createTail(bins), jumpTail: createTail(bins) }
  return Object.assign(numbers, tails, { ratioTail: createTail(bins) })
}

/** Its own numbers, without the tails. */
export const savedNumbers = (channel: Channel) => kind.save(channel)

/**
 * Null while the column has too few readings. Changes nothing.
 *
 * @param value  NaN: the probe sent a mark in place of a value
 */
export function lookAt(
  channel: Channel,
  value: number,
  stray: Stray = ordinary,
): Strangeness | null {
  if (channel.count < readingsToKnow) return null
  if (Number.isNaN(value)) {
    const sick = channel.marks < marksSeldom * channel.count ? markSickness : 0
    return { ...nothing, expected: channel.level, sick }
  }
  const finest = finestOf(channel)
  const freed = value - stray.off
  const distance = distanceOf(channel, freed, finest)
  const away = distance / stray.far
  const step = Math.abs(value - channel.last - stray.turn) / jumpNoiseOf(channel, finest)
  const ratio = Math.abs(ratioOf(channel, value - stray.turn)) / ratioNoiseOf(channel) / stray.step
  const still = value === channel.last ? channel.still + 1 : 0
  const far = tailSurprise(channel.heldTail, away)
  return {
    expected: channel.level + stray.off,
    away: freed < channel.level ? -distance : distance,
    held: tailSurprise(channel.heldTail, heldOf(channel, away)) / channel.heldGuard,
    jump:
      Math.max(
        tailSurprise(channel.jumpTail, step / stray.step),
        tailSurprise(channel.ratioTail, ratio),
      ) / channel.jumpGuard,
    step,
    far,
    outlying: far / channel.jumpGuard / outlyingFrom,
    drift: Math.abs(channel.level - channel.slowLevel) / (Math.sqrt(channel.slowVariance) + finest),
    stand: standOf(still, channel.longestStill),
    sick: 0,
  }
}

/** As `far`, from another level and without what context explains. */
export function farFrom(channel: Channel, value: number, level: number): number {
  const width = Math.sqrt(channel.variance) + finestOf(channel)
  return tailSurprise(channel.heldTail, Math.abs(value - level) / width) / channel.heldGuard
}

/** @param value  a number */
export function placeOf(channel: Channel, value: number): Place {
  const finest = finestOf(channel)
  return {
    distance: distanceOf(channel, value, finest),
    novelty: noveltyOf(channel, value),
    finest,
    measured: channel.count >= readingsToMeasure,
  }
}

/** @param usual  false: an event stands, whose distances say nothing of what is usual */
export function learnReading(
  channel: Channel,
  value: number,
  usual: boolean,
  stray: Stray = ordinary,
): void {
  if (Number.isNaN(value)) {
    channel.marks += 1
    return
  }
  if (channel.count === 0) {
    channel.count = 1
    channel.level = value - stray.off
    channel.slowLevel = channel.level
    Object.assign(channel, { last: value, low: value, high: value })
    return
  }
  const { values } = channel.figures
  const { from, count, level, slowLevel, variance, last, still: before } = channel
  const finest = finestOf(channel)
  const freed = value - stray.off
  const off = freed - level
  const step = value - last - stray.turn
  const ratio = ratioOf(channel, value - stray.turn)
  if (count >= readingsToMeasure) {
    const distance = distanceOf(channel, freed, finest) / stray.far
    if (usual) {
      learnTail(channel.heldTail, heldOf(channel, distance))
      learnTail(channel.jumpTail, Math.abs(step) / jumpNoiseOf(channel, finest) / stray.step)
      learnTail(channel.ratioTail, Math.abs(ratio) / ratioNoiseOf(channel) / stray.step)
    }
    values[from + place.beforeThat] = channel.before
    values[from + place.before] = distance
  }
  const most = count >= readingsToClip ? clipAt : Infinity
  const residual = clip(off, most * (Math.sqrt(variance) + finest))
  const first = 1 / (count + 1)
  const weight = Math.max(noiseWeight, first)
  const levelNow = level + Math.max(levelWeight, first) * residual
  const slowNow = slowLevel + Math.max(slowWeight, first) * (freed - slowLevel)
  values[from + place.level] = levelNow
  values[from + place.slowLevel] = slowNow
  nearer(values, from + place.slowVariance, (levelNow - slowNow) ** 2, weight)
  nearer(values, from + place.variance, residual ** 2, weight)
  const move = clip(step, most * (Math.sqrt(channel.jumpVariance) + finest))
  nearer(values, from + place.jumpVariance, move ** 2, weight)
  const turn = clip(ratio, most * (Math.sqrt(channel.ratioVariance) + finestRatio))
  nearer(values, from + place.ratioVariance, turn ** 2, weight)
  nearer(values, from + place.recentJump, step ** 2, 1 / recentRows)
  nearer(values, from + place.recentRatio, ratio ** 2, 1 / recentRows)
  const still = value === last ? before + 1 : 0
  const isOld = count < still + readingsToKnow
  values[from + place.longestStill] = longestStand(channel.longestStill, before, still, isOld)
  values[from + place.still] = still
  if (value < channel.low) channel.low = value
  if (value > channel.high) channel.high = value
  values[from + place.last] = value
  values[from + place.count] = count + 1
}

/** Brings a running mean a share nearer to a value. */
function nearer(values: number[], at: number, value: number, share: number): void {
  values[at]! += share * (value - values[at]!)
}

function distanceOf({ level, variance }: Channel, value: number, finest: number): number {
  return Math.abs(value - level) / (Math.sqrt(variance) + finest)
}

/** Width of a step: the usual one, or that of the last few where they were rougher. */
function jumpNoiseOf({ jumpVariance, recentJump }: Channel, finest: number): number {
  return Math.sqrt(Math.max(jumpVariance, recentJump)) + finest
}

function ratioNoiseOf({ ratioVariance, recentRatio }: Channel): number {
  return Math.sqrt(Math.max(ratioVariance, recentRatio)) + finestRatio
}

/**
 * Logarithm of a reading over the one before, of a column that was always above zero; what falls to
 * zero or below is taken as a tenth of the lowest known.
 */
function ratioOf({ low, last }: Channel, value: number): number {
  return low > 0 ? Math.log(Math.max(value, low / 10) / last) : 0
}

/** A distance counts only when the two readings before stood as far off. */
function heldOf({ before, beforeThat }: Channel, distance: number): number {
  return Math.min(distance, before, beforeThat)
}

/** Surprise of a value beyond all before it: some for being there, more for being far. */
function noveltyOf({ low, high }: Channel, value: number): number {
  const beyond = Math.max(value - high, low - value)
  if (!(beyond > 0 && high > low)) return 0
  return Math.min(noveltyLeast + (noveltyPerRange * beyond) / (high - low), noveltyMost)
}

/** Finer than this part of the level no noise is believed: a constant has none. */
function finestOf(channel: Channel): number {
  return 1e-5 * Math.abs(channel.level) + 1e-9
}

function clip(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value))
}
