import type { Parameter, Medium, Station } from '../../src/domain/network.ts'
import type { Analysis, Fault, RawReading, RefusalCode } from '../../src/domain/reading.ts'
import { dayMs, minuteMs, type Instant } from '../../src/domain/time.ts'

/** Limits and sentinels of decoding; `decodeLimits` is what runs, tests may narrow one. */
export type DecodeLimits = {
  readonly payloadBytesMax: number
  readonly valuesMax: number
  readonly futureMaxMs: number
  readonly ageMaxMs: number
  readonly periodMaxMs: number
  /** Values that devices send for "no value", compared with the number as sent. */
  readonly sentinels: readonly number[]
  /** Length of the period of HJ 212 minute data (CN 2051), which no frame states. */
  readonly hj212MinutePeriodMs: number
}

export const decodeLimits: DecodeLimits = {
  /** 1,000 values at some 120 bytes each, twice over. */
  payloadBytesMax: 256 * 1024,
  /** The widest station sends some 60 factors; a gateway's bundle of 16 frames fits. */
  valuesMax: 1_000,
  /** A field clock set by hand is off by a minute or two; more is a wrong clock. */
  futureMaxMs: 5 * minuteMs,
  /** A year of back-fill and a month to spare. */
  ageMaxMs: 400 * dayMs,
  /** A year is the longest average anyone reports; above it the spelling is a mistake. */
  periodMaxMs: 366 * dayMs,
  /** 9999.99 is HJ 212-2025's "cannot be converted"; the others are loggers' customs. */
  sentinels: [-9999, -9999.99, 9999.99, -999],
  /** `MinInterval` as delivered by most loggers. */
  hj212MinutePeriodMs: 10 * minuteMs,
}

/** What a decoder is made of: the parameters it may name, and its limits. */
export type DecoderSetup = {
  readonly catalogue: {
    /** By code, alias or other name; the medium decides a name that two media share. */
    readonly resolve: (name: string, medium: Medium) => Parameter | null
  }
  readonly limits: DecodeLimits
  /** Deciphers HJ 212 data of a station with its key; null: no key, or no whole blocks. */
  readonly decrypt?: (station: string, bytes: Uint8Array) => Uint8Array | null
}

/** Whose message it is, and the time of its batch. */
export type DecodeContext = { readonly station: Station; readonly now: Instant }

/** One HJ 212 frame of a payload, for the receipt; `qn` and `cn` null where unreadable. */
export type FrameOutcome = {
  readonly qn: string | null
  readonly cn: string | null
  readonly readings: number
  readonly faultCodes: readonly RefusalCode[]
}

/**
 * What came out of one payload. `values` came in, `readings.length` of them are taken, the others
 * are refused with a fault: one for each value, or one for a message or frame as a whole.
 */
export type Decoded = {
  /** Echoed in the receipt; null also where unreadable. */
  readonly id: string | null
  readonly session: string | null
  readonly seq: number | null
  readonly readings: readonly RawReading[]
  readonly faults: readonly Fault[]
  /** The whole message is refused; then there are no readings. */
  readonly refused: boolean
  /**
   * The newest moment of its values, or end of their period, by the gateway's clock, be it refused
   * for that time; null where unreadable, and for back-fill and manual results.
   */
  readonly sentAt: Instant | null
  /** Values that came; at least 1 for a refused message or frame whose values cannot be counted. */
  readonly values: number
  /** HJ 212 only. */
  readonly frames: readonly FrameOutcome[] | null
  /** Of all its readings; null where none is told. */
  readonly analysis: Analysis | null
}

/** From a payload to readings and faults; never throws, knows no clock. */
export type Decoder = (payload: Uint8Array, context: DecodeContext) => Decoded
