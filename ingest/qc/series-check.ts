import type { Parameter } from '../../src/domain/network.ts'
import { combineFlags, Flag, Reason } from '../../src/domain/flags.ts'
import type { RawReading, SourceFlag } from '../../src/domain/reading.ts'
import { hourMs, minuteMs, type Instant } from '../../src/domain/time.ts'

/**
 * Quality control of one series, sample by sample.
 *
 * `check` changes nothing and answers from the readings before; `learn` is the only change and is
 * called once for each reading in order. Each test is one pure function below and sets its own
 * reason. *Suspect* never blocks a signal: real pollution is always suspect at first. Only a value
 * outside the hard range, or one that the station itself disowns, fails.
 *
 * @source QARTOD manuals (gross range, spike, rate of change, flat line, gap); the ratio of three
 * and the three equal results from the national data-review rule as the region's code cites it
 */
export type QcState = {
  /** Newest reading that came, failed ones included: a failed value is no gap. */
  seenAt: Instant | null
  /** Newest reading learned; null before the first. */
  lastAt: Instant | null
  lastValue: number
  /** The one before `lastValue`, for the spike reference. */
  beforeValue: number
  /** How many readings in a row have been exactly `lastValue`, and since when. */
  flatCount: number
  flatSince: Instant
  /** Mean absolute step of readings that moved, and how many such steps it has seen. */
  stepMean: number
  stepCount: number
  /** Bits of the doubts that the last reading carried. */
  lastDoubts: number
}

export type QcVerdict = { readonly flag: Flag; readonly reasons: number }

export function createQcState(): QcState {
  return {
    seenAt: null,
    lastAt: null,
    lastValue: 0,
    beforeValue: 0,
    flatCount: 0,
    flatSince: 0,
    stepMean: 0,
    stepCount: 0,
    lastDoubts: 0,
  }
}

/**
 * Steps are close to exponentially distributed about their mean; its 99.9 % quantile is
 * ln(1000) = 6.9 means. 9 leaves room for the tail being heavier than that.
 */
const rateFactor = 9
/** A spike departs from both neighbours before it; three more means than a mere fast change. */
const spikeFactor = 12
/** Steps before which the series' own pace is not known. */
const stepsToKnow = 50
/** Weight of one more step once the pace is known: a memory of some 200 readings. */
const stepWeight = 1 / 200
/** Same value for at least three results and this long: suspect. */
const flatResults = 3
const flatMs = 6 * hourMs
/** Steps of the last decimal that a value must hold: 0.0014 at four decimals repeats by itself. */
const flatStepsMin = 50
const ratioLimit = 3

const censoring: Partial<Record<SourceFlag, true>> = { 'over-range': true, 'under-range': true }

/**
 * Judges one reading against its series so far.
 *
 * @param cadenceMs  expected distance of two readings, > 0
 * @returns the combined flag and the bits of every reason
 */
export function checkReading(
  state: QcState,
  reading: RawReading,
  parameter: Parameter,
  cadenceMs: number,
): QcVerdict {
  const { value, observedAt } = reading
  let reasons = ofSource(reading) | ofRange(value, parameter)
  const isNext = state.lastAt !== null && observedAt > (state.seenAt ?? -Infinity)
  if (isNext && !reading.qualifier) reasons |= ofHistory(state, reading, parameter, cadenceMs)
  if (reading.historical) reasons |= Reason.historical
  return { flag: flagOf(reading, reasons), reasons }
}

/** The only change: takes one reading, in order, with the verdict it was given. */
export function learnReading(state: QcState, reading: RawReading, verdict: QcVerdict): void {
  const { value, observedAt } = reading
  if (state.seenAt !== null && observedAt <= state.seenAt) return
  state.seenAt = observedAt
  if (verdict.flag === Flag.fail) return
  if (state.lastAt !== null && (verdict.reasons & Reason.gapBefore) === 0) {
    learnStep(state, Math.abs(value - state.lastValue))
  }
  if (state.lastAt !== null && value === state.lastValue) state.flatCount += 1
  else {
    state.flatCount = 1
    state.flatSince = observedAt
  }
  state.beforeValue = state.lastAt === null ? value : state.lastValue
  state.lastValue = value
  state.lastAt = observedAt
  state.lastDoubts = verdict.reasons & doubts
}

const doubts = Reason.spike | Reason.rateOfChange | Reason.previousRatio
const suspecting = doubts | Reason.softRange | Reason.flatLine | Reason.censored

function flagOf(reading: RawReading, reasons: number): Flag {
  let flag: Flag = Flag.good
  if (reasons & suspecting) flag = combineFlags(flag, Flag.suspect)
  if (reasons & (Reason.hardRange | Reason.sourceFlag)) flag = combineFlags(flag, Flag.fail)
  return Number.isFinite(reading.value) ? flag : Flag.fail
}

function ofSource(reading: RawReading): number {
  if (reading.qualifier !== '' || censoring[reading.sourceFlag]) return Reason.censored
  return reading.sourceFlag === 'normal' || reading.sourceFlag === 'manual' ? 0 : Reason.sourceFlag
}

function ofRange(value: number, parameter: Parameter): number {
  if (!isWithin(value, parameter.hardRange)) return Reason.hardRange
  if (parameter.softRange !== null && !isWithin(value, parameter.softRange)) return Reason.softRange
  return 0
}

function isWithin(value: number, [low, high]: readonly [number | null, number | null]): boolean {
  return value >= (low ?? -Infinity) && value <= (high ?? Infinity)
}

function ofHistory(
  state: QcState,
  reading: RawReading,
  parameter: Parameter,
  cadenceMs: number,
): number {
  const { value, observedAt } = reading
  const gapMs = Math.max(3 * cadenceMs, 30 * minuteMs)
  if (observedAt - state.seenAt! > gapMs) return Reason.gapBefore
  // After a stretch of failed values nothing is known of pace either.
  if (observedAt - state.lastAt! > gapMs) return 0
  let reasons = ofPace(state, value, parameter)
  if (parameter.scale === 'log' && isRatio(value, state.lastValue, parameter)) {
    reasons |= Reason.previousRatio
  }
  if (isFlat(state, reading, parameter)) reasons |= Reason.flatLine
  if (state.lastDoubts !== 0 && (reasons & doubts) === 0) reasons |= Reason.confirmed
  return reasons
}

function ofPace(state: QcState, value: number, parameter: Parameter): number {
  if (state.stepCount < stepsToKnow) return 0
  // A step of the last decimal is never fast, however still the water has been.
  const pace = Math.max(state.stepMean, 10 ** -parameter.decimals.hour)
  const step = Math.abs(value - state.lastValue)
  const fromBefore = Math.abs(value - state.beforeValue)
  if (Math.min(step, fromBefore) > spikeFactor * pace) return Reason.spike
  return step > rateFactor * pace ? Reason.rateOfChange : 0
}

/** Threefold up or down; below ten steps of the last decimal a ratio is only rounding. */
function isRatio(value: number, last: number, parameter: Parameter): boolean {
  const floor = 10 * 10 ** -parameter.decimals.hour
  if (Math.max(value, last) < floor) return false
  return value >= ratioLimit * last || value <= last / ratioLimit
}

/** Rain and a closed gate stand still by nature, and so does a value near its last decimal. */
function isFlat(state: QcState, { value, observedAt }: RawReading, parameter: Parameter): boolean {
  if (value !== state.lastValue || parameter.medium === 'hydrology') return false
  if (Math.abs(value) < flatStepsMin * 10 ** -parameter.decimals.hour) return false
  return state.flatCount + 1 >= flatResults && observedAt - state.flatSince >= flatMs
}

/**
 * Learns every step that moves, a doubtful one at the size at which doubt begins. Steps left out,
 * or rests of a coarse instrument, would shrink the pace until ordinary steps are doubted too.
 */
function learnStep(state: QcState, step: number): void {
  if (step === 0) return
  const clipped = state.stepCount < stepsToKnow ? step : Math.min(step, rateFactor * state.stepMean)
  state.stepCount += 1
  state.stepMean += (clipped - state.stepMean) * Math.max(1 / state.stepCount, stepWeight)
}
