import type { Instant } from '../../src/domain/time.ts'

/*
 * A station's clock is
 *   unknown  until three messages came on time
 *   right    while it is no more ahead than the limit
 *   wrong    beyond it, until it is back within the limit less its deadband
 *
 * Only clocks that run ahead are told: a time behind is as well a message that waited, and
 * back-fill is nothing else, so messages later than `onTimeMs` say nothing here.
 */

export type ClockState = {
  /** How far ahead of their receipt the newest messages on time were, ms; newest last. */
  readonly aheadMs: readonly number[]
  readonly heardAt: Instant | null
  readonly isWrong: boolean
}

export type ClockLimits = {
  /** Beyond this a clock is wrong. */
  readonly aheadMs: number
  /** At or below this it is right again. */
  readonly rightMs: number
  /** A message that is later after its own time was kept back. */
  readonly onTimeMs: number
}

/** A median of five stands two strange ones, and follows a clock that was set after three. */
const messagesMax = 5
const messagesToKnow = 3

export const unknownClock: ClockState = { aheadMs: [], heardAt: null, isWrong: false }

/**
 * Takes the time that a message states, whether it was taken or refused for that time.
 *
 * @param sentAt  the moment of its values, or the end of their period
 */
export function hearClock(
  state: ClockState,
  sentAt: Instant,
  receivedAt: Instant,
  { onTimeMs }: ClockLimits,
): ClockState {
  const aheadMs = sentAt - receivedAt
  if (!(aheadMs >= -onTimeMs)) return state
  const kept = state.aheadMs.slice(-(messagesMax - 1))
  return { ...state, aheadMs: [...kept, aheadMs], heardAt: receivedAt }
}

/**
 * How far a clock is ahead: the median of its newest messages, so that a few that waited, or that
 * came with a wrong time, move nothing.
 *
 * @returns ms, below 0 by what messages take to come; null while it is unknown
 */
export function clockOffsetMs({ aheadMs }: ClockState): number | null {
  if (aheadMs.length < messagesToKnow) return null
  const sorted = aheadMs.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Whether the clock counts as wrong now. */
export function isClockWrong(state: ClockState, limits: ClockLimits): boolean {
  const offsetMs = clockOffsetMs(state)
  if (offsetMs === null) return state.isWrong
  return state.isWrong ? offsetMs > limits.rightMs : offsetMs > limits.aheadMs
}
