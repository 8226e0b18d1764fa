import type { Instant } from '../../src/domain/time.ts'

/** What quality control remembers of one series: flat, plain JSON, some 50 numbers. */
export type QcState = {
  /** Newest reading that came, failed ones included: a failed value is no gap. */
  seenAt: Instant | null
  /** Newest reading learned; null before the first, and after a visit to the instrument. */
  lastAt: Instant | null
  lastValue: number
  /** The one before `lastValue`. */
  beforeValue: number
  /** Readings learned since the last interruption. */
  run: number
  /** Bits of the doubts that the last reading carried. */
  lastDoubts: number
  /** How many readings in a row have been exactly `lastValue`, and since when. */
  flatCount: number
  flatSince: Instant
  /** Usual pace: mean absolute step of readings that moved, and how many such steps it has seen. */
  paceMean: number
  paceCount: number
  /** Smallest step that the instrument takes; 0 before it took one. */
  instrumentStep: number
  /** Rests between two moves: how many, their sum in hours, and the sum of their squares. */
  restCount: number
  restSum: number
  restSquares: number
  /** Since when the window of the attenuated signal has been filling without interruption. */
  windowSince: Instant
  /** Usual range of such a window, and from how many windows it is known. */
  rangeMean: number
  rangeCount: number
  /** Number of the window's newest block. */
  block: number
  /** Smallest values of the window's blocks, in a ring, then the largest; of an empty one 1 and 0. */
  readonly ranges: number[]
}

/** Eight closed blocks and the one being filled. */
export const blocks = 9

export function createQcState(): QcState {
  return {
    seenAt: null,
    lastAt: null,
    lastValue: 0,
    beforeValue: 0,
    run: 0,
    lastDoubts: 0,
    flatCount: 0,
    flatSince: 0,
    paceMean: 0,
    paceCount: 0,
    instrumentStep: 0,
    restCount: 0,
    restSum: 0,
    restSquares: 0,
    windowSince: 0,
    rangeMean: 0,
    rangeCount: 0,
    block: 0,
    ranges: Array.from({ length: 2 * blocks }, (_, slot) => (slot < blocks ? 1 : 0)),
  }
}
