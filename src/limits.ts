import { dayMs, minuteMs, secondMs } from './domain/time.ts'

/**
 * Every bound of the path, with its arithmetic and its reason. Doors keep their own bounds beside
 * them (`ingest/mqtt`, `src/http/limits.ts`, `ingest/decode`).
 */
export const limits = {
  /** A subscriber that takes receipts slowly holds acknowledgements back for no longer. */
  receiptWaitMs: secondMs,
  /** Values in one commit: 4,000 rows x 66 bytes = 260 KB of COPY, some 10 ms in either store. */
  batchValuesMax: 4_000,
  /** Messages in one commit, for messages of one value each. */
  batchMessagesMax: 2_000,
  /** Bytes of a refused payload that are kept for looking at and replaying. */
  refusalPayloadBytesMax: 256 * 1024,
  /** Rows folded between two checkpoints: at 50,000 rows/s a refold of 4 s at most. */
  checkpointRowsMax: 200_000,
  /**
   * Or so many for each part that has changed, if that is more: to save a part costs as much as
   * two rows. 100,000 series make a refold of 1 M rows, some 20 s.
   */
  checkpointRowsAPart: 10,
  /** Time between two checkpoints when little comes in. */
  checkpointMs: 30 * secondMs,
  /** Rows read at a time when folding what the last checkpoint has not seen. */
  refoldPageRows: 5_000,
  /**
   * Garbage over what is alive before a full collection: 55 MB are alive with the demo, and 40 more
   * are collected in some 50 ms, mostly beside the work (npm run bench:memory). At 50 the path's
   * processor time a reading rises by a tenth or more, at V8's own 300 the demo holds 350 MB.
   */
  heapGrowthPercent: 70,
  /** Events of announcements that share a transaction, at 2 KB: a statement of 2 MB. */
  announcedTogetherMax: 1_000,
  /** Distance of two silence judgements by the engine's clock. */
  tickMs: minuteMs,
  /** A store that is away is asked again after 0.2, 0.4 … 5 s. */
  storeRetryFirstMs: 200,
  storeRetryMaxMs: 5 * secondMs,
  /**
   * Deliveries queued at once: 10,000 rows of 2 KB are 20 MB. While it is full nothing more is
   * decided; what is due then is still due when there is room.
   */
  deliveriesQueuedMax: 10_000,
  /** Alerts looked through by one transaction of a round, at 3 KB: 0.6 MB. */
  deliveryAlertsPage: 200,
  /** Sent at once, each to a target that may take its 5 s: the slow do not hold up the others. */
  deliveriesInFlightMax: 8,
  /**
   * A failed attempt is repeated after 5, 10, 20 s … 1 h; 30 attempts are 21 h, so that a receiver
   * that is away over night still gets what it missed, and one that is gone is told of in a day.
   */
  deliveryRetryFirstMs: 5 * secondMs,
  deliveryRetryMaxMs: 60 * minuteMs,
  deliveryAttemptsMax: 30,
  /** An answer of a receiver is given up after it, well within the time that closing may take. */
  deliveryTimeoutMs: 5 * secondMs,
  /** Of what a receiver answers, so much is kept as its detail. */
  deliveryDetailCharsMax: 300,
  /** The canary goes out once a minute, and is given up before the next one goes. */
  canaryEachMs: minuteMs,
  canaryMs: 50 * secondMs,
  /** A server notices within it that the process of an earlier writer was killed. */
  writerWaitMs: 5 * secondMs,
  /** Who stands by looks this often whether the owner has brought the schema up. */
  standbyPollMs: 500,
  /** SIGTERM to exit: contract. */
  closeMs: 10 * secondMs,
  /** Events of a judged file whose drivers stand in the summary: 50 x 1,000 columns at most. */
  detectEventsToldMax: 50,
} as const

/** Bounds of the second look at late readings. */
export const hindsightLimits = {
  /**
   * History folded before the first late reading, so that detectors know the station: ten
   * parameters each 5 min are 20,000 rows, some 0.4 s of CPU in slices.
   */
  beforeMs: 7 * dayMs,
  /** And after the last: a bloom is released after 48 h. */
  afterMs: 3 * dayMs,
  /** Rows folded in one turn of the event loop: 500 x 20 µs = 10 ms, for which a message waits. */
  pageRows: 500,
  /** Ingest numbers looked through by one statement: some 10 ms of the store. */
  numbersPerLook: 10_000,
  /** A gateway that back-fills sends for minutes: a look is followed by so much more of rest. */
  restFactor: 4,
} as const

/** Requests to stations, and what stations say to them. */
export const requestLimits = {
  /** Requests sent by one tick, each waiting for its broker: a case asks a handful of stations. */
  perTick: 20,
  /** An answer is a few hundred bytes; what is larger is refused unread. */
  answerBytes: 16 * 1024,
  /** Characters of the id of ours that it names, and of its words. */
  idLength: 64,
  detailLength: 2_000,
} as const

/** Lateness allowed to a series: two cadences and at least 10 minutes. */
export function latenessMs(cadenceMs: number): number {
  return Math.max(2 * cadenceMs, 10 * minuteMs)
}
