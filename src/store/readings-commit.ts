import type { Instant } from '../domain/time.ts'
import { insertAnalyses } from './analyses.ts'
import type { NewAnalysis } from './analyses.ts'
import { batchEndSql } from './batch-end.ts'
import { settledPosition } from './counters.ts'
import type { Counters, IngestPosition } from './counters.ts'
import { encodeReadings } from './copy-encoder.ts'
import { hasCode } from './db.ts'
import type { Db } from './db.ts'
import type { HourSums } from './hour-sums.ts'
import { createLane } from './lane.ts'
import { decideOutcomes } from './outcomes.ts'
import type { CommitRow, Outcomes, RowOutcome } from './outcomes.ts'
import { insertRawFrames } from './raw-frames.ts'
import type { RawFrame } from './raw-frames.ts'
import { keepRevisions, knownReadings, replaceReadings } from './readings-write.ts'
import type { NewReceipt } from './receipts.ts'
import { insertRefusals } from './refusals.ts'
import type { NewRefusal } from './refusals.ts'

/** What became durable, or is durably refused, in one transaction. */
export type Batch = {
  readonly at: Instant
  readonly rows: readonly CommitRow[]
  readonly refusals: readonly NewRefusal[]
  readonly receipts: readonly NewReceipt[]
  readonly analyses: readonly NewAnalysis[]
  readonly rawFrames: readonly RawFrame[]
  /** Values received with it: stored + duplicate + revised + refused. */
  readonly received: number
}

export type CommitResult = {
  /** One for each row, in its order. */
  readonly rows: readonly RowOutcome[]
  /** Last ingest number taken so far. */
  readonly head: number
}

export type ReadingCommitter = { readonly commit: (batch: Batch) => Promise<CommitResult> }

/** A COMMIT asked for, and where the commits stood before it. */
type Asked = {
  /** By which the batch is known when it is tried again. */
  readonly rows: Batch['rows']
  readonly from: IngestPosition
  readonly outcomes: Outcomes
}

/**
 * The one writer of readings. It owns the ingest numbers: they are taken in the commit, without
 * gaps, in commit order; a failed commit takes none, and may be tried again as it was. Where the
 * commit was done and only its answer was lost, trying the same rows again answers what it did.
 *
 * Rows that are `ahead` go by binary COPY unseen, the others are looked up first. Should the
 * COPY meet a known key after all, the whole batch is looked up.
 *
 * @param onStored  hears what each commit did, and the last number before it
 * @returns `commit` throws AppError `store-second-writer` when somebody else took numbers too
 */
export function createReadingCommitter(
  db: Db,
  onStored: HourSums['add'] = () => undefined,
): ReadingCommitter {
  const lane = createLane()
  // Null: to be read again, since the outcome of a failed COMMIT is not known.
  let position: IngestPosition | null = null
  let asked: Asked | null = null

  const attempt = async (batch: Batch, from: IngestPosition): Promise<Outcomes> => {
    const onAsk = (outcomes: Outcomes) => void (asked = { rows: batch.rows, from, outcomes })
    return store(db, batch, from.no, (row) => !row.ahead, onAsk).catch((error: unknown) => {
      if (!hasCode(error, 'store-key-taken')) throw error
      return store(db, batch, from.no, () => true, onAsk)
    })
  }
  const commit = async (batch: Batch): Promise<CommitResult> => {
    const from = position ?? (await settledPosition(db))
    position = null
    // Nobody else counts, and nothing was committed since: the values counted are this batch's.
    const done = asked?.rows === batch.rows && from.received > asked.from.received ? asked : null
    const outcomes = done?.outcomes ?? (await attempt(batch, from))
    const before = done?.from ?? from
    asked = null
    const received = done === null ? from.received + batch.received : from.received
    position = { no: outcomes.head, received }
    onStored(outcomes, before.no)
    return { rows: outcomes.results, head: outcomes.head }
  }
  return { commit: (batch) => lane(() => commit(batch)) }
}

async function store(
  db: Db,
  batch: Batch,
  from: number,
  mayBeKnown: (row: CommitRow) => boolean,
  onAsk: (outcomes: Outcomes) => void,
): Promise<Outcomes> {
  return db.transaction(async (tx) => {
    const known = await knownReadings(tx, batch.rows.filter(mayBeKnown))
    const outcomes = decideOutcomes(batch.rows, known, from)
    const { fresh, changed, superseded } = outcomes
    if (superseded.length > 0) await keepRevisions(tx, superseded)
    if (changed.length > 0) await replaceReadings(tx, changed)
    if (batch.refusals.length > 0) await insertRefusals(tx, batch.refusals)
    if (batch.rawFrames.length > 0) await insertRawFrames(tx, batch.rawFrames)
    const { receipts, analyses, rows } = batch
    if (analyses.length > 0) await insertAnalyses(tx, analyses, rows, outcomes.results)
    const added = tally(batch, outcomes)
    const { head: to, results } = outcomes
    const readings = fresh.length > 0 ? encodeReadings(fresh) : null
    const sql = batchEndSql({ from, to, added, receipts, outcomes: results, at: batch.at })
    onAsk(outcomes)
    await tx.finish({ readings, sql })
    return outcomes
  })
}

function tally({ received, refusals }: Batch, { results }: Outcomes): Counters {
  const count = { received, stored: 0, duplicate: 0, revised: 0, refused: 0 }
  for (const { outcome } of results) count[outcome]++
  for (const { values } of refusals) count.refused += values
  return count
}
