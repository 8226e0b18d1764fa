import type { Flag } from './flags.ts'
import type { Instant } from './time.ts'

export type Source = 'automatic' | 'manual'
/** The station's own word on a value, one alphabet for all dialects (domain: quality flags). */
export type SourceFlag =
  | 'normal'
  | 'over-range'
  | 'under-range'
  | 'maintenance'
  | 'calibration'
  | 'fault'
  | 'communication'
  | 'stopped'
  | 'power'
  | 'no-water'
  | 'manual'
  | 'start-test'
/** '<' at most, '>' at least: the value bounds the truth. */
export type Qualifier = '' | '<' | '>'

/** What a laboratory says of a sample that it analysed; each null where not said. */
export type Analysis = { readonly analysedAt: Instant | null; readonly method: string | null }

/** One decoded value, in the catalogue's unit and rounding, before any check. */
export type RawReading = {
  readonly station: string
  /** Catalogue code. */
  readonly parameter: string
  /** Canonical ISO 8601 spelling, `PT0S` for a moment. */
  readonly period: string
  readonly source: Source
  readonly depthM: number | null
  /** The moment, or the start of the period. */
  readonly observedAt: Instant
  readonly value: number
  readonly qualifier: Qualifier
  readonly sourceFlag: SourceFlag
  readonly historical: boolean
}

type Said = Pick<RawReading, 'value' | 'qualifier'>

/** Whether two readings of one key say the same: one is the duplicate of the other, else a revision. */
export function saysSame(one: Said, other: Said): boolean {
  return one.value === other.value && one.qualifier === other.qualifier
}

/** What a series is: station + parameter + period + source + depth. */
export type SeriesKey = Pick<RawReading, 'station' | 'parameter' | 'period' | 'source' | 'depthM'>

/** The one spelling of a series' key; used for maps, and unique in the store. */
export function seriesKeyOf(key: SeriesKey): string {
  return `${key.station}|${key.parameter}|${key.period}|${key.source}|${key.depthM ?? ''}`
}

/** A reading that passed the checks, ready to be stored. */
export type CheckedReading = RawReading & {
  readonly flag: Flag
  /** Bit set of `Reason`. */
  readonly reasons: number
  readonly receivedAt: Instant
}

export type Outcome = 'stored' | 'duplicate' | 'revised'

/** Fault codes of a message or a value; stable, part of the outer face. */
export const refusalCodes = [
  'not-json',
  'wrong-schema',
  'schema-version',
  'unknown-topic',
  'topic-kind',
  'unexpected-response',
  'unknown-station',
  'station-mismatch',
  'unknown-parameter',
  'unknown-unit',
  'impossible-unit',
  'not-finite',
  'sentinel',
  'bad-value',
  'bad-time',
  'no-offset',
  'future-time',
  'too-old',
  'bad-period',
  'duplicate-parameter',
  'too-many-values',
  'too-large',
  'no-values',
  'hj212-frame',
  'hj212-crc',
  'hj212-cipher',
  'hj212-mn',
  'hj212-command',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** Bad data: a value, never thrown; counted, kept, shown. `parameter` null: the whole message. */
export type Fault = {
  readonly parameter: string | null
  readonly code: RefusalCode
  readonly detail: string
}
