import type { Certainty, Range } from './network.ts'
import type { Instant } from './time.ts'

/** Words for the limits of quality control: data of the network, never code. */

/** Beyond `suspect` a reading is doubted, beyond `fail` it fails; null: that step is not taken. */
export type LimitPair = { readonly suspect: number | null; readonly fail: number | null }
/** Inclusive both ends, catalogue unit; `suspect` lies inside `fail`. */
export type RangePair = { readonly suspect: Range | null; readonly fail: Range | null }

/** What is usual in some months, at some depths (m; null: where no depth is stated). */
export type Season = RangePair & {
  /** 1 to 12, by Beijing time. */
  readonly months: readonly number[]
  readonly depthM: Range | null
}

export const spikeMethods = ['average', 'differential'] as const
export type SpikeMethod = (typeof spikeMethods)[number]

/** A limit in paces, the usual step of the series, holds where none is stated. */
export type PacedPair = LimitPair & { readonly paces: number | null }

/** Limits of each test; null: not stated here, what is less particular or older holds. */
export type QualityTests = {
  /** Where not stated: the parameter's hard and soft range. */
  readonly grossRange: RangePair | null
  readonly climatology: readonly Season[] | null
  /** Height of a spike. */
  readonly spike: (PacedPair & { readonly method: SpikeMethod }) | null
  /** Change an hour; in paces, one step. */
  readonly rateOfChange: PacedPair | null
  /** Threefold up or down, for parameters on a log scale. */
  readonly previousRatio: { readonly suspect: number } | null
  readonly flatLine: {
    readonly suspectMs: number | null
    readonly failMs: number | null
    /** At least so many equal results. */
    readonly results: number
    /** A value below so many steps of its last decimal repeats by itself. */
    readonly stepsMin: number
    /** Not before the value stands so many times as long as is usual for the instrument. */
    readonly usualRests: number
  } | null
  /** Range within the window; where not stated, a share of what is usual for the series. */
  readonly attenuatedSignal:
    (LimitPair & { readonly overMs: number; readonly usualShare: number | null }) | null
  /** More than both of these since the reading before is a gap. */
  readonly gap: { readonly cadences: number; readonly minMs: number } | null
  /** Difference from the newest good value of another station, at most so old. */
  readonly neighbour: {
    readonly station: string
    readonly withinMs: number
    readonly suspect: number
  } | null
  /** Depths that the station can measure at, m. */
  readonly depth: RangePair | null
}

/** Limits in force from a day on, for one station or all, one parameter or all. */
export type QualityEntry = QualityTests & {
  readonly station: string | null
  readonly parameter: string | null
  readonly fromAt: Instant
  readonly certainty: Certainty
  readonly source: string
}

/** Doubts between parameters of one sampling. */
export type CrossLimits = {
  /** Oxygen beyond so many times saturation. */
  readonly oxygenSaturationShare: number
  /** Ammonia beyond so many times total nitrogen; above 1 leaves room for both roundings. */
  readonly ammoniaNitrogenShare: number
}

export type Quality = {
  readonly crossParameter: CrossLimits
  readonly limits: readonly QualityEntry[]
}
