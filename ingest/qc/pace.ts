import { hourMs } from '../../src/domain/time.ts'
import type { QcLimits } from './qc-limits.ts'
import type { QcState } from './qc-state.ts'

/*
 * What is usual for one series and its instrument, learned: the step, the pace, the rest. What a
 * test doubted is learned at the size at which the doubt began: left out, it would shrink what is
 * usual until ordinary readings are doubted; taken whole, one fault would widen it.
 */

/** Steps before which the series' own pace is not known. */
const stepsToKnow = 50
/** Weight of one more step once the pace is known: a memory of some 200 moves. */
const stepWeight = 1 / 200
/** The smallest step may grow by so much a move: a coarser instrument is known after some 200. */
const stepGrowth = 1.01
/** Rests before which the usual rest is not known, and the hours that they must fill. */
const restsToKnow = 20
const restHoursToKnow = 24
/** Hours of rests remembered: a month. */
const restHoursKept = 720

/**
 * Pace in force, or null before it is known; never below a step of the last decimal, however still
 * the water has been.
 */
export function paceOf(state: QcState, limits: QcLimits): number | null {
  return state.paceCount < stepsToKnow ? null : Math.max(state.paceMean, limits.step)
}

/**
 * How long the value usually stands, ms: the mean length of the rest that a moment lies in, which
 * long rests of a coarse instrument in quiet water make up, however many short ones lie between.
 */
function usualRestMs({ restCount, restSum, restSquares }: QcState): number {
  if (restCount < restsToKnow || restSum < restHoursToKnow) return 0
  return (restSquares / restSum) * hourMs
}

/** Learns a move, and with it the end of a rest. */
export function learnMove(state: QcState, step: number, restMs: number, limits: QcLimits): void {
  const doubtAt = (limits.rateOfChange.paces ?? Infinity) * state.paceMean
  const clipped = state.paceCount < stepsToKnow ? step : Math.min(step, doubtAt)
  state.paceCount += 1
  state.paceMean += (clipped - state.paceMean) * Math.max(1 / state.paceCount, stepWeight)
  const grown = state.instrumentStep * stepGrowth
  state.instrumentStep = grown === 0 ? step : Math.min(step, grown)
  learnRest(state, Math.min(restMs, flatAfterMs(state, limits)))
}

function learnRest(state: QcState, restMs: number): void {
  const hours = restMs / hourMs
  const kept = Math.min(1, restHoursKept / (state.restSum + hours))
  state.restCount += 1
  state.restSum = (state.restSum + hours) * kept
  state.restSquares = (state.restSquares + hours * hours) * kept
}

/** How long a value must stand here before it is doubted, ms. */
export function flatAfterMs(state: QcState, { flatLine }: QcLimits): number {
  if (flatLine === null || flatLine.suspectMs === null) return Infinity
  return Math.max(flatLine.suspectMs, flatLine.usualRests * usualRestMs(state))
}
