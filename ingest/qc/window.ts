import type { Instant } from '../../src/domain/time.ts'
import type { QcLimits } from './qc-limits.ts'
import { blocks, type QcState } from './qc-state.ts'

/*
 * The window of the attenuated signal, as smallest and largest value of blocks of an eighth: it
 * reaches back at least as far as is stated and at most an eighth farther, for 19 numbers a
 * series instead of every sample.
 */

/** Ends of blocks before which the usual range is not known: three windows. */
const rangesToKnow = 24
/** Weight of one more once it is known: a memory of thirty windows. */
const rangeWeight = 1 / 240
/** A usual range of fewer steps of the instrument may shrink to none by itself. */
const instrumentStepsMin = 4

/** Whether the window is filled at that time. */
export function isFilled(state: QcState, at: Instant, { windowMs }: QcLimits): boolean {
  return at - state.windowSince >= windowMs
}

/** Range of the window that ends at a time, a new value taken in. */
export function rangeWith(state: QcState, value: number, at: Instant, limits: QcLimits): number {
  const oldest = Math.floor(at / limits.blockMs) - blocks + 1
  let low = value
  let high = value
  for (let block = Math.max(oldest, state.block - blocks + 1); block <= state.block; block += 1) {
    const slot = block % blocks
    if (isEmpty(state, slot)) continue
    low = Math.min(low, state.ranges[slot]!)
    high = Math.max(high, state.ranges[blocks + slot]!)
  }
  return high - low
}

/**
 * Range below which the window is doubted: as stated, else the share of what is usual for the
 * series. None of the latter (0) before that is known, where the instrument takes too few steps in
 * a usual window, or on a log scale, where the range falls with the level.
 */
export function attenuatedBelow(state: QcState, limits: QcLimits): number {
  const { suspect = null, usualShare = null } = limits.attenuatedSignal ?? {}
  if (suspect !== null) return suspect
  if (usualShare === null || limits.isLog || state.rangeCount < rangesToKnow) return 0
  const step = Math.max(state.instrumentStep, limits.step)
  return state.rangeMean < instrumentStepsMin * step ? 0 : usualShare * state.rangeMean
}

/** Starts over: what was before an interruption is not of this window. */
export function emptyWindow(state: QcState, at: Instant): void {
  state.windowSince = at
  for (let slot = 0; slot < blocks; slot += 1) put(state, slot, 1, 0)
}

const isEmpty = ({ ranges }: QcState, slot: number) => ranges[slot]! > ranges[blocks + slot]!

function put({ ranges }: QcState, slot: number, low: number, high: number): void {
  ranges[slot] = low
  ranges[blocks + slot] = high
}

/** Takes a value in; with the first of a new block the usual range learns the window before it. */
export function learnWindow(state: QcState, value: number, at: Instant, limits: QcLimits): void {
  const block = Math.floor(at / limits.blockMs)
  if (block !== state.block) {
    if (isFilled(state, at, limits)) learnRange(state, rangeWith(state, value, at, limits), limits)
    // Numbers go back where the limits have another window from today on: all blocks are old then.
    const oldest = block - blocks + 1
    const first = block < state.block ? oldest : Math.max(oldest, state.block + 1)
    for (let passed = first; passed <= block; passed += 1) put(state, passed % blocks, 1, 0)
    state.block = block
  }
  const slot = block % blocks
  const low = isEmpty(state, slot) ? value : Math.min(value, state.ranges[slot]!)
  const high = isEmpty(state, slot) ? value : Math.max(value, state.ranges[blocks + slot]!)
  put(state, slot, low, high)
}

/** A doubted range at the size at which doubt begins, or the usual one would never come down. */
function learnRange(state: QcState, range: number, limits: QcLimits): void {
  const clipped = Math.max(range, attenuatedBelow(state, limits))
  state.rangeCount += 1
  state.rangeMean += (clipped - state.rangeMean) * Math.max(1 / state.rangeCount, rangeWeight)
}
