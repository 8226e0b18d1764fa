import type { ChangeType } from './alert.ts'
import type { AlertKind } from './event.ts'
import type { LeadScore } from './forecast.ts'
import type { Flag } from './flags.ts'
import type { Analysis, Fault, Qualifier, Source, SourceFlag } from './reading.ts'
import type { Instant } from './time.ts'

/** One page of a list; `next` is an opaque cursor, null at the end. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null }
/** `limit` 1 to 1000; `cursor` as an earlier page gave it. */
export type PageRequest = { readonly limit: number; readonly cursor: string | null }

/** Half-open in time: from <= observedAt < to. */
export type ReadingQuery = PageRequest & {
  readonly station: string
  readonly parameter: string | null
  readonly from: Instant | null
  readonly to: Instant | null
  readonly period: string | null
  readonly source: Source | null
  /** Answer what was committed by then. */
  readonly asOf: Instant | null
}

export type StoredReading = {
  readonly station: string
  readonly parameter: string
  readonly period: string
  readonly source: Source
  readonly depthM: number | null
  readonly observedAt: Instant
  readonly receivedAt: Instant
  readonly value: number
  readonly qualifier: Qualifier
  readonly sourceFlag: SourceFlag
  readonly flag: Flag
  readonly reasons: number
  readonly revision: number
  /** Only where readings are queried, and a laboratory said so. */
  readonly analysis?: Analysis
}

/** An hour, or a day of Beijing time. */
export type Bucket = 'PT1H' | 'P1D'

/** Half-open in the start of the buckets. */
export type AggregateQuery = Omit<ReadingQuery, 'asOf'> & { readonly bucket: Bucket }

/** Readings of one series in one bucket; mean, min and max over the valid ones, null without. */
export type Aggregate = Pick<
  StoredReading,
  'station' | 'parameter' | 'period' | 'source' | 'depthM'
> & {
  readonly startAt: Instant
  readonly count: number
  /** Readings flagged good or unknown: fit for published means. */
  readonly validCount: number
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
}

/** What came from outside and is kept as it came, within limits. */
export type Kept = {
  readonly what: 'refusal' | 'raw_frame'
  readonly rows: number
  readonly bytes: number
  /** Purged since the store was made. */
  readonly purgedRows: number
  readonly purgedBytes: number
}

export type RefusalRow = {
  readonly id: number
  readonly station: string | null
  readonly topic: string
  readonly receivedAt: Instant
  readonly faults: readonly Fault[]
  /** How many values were refused with it. */
  readonly values: number
  readonly payload: Uint8Array
  /** False when the payload was over the size kept. */
  readonly payloadWhole: boolean
}

/** What became of values: received = stored + duplicate + revised + refused. */
export type Sums = {
  readonly stored: number
  readonly duplicate: number
  readonly revised: number
  readonly refused: number
}

/** What is durable of one gateway session; a gap is inclusive both ends. */
export type SessionReceipt = {
  readonly session: string
  readonly lastSeq: number
  readonly gaps: readonly (readonly [number, number])[]
  /** Older gaps, no longer kept one by one; `missing` seq in all when they were folded. */
  readonly folded: { readonly gaps: number; readonly missing: number; readonly upTo: number } | null
  /** Of every message taken since sums are kept; one that was sent again counts again. */
  readonly sums: Sums
  readonly updatedAt: Instant
}

export type AlertQuery = PageRequest & {
  readonly state: 'open' | 'resolved' | 'closed' | 'all'
  readonly station: string | null
  readonly kind: AlertKind | null
  readonly changedSince: number | null
}

export type WorkflowQuery = PageRequest & {
  readonly kind: string | null
  readonly state: string | null
}

export type EventQuery = PageRequest & {
  readonly station: string | null
  readonly kind: AlertKind | null
  readonly from: Instant | null
  readonly to: Instant | null
}

export type ForecastQuery = {
  readonly station: string
  /** Catalogue code. */
  readonly parameter: string
  /** The newest run issued by then; null: the newest. */
  readonly issuedBy: Instant | null
}

/** Scores from `since` on; null: all stations, all parameters. */
export type SkillQuery = PageRequest & {
  readonly station: string | null
  readonly parameter: string | null
  readonly since: Instant
}
export type SkillRow = LeadScore & { readonly station: string; readonly parameter: string }

export type ChangeQuery = {
  readonly after: number
  readonly limit: number
  readonly types: readonly ChangeType[] | null
}

/** Values counted in the commit itself; received = stored + duplicate + revised + refused + in hand. */
export type Conservation = {
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly revised: number
  readonly refused: number
  readonly inHand: number
}

/** Registered series of a station between two instants, half-open. */
export type MonthlyQuery = {
  readonly station: string
  readonly source: Source
  readonly from: Instant
  readonly to: Instant
  readonly series: readonly {
    readonly parameter: string
    readonly period: string
    readonly cadenceMs: number
  }[]
}

/** Slots of a cadence with a reading, and with a valid one. */
export type MonthlyCount = {
  readonly parameter: string
  readonly period: string
  readonly received: number
  readonly valid: number
}

/** Rates are shares from 0 to 1, null where there is nothing to count from. */
export type MonthlyQuality = MonthlyCount & {
  readonly cadenceMs: number
  readonly expected: number
  readonly captureRate: number | null
  readonly validRate: number | null
}
