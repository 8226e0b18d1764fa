import type { Sums } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { Counters } from './counters.ts'
import type { Queryable } from './db.ts'
import { numberArray, storableText, timeSql } from './db.ts'
import { receiptGapsMax } from './limits.ts'
import type { RowOutcome } from './outcomes.ts'
import { foldGaps, type NewReceipt } from './receipts.ts'

/** What a commit counts beside its readings. */
export type BatchCount = {
  /** Ingest numbers: the last one before it, and its own last one. */
  readonly from: number
  readonly to: number
  readonly added: Counters
  readonly receipts: readonly NewReceipt[]
  readonly outcomes: readonly RowOutcome[]
  readonly at: Instant
}

/**
 * Enters the receipts, adds to the counters and moves the head of the ingest numbers, in the
 * transaction that makes the values durable.
 *
 * @returns the number up to which `series_latest` is complete; null when the head was not `from`
 */
export async function countBatch(tx: Queryable, batch: BatchCount): Promise<number | null> {
  const { from, to, added, receipts, outcomes, at } = batch
  const sums = receipts.map((receipt) => sumsOf(receipt, outcomes))
  const [counted] = await tx.query<{
    latest_no: number | null
    crowded_stations: string[] | null
    crowded_sessions: string[] | null
  }>(
    `SELECT * FROM count_batch($1, $2, $3, $4, ${timeSql('$5')}, $6, $7, $8, $9, $10, $11, $12,
       ${receiptGapsMax})`,
    [
      from,
      to,
      Object.keys(added),
      numberArray(Object.values(added)),
      at,
      receipts.map(({ station }) => station),
      receipts.map(({ session }) => storableText(session)),
      numberArray(receipts.map(({ seq }) => seq)),
      numberArray(sums.map(({ stored }) => stored)),
      numberArray(sums.map(({ duplicate }) => duplicate)),
      numberArray(sums.map(({ revised }) => revised)),
      numberArray(sums.map(({ refused }) => refused)),
    ],
  )
  const { crowded_stations: stations, crowded_sessions: sessions } = counted!
  if (stations !== null && sessions !== null) await foldGaps(tx, stations, sessions)
  return counted!.latest_no
}

function sumsOf({ from, to, refused }: NewReceipt, outcomes: readonly RowOutcome[]): Sums {
  const sums = { stored: 0, duplicate: 0, revised: 0, refused }
  for (let index = from; index < to; index += 1) sums[outcomes[index]!.outcome] += 1
  return sums
}
