import { combineFlags, Flag, Reason } from '../../src/domain/flags.ts'
import type { RawReading, SourceFlag } from '../../src/domain/reading.ts'
import type { Instant } from '../../src/domain/time.ts'
import { checkAttenuated } from './attenuated-signal.ts'
import { checkBeyond } from './beyond.ts'
import { checkBounds } from './bounds.ts'
import { checkClimatology } from './climatology.ts'
import { checkFlatLine } from './flat-line.ts'
import { isGap } from './gap.ts'
import { checkLocation } from './location.ts'
import { checkNeighbour, type Neighbour } from './neighbour.ts'
import { flatAfterMs, learnMove, paceOf } from './pace.ts'
import { checkRatio } from './previous-ratio.ts'
import type { QcLimits } from './qc-limits.ts'
import type { QcState } from './qc-state.ts'
import { checkRate } from './rate-of-change.ts'
import { checkSpike, departure } from './spike.ts'
import { attenuatedBelow, emptyWindow, isFilled, learnWindow, rangeWith } from './window.ts'

/**
 * Quality control of one series, sample by sample.
 *
 * `checkReading` changes nothing and answers from the readings before; `learnReading` is the only
 * change and is called once for each reading in order. Each test is one pure function in a file of
 * its own and sets its own reason. *Suspect* never blocks a signal: real pollution is always
 * suspect at first. Nothing fails but by a stated limit or by the station's own word.
 *
 * The spike test needs the next sample: when a value comes it is doubted by what can be known
 * then (`spike`), and the sample after it tells whether it was one by the published definition
 * (`spikeBefore`, about the reading before) or has come to stay (`confirmed`).
 */

/** Flag in the low four bits, reasons above them: a number, since each reading has one. */
export type Verdict = number

export const flagOf = (verdict: Verdict): Flag => (verdict & 15) as Flag
export const reasonsOf = (verdict: Verdict): number => verdict >> 4

/** The verdict with what one more test says; a test that passes or cannot tell changes nothing. */
export function marked(verdict: Verdict, flag: Flag, reason: number): Verdict {
  if (flag !== Flag.suspect && flag !== Flag.fail) return verdict
  return combineFlags(flagOf(verdict), flag) | ((reasonsOf(verdict) | reason) << 4)
}

/** The verdict with a reason that is no doubt. */
export const noted = (verdict: Verdict, reason: number): Verdict => verdict | (reason << 4)

const doubts = Reason.spike | Reason.rateOfChange | Reason.previousRatio
const censoring: ReadonlySet<SourceFlag> = new Set(['over-range', 'under-range'])
/** A person is at the instrument: what it shows is not the water, and afterwards it may differ. */
export const visits: ReadonlySet<SourceFlag> = new Set(['maintenance', 'calibration', 'start-test'])

const isCensored = ({ qualifier, sourceFlag }: RawReading) =>
  qualifier !== '' || censoring.has(sourceFlag)
/** Anything but N: the station itself says that this is no measured value of the water. */
const isDisowned = ({ sourceFlag }: RawReading) =>
  sourceFlag !== 'normal' && !censoring.has(sourceFlag)

/**
 * Judges one reading against its series so far.
 *
 * @param neighbour  newest good value of the neighbour that the limits name, if any
 */
export function checkReading(
  state: QcState,
  reading: RawReading,
  limits: QcLimits,
  neighbour: Neighbour | null = null,
): Verdict {
  const { value, observedAt } = reading
  const range = checkBounds(value, limits.range)
  let verdict: Verdict = Flag.good
  verdict = marked(verdict, range, range === Flag.fail ? Reason.hardRange : Reason.softRange)
  verdict = marked(verdict, checkLocation(reading.depthM, limits.depth), Reason.location)
  if (reading.historical) verdict = noted(verdict, Reason.historical)
  if (isDisowned(reading)) return marked(verdict, Flag.fail, Reason.sourceFlag)
  if (isCensored(reading)) return marked(verdict, Flag.suspect, Reason.censored)
  verdict = marked(verdict, checkClimatology(value, limits.season), Reason.climatology)
  if (limits.neighbour !== null) {
    const beside = checkNeighbour(value, observedAt, neighbour, limits.neighbour)
    verdict = marked(verdict, beside, Reason.neighbour)
  }
  if (state.seenAt === null || observedAt <= state.seenAt) return verdict
  if (isGap(state.seenAt, observedAt, limits.gapMs)) return noted(verdict, Reason.gapBefore)
  // After a stretch of failed values, or a visit, nothing is known of pace either.
  if (state.lastAt === null || isGap(state.lastAt, observedAt, limits.gapMs)) return verdict
  verdict = checkPace(verdict, state, value, observedAt - state.lastAt, limits)
  if (state.lastDoubts !== 0 && (reasonsOf(verdict) & doubts) === 0) {
    verdict = noted(verdict, Reason.confirmed)
  }
  return checkStill(verdict, state, value, observedAt, limits)
}

/** The tests of movement: spike, rate of change, ratio. */
function checkPace(
  given: Verdict,
  state: QcState,
  value: number,
  elapsedMs: number,
  limits: QcLimits,
): Verdict {
  const { lastValue, beforeValue } = state
  const { spike, rateOfChange, previousRatio } = limits
  const pace = paceOf(state, limits)
  let verdict = given
  if (state.run >= 2) {
    const limit = spike.suspect ?? paces(spike.paces, pace)
    // Whether it fails is for the next sample to say, and then it is stored.
    const now = checkBeyond(departure(beforeValue, lastValue, value), limit, Infinity)
    verdict = marked(verdict, now, Reason.spike)
    const fail = spike.fail ?? Infinity
    const before = checkSpike(spike.method, beforeValue, lastValue, value, limit, fail)
    if (before !== Flag.good) verdict = noted(verdict, Reason.spikeBefore)
  }
  if ((reasonsOf(verdict) & Reason.spike) === 0) {
    const { suspect, fail } = rateOfChange
    const rate =
      suspect === null
        ? checkBeyond(Math.abs(value - lastValue), paces(rateOfChange.paces, pace), Infinity)
        : checkRate(lastValue, value, elapsedMs, suspect, fail ?? Infinity)
    verdict = marked(verdict, rate, Reason.rateOfChange)
  }
  if (limits.isLog && previousRatio !== null) {
    const ratio = checkRatio(lastValue, value, limits.step, previousRatio.suspect)
    verdict = marked(verdict, ratio, Reason.previousRatio)
  }
  return verdict
}

/** So many paces of the series; no limit before its pace is known. */
function paces(count: number | null, pace: number | null): number {
  return count === null || pace === null ? Infinity : count * pace
}

/** The tests of stillness: flat line, attenuated signal. */
function checkStill(
  given: Verdict,
  state: QcState,
  value: number,
  observedAt: Instant,
  limits: QcLimits,
): Verdict {
  const { flatLine, attenuatedSignal } = limits
  let verdict = given
  if (flatLine !== null && value === state.lastValue) {
    const movable = Math.abs(value) >= flatLine.stepsMin * limits.step
    if (movable && state.flatCount + 1 >= flatLine.results) {
      const after = flatAfterMs(state, limits)
      const flat = checkFlatLine(observedAt - state.flatSince, after, flatLine.failMs ?? Infinity)
      verdict = marked(verdict, flat, Reason.flatLine)
    }
  }
  if (attenuatedSignal !== null && isFilled(state, observedAt, limits)) {
    const range = rangeWith(state, value, observedAt, limits)
    const below = attenuatedBelow(state, limits)
    const weak = checkAttenuated(range, below, attenuatedSignal.fail ?? 0)
    verdict = marked(verdict, weak, Reason.attenuatedSignal)
  }
  return verdict
}

/** The only change: takes one reading, in order, with the flag and reasons it was given. */
export function learnReading(
  state: QcState,
  reading: RawReading & { readonly flag: Flag; readonly reasons: number },
  limits: QcLimits,
): void {
  const { value, observedAt, flag, reasons } = reading
  if (state.seenAt !== null && observedAt <= state.seenAt) return
  const isBroken =
    state.lastAt === null ||
    isGap(state.seenAt ?? state.lastAt, observedAt, limits.gapMs) ||
    isGap(state.lastAt, observedAt, limits.gapMs)
  state.seenAt = observedAt
  if (visits.has(reading.sourceFlag)) state.lastAt = null
  if (flag === Flag.fail || isCensored(reading)) return
  if (isBroken) beginRun(state, value, observedAt)
  else continueRun(state, value, observedAt, limits)
  learnWindow(state, value, observedAt, limits)
  state.lastValue = value
  state.lastAt = observedAt
  state.lastDoubts = reasons & doubts
}

function beginRun(state: QcState, value: number, at: Instant): void {
  state.run = 1
  state.beforeValue = value
  state.flatCount = 1
  state.flatSince = at
  emptyWindow(state, at)
}

function continueRun(state: QcState, value: number, at: Instant, limits: QcLimits): void {
  state.run += 1
  state.beforeValue = state.lastValue
  if (value === state.lastValue) {
    state.flatCount += 1
    return
  }
  learnMove(state, Math.abs(value - state.lastValue), at - state.flatSince, limits)
  state.flatCount = 1
  state.flatSince = at
}
