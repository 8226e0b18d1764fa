import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FrameOutcome } from '../ingest/decode/decode.ts'
import type { AutomaticReading } from '../models/signals/signal.ts'
import { AppError } from './domain/errors.ts'
import type { Event } from './domain/event.ts'
import type { Json } from './domain/json.ts'
import type { Fault, Outcome } from './domain/reading.ts'
import type { Instant } from './domain/time.ts'
import type { Fold } from './fold.ts'
import { limits } from './limits.ts'
import { createMessageQueue } from './message-queue.ts'
import { untilStored } from './retry.ts'
import type { CheckedRow, SeriesRegistry } from './series.ts'
import { takenOf, type Received, type Taken } from './taken.ts'

export type Batch = {
  readonly at: Instant
  readonly taken: readonly Taken[]
  readonly rows: readonly CheckedRow[]
  readonly values: number
}

export type Committed = {
  /** One for each row of the batch, in its order. */
  readonly rows: readonly {
    readonly outcome: Outcome
    readonly revision: number
    readonly ingestNo: number
  }[]
  /** Last ingest number taken. */
  readonly head: number
}

/** What a gateway is told of one message, and the station whose receipt topic it goes to. */
export type StationReceipt = {
  readonly station: string
  readonly receipt: {
    readonly id: string | null
    readonly session: string | null
    readonly seq: number | null
    readonly stored: number
    readonly duplicate: number
    readonly revised: number
    readonly refused: readonly Fault[]
    readonly durableAt: string
    readonly frames?: readonly FrameOutcome[]
  }
}

export type Receipt = StationReceipt['receipt']

/** What the path needs from the rest; `app.ts` supplies it. */
export type PipelineParts = {
  readonly now: () => Instant
  readonly decode: (topic: string, payload: Uint8Array, now: Instant) => Received
  readonly series: SeriesRegistry
  readonly fold: Fold
  /** One transaction: readings, refusals, receipts, counters. */
  readonly commit: (batch: Batch) => Promise<Committed>
  /** One for each message of the batch, in its order. */
  readonly receiptsOf: (batch: Batch, committed: Committed) => readonly (StationReceipt | null)[]
  readonly sendReceipts: (receipts: readonly (StationReceipt | null)[]) => Promise<void>
  /** Stored readings, for whoever watches live values. */
  readonly showReadings: (batch: Batch, committed: Committed) => void
  /** What the fold of each row needs from the store: by its place, for manual samples. */
  readonly besideSamples: (
    batch: Batch,
    committed: Committed,
  ) => Promise<ReadonlyMap<number, readonly AutomaticReading[]>>
  /** Events to alerts, changes and workflows, in one transaction; then the stream is woken. */
  readonly announce: (events: readonly Event[]) => Promise<void>
  /** Keeps what the states are when it is called; asks the store until it has them. */
  readonly saveCheckpoint: (foldedNo: number, parts: ReadonlyMap<string, Json>) => Promise<void>
}

const noMessages: Batch = { at: -Infinity, taken: [], rows: [], values: 0 }

/**
 * The path, on one screen:
 *
 *     message → decode → check → commit → receipt, acknowledgement → score → event → alert → stream
 *
 * Nothing is acknowledged before it is stored or recorded as refused; nothing is announced before
 * it is durable. While one batch commits, the next is decoded and checked, and the one before is
 * scored; what comes meanwhile joins the next, so that a message waits for one commit before its
 * own at most. Batches are scored in the order of their commits.
 */
export class Pipeline {
  readonly #parts: PipelineParts
  readonly #queue = createMessageQueue()
  #inHand = 0
  /** When the first message of each batch came that is not announced yet, oldest first. */
  readonly #cameMs: number[] = []
  #foldedNo: number
  #rowsSinceCheckpoint = 0
  #checkpointAt = performance.now()
  #saving: Promise<void> | null = null

  constructor(parts: PipelineParts, foldedNo: number) {
    this.#parts = parts
    this.#foldedNo = foldedNo
  }

  /**
   * Resolves with the receipt once the message is committed or its refusal is.
   *
   * @throws {AppError} `stopping`: it was not taken
   */
  take(topic: string, payload: Uint8Array): Promise<Receipt | null> {
    return new Promise((acknowledge, refuse) => {
      if (!this.#queue.push({ topic, payload, acknowledge })) {
        refuse(new AppError('stopping', 'the engine takes no more messages'))
      }
    })
  }

  /** Runs until closed and empty. @throws when the store fails for good: the process must stop */
  async run(): Promise<void> {
    let stored: Promise<unknown> = Promise.resolve()
    let [scored, scoredBefore] = [Promise.resolve(), Promise.resolve()]
    let acknowledged: Promise<unknown> = Promise.resolve()
    while (await this.#queue.ready()) {
      const begun = this.#prepare(noMessages)
      this.#cameMs.push(begun.taken[0]!.takenAt)
      await stored
      const batch = this.#prepare(begun)
      const commit = this.#commit(batch)
      const told = commit.then((committed) => this.#tell(batch, committed))
      // The next one commits once the second before this is scored: no more than two wait for that.
      stored = Promise.all([commit, scoredBefore])
      scoredBefore = scored
      scored = Promise.all([told, scored]).then(([{ committed }]) => this.#score(batch, committed))
      // Nobody waits for a slow reader of receipts: what is in flight is bounded by the doors.
      const heard = told.then(({ sent }) => sent)
      // It holds nothing of those before it, or each would for as long as the path runs.
      acknowledged = Promise.all([heard, acknowledged]).then(() => undefined)
      // What failed is thrown where it is awaited; a loop that waits for messages must come there.
      for (const work of [stored, scored, acknowledged]) work.catch(() => this.close())
      // The commit is on its way before this thread decodes: the store would be idle meanwhile.
      await nextTurn()
      if (this.#isCheckpointDue()) {
        await scored
        this.#checkpoint()
      }
    }
    await Promise.all([scored, acknowledged])
    await this.#saving
    this.#checkpoint()
    await this.#saving
  }

  /** The batch with what waits in the queue, up to its bounds. */
  #prepare(begun: Batch): Batch {
    const { now, decode, series } = this.#parts
    const at = now()
    const taken = [...begun.taken]
    const rows = [...begun.rows]
    let { values } = begun
    while (values < limits.batchValuesMax && taken.length < limits.batchMessagesMax) {
      const message = this.#queue.shift()
      if (message === undefined) break
      const received = decode(message.topic, message.payload, at)
      const own = series.check(received.readings, at)
      taken.push(takenOf(received, message, own))
      for (const row of own) rows.push(row)
      values += received.values
    }
    this.#inHand += values - begun.values
    return { at, taken, rows, values }
  }

  /** Makes the batch durable. */
  async #commit(batch: Batch): Promise<Committed> {
    const committed = await untilStored(() => this.#parts.commit(batch))
    batch.rows.forEach((row, index) => (row.revision = committed.rows[index]!.revision))
    this.#inHand -= batch.values
    return committed
  }

  /**
   * Tells the gateways of a durable batch, and whoever watches; a turn late, so that the next batch
   * is on its way to the store before.
   */
  async #tell(batch: Batch, committed: Committed) {
    await nextTurn()
    const { receiptsOf, sendReceipts, showReadings } = this.#parts
    const receipts = receiptsOf(batch, committed)
    const sent = sendReceipts(receipts).then(() => {
      for (const [index, { acknowledge }] of batch.taken.entries()) {
        acknowledge(receipts[index]?.receipt ?? null)
      }
    })
    showReadings(batch, committed)
    return { committed, sent }
  }

  /** Judges the batch, and announces what it means; a turn late too. */
  async #score(batch: Batch, committed: Committed): Promise<void> {
    await nextTurn()
    const { announce, besideSamples } = this.#parts
    const beside = await untilStored(() => besideSamples(batch, committed))
    for (const [index, automatic] of beside) batch.rows[index]!.beside = automatic
    const events = this.#fold(batch, committed)
    if (events.length > 0) await untilStored(() => announce(events))
    this.#cameMs.shift()
  }

  #fold(batch: Batch, committed: Committed): Event[] {
    const events: Event[] = []
    batch.rows.forEach((row, index) => {
      if (committed.rows[index]!.outcome === 'duplicate') return
      for (const event of this.#parts.fold.take(row)) events.push(event)
      this.#rowsSinceCheckpoint += 1
    })
    this.#foldedNo = committed.head
    return events
  }

  #isCheckpointDue(): boolean {
    if (this.#rowsSinceCheckpoint === 0 || this.#saving !== null) return false
    const ageMs = performance.now() - this.#checkpointAt
    const rowsMax = Math.max(
      limits.checkpointRowsMax,
      limits.checkpointRowsAPart * this.#parts.fold.touchedParts(),
    )
    return this.#rowsSinceCheckpoint >= rowsMax || ageMs >= limits.checkpointMs
  }

  /** Takes the states as they are between two batches, and saves them while the next ones go on. */
  #checkpoint(): void {
    this.#rowsSinceCheckpoint = 0
    this.#checkpointAt = performance.now()
    const saved = this.#parts.fold.saveTouched()
    if (saved.size === 0) return
    this.#saving = this.#parts.saveCheckpoint(this.#foldedNo, saved).then(() => {
      this.#saving = null
    })
    // What failed for good is thrown at the end of `run`.
    this.#saving.catch(() => this.close())
  }

  /** Stops taking; `run` ends once what is in hand is finished. */
  close(): void {
    this.#queue.close()
  }

  /** Number of the last row that was stored, shown and folded. */
  foldedNo(): number {
    return this.#foldedNo
  }

  /** How long the oldest message has waited for its commit to begin, ms. */
  lagMs(): number {
    return this.#queue.oldestMs()
  }

  /** How long the oldest message is here that is not announced yet, ms; 0: none is. */
  delayMs(): number {
    const [came] = this.#cameMs
    return came === undefined ? this.#queue.oldestMs() : performance.now() - came
  }

  /** Values decoded and not yet committed. */
  inHand(): number {
    return this.#inHand
  }
}
