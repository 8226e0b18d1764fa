import type { Sums } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { Counters } from './counters.ts'
import { numberArray, textList, timeSql } from './db.ts'
import { latestLagRowsMax, receiptGapsKept, receiptGapsMax } from './limits.ts'
import type { RowOutcome } from './outcomes.ts'
import type { NewReceipt } from './receipts.ts'

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
 * The statement that enters the receipts, adds to the counters and moves the head of the ingest
 * numbers, in the transaction that makes the values durable. It fails with `store-second-writer`
 * when the head was not `from`.
 */
export function batchEndSql({ from, to, added, receipts, outcomes, at }: BatchCount): string {
  const sums = receipts.map((receipt) => sumsOf(receipt, outcomes))
  const numbers = (values: readonly number[]) => `'${numberArray(values)}'`
  const args = [
    from,
    to,
    textList(Object.keys(added)),
    numbers(Object.values(added)),
    timeSql(String(at)),
    textList(receipts.map(({ station }) => station)),
    textList(receipts.map(({ session }) => session)),
    numbers(receipts.map(({ seq }) => seq)),
    numbers(sums.map(({ stored }) => stored)),
    numbers(sums.map(({ duplicate }) => duplicate)),
    numbers(sums.map(({ revised }) => revised)),
    numbers(sums.map(({ refused }) => refused)),
    receiptGapsMax,
    receiptGapsKept,
    latestLagRowsMax,
  ]
  return `SELECT end_batch(${args.join(', ')})`
}

function sumsOf({ from, to, refused }: NewReceipt, outcomes: readonly RowOutcome[]): Sums {
  const sums = { stored: 0, duplicate: 0, revised: 0, refused }
  for (let index = from; index < to; index += 1) sums[outcomes[index]!.outcome] += 1
  return sums
}
