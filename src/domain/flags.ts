/**
 * Quality flags with the values of the QARTOD manuals (IOOS, 2020), plus the reasons kept beside
 * a flag as a bit set, so that one reading costs two small integers and no object.
 */
export const Flag = { good: 1, unknown: 2, suspect: 3, fail: 4, missing: 9 } as const
export type Flag = (typeof Flag)[keyof typeof Flag]

/** Rank of each flag when several checks speak: an absent check hides no failure. */
const rank: Readonly<Record<Flag, number>> = { 9: 0, 2: 1, 1: 2, 3: 3, 4: 4 }

/**
 * Combines the flags of two checks: missing 9 < unknown 2 < good 1 < suspect 3 < fail 4.
 *
 * @example combineFlags(1, 3) // => 3
 * @source ioos/ioos_qc `qartod_compare`
 */
export function combineFlags(left: Flag, right: Flag): Flag {
  return rank[left] >= rank[right] ? left : right
}

/** Why a reading carries its flag; each is one bit of `reasons`. */
export const Reason = {
  hardRange: 1 << 0,
  softRange: 1 << 1,
  spike: 1 << 2,
  rateOfChange: 1 << 3,
  flatLine: 1 << 4,
  previousRatio: 1 << 5,
  crossParameter: 1 << 6,
  /** The station itself marked the value as not normal (maintenance, calibration, fault …). */
  sourceFlag: 1 << 7,
  /** The value bounds the truth: below detection or above the measuring range. */
  censored: 1 << 8,
  gapBefore: 1 << 9,
  /** Sent as back-fill (`historical: true`, HJ 212 `RF=1`). */
  historical: 1 << 10,
  /** Older than the newest of its series by more than the allowed lateness. */
  late: 1 << 11,
  /** A ratio, spike or rate doubt of the reading before, cleared by this agreeing one. */
  confirmed: 1 << 12,
  /** Outside what is usual in its season. */
  climatology: 1 << 13,
  /** Its window moves less than it should. */
  attenuatedSignal: 1 << 14,
  /** Differs from a station that it moves with. */
  neighbour: 1 << 15,
  /** At a depth where the station cannot measure. */
  location: 1 << 16,
  /** The reading before was a spike, as this one, the sample after it, shows. */
  spikeBefore: 1 << 17,
} as const
export type ReasonName = keyof typeof Reason

const reasonEntries = Object.entries(Reason) as [ReasonName, number][]

/** Names of the bits set, in bit order. @example reasonNames(5) // => ['hardRange', 'spike'] */
export function reasonNames(bits: number): ReasonName[] {
  return reasonEntries.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name)
}

/** Readings marked so are stored and re-scored, and open no live alert. */
export const notLive = Reason.historical | Reason.late
