import { minuteMs, secondMs } from '../../src/domain/time.ts'

const mebibyte = 1024 * 1024

/** Bounds of the gateway; every one may be set lower by a test. */
export type GatewayLimits = {
  readonly connectionsMax: number
  readonly halfFrameMs: number
  readonly answerBytesMax: number
  readonly spoolBytesMax: number
  readonly spoolFramesMax: number
  readonly strayShareMax: number
  readonly compactBytesMin: number
  readonly inFlightMax: number
  readonly receiptWaitMs: number
  readonly receiptWaitMaxMs: number
  readonly unknownStationMs: number
  readonly connectTimeoutMs: number
  readonly reconnectMs: number
  readonly tickMs: number
  readonly closeMs: number
}

export const gatewayLimits: GatewayLimits = {
  /** A district has some tens of loggers; one holds at most one read (64 KB) and one frame. */
  connectionsMax: 500,
  /** A logger that got no answer sends again after 10 s: what is half by then stays half. */
  halfFrameMs: 10 * secondMs,
  /** 700 answers; a logger that reads none of them is broken. */
  answerBytesMax: 64 * 1024,
  /** 500,000 frames of 500 bytes: a week of 50 loggers that send every minute. A rewriting
   *  needs half of it again on the disk for a moment. */
  spoolBytesMax: 256 * mebibyte,
  /** Some 80 bytes of memory each: 40 MB. */
  spoolFramesMax: 500_000,
  /** Frames of loggers without a station may fill so much of the spool and no more. */
  strayShareMax: 0.25,
  /** Below it a rewriting is not worth its two fsyncs. */
  compactBytesMin: 16 * mebibyte,
  /** Of one station: a round trip takes some 10 ms, so a day of minutes is sent in a second;
   *  500 stations x 16 frames x 1 KB are 8 MB. */
  inFlightMax: 16,
  /** The engine commits within milliseconds; half a minute without a receipt says it is lost. */
  receiptWaitMs: 30 * secondMs,
  /** Doubled with each publication up to here, lest an engine that is away for a day finds a
   *  thousand copies of each frame. */
  receiptWaitMaxMs: 10 * minuteMs,
  /** A station that the engine does not know is asked for again after so long. */
  unknownStationMs: 5 * minuteMs,
  connectTimeoutMs: 10 * secondMs,
  reconnectMs: secondMs,
  /** Distance of two looks at what is due again. */
  tickMs: secondMs,
  /** A fifth of the time in which a process has to leave. */
  closeMs: 2 * secondMs,
}
