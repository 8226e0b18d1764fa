import type { Conservation } from '../domain/queries.ts'
import type { Queryable } from './db.ts'
import { numberArray } from './db.ts'

/** Values counted in the commits themselves; what is in hand only the pipeline knows. */
export type Counters = Omit<Conservation, 'inHand'>

export async function loadCounters(db: Queryable): Promise<Counters> {
  const rows = await db.query<{ name: string; value: number }>('SELECT name, value FROM counter')
  const value = (name: string) => rows.find((row) => row.name === name)?.value ?? 0
  return {
    received: value('received'),
    stored: value('stored'),
    duplicate: value('duplicate'),
    revised: value('revised'),
    refused: value('refused'),
  }
}

/** Where the commits stand: the last ingest number taken, and the values received so far. */
export type IngestPosition = { readonly no: number; readonly received: number }

/**
 * Waits for a commit that is still under way, which may be of a writer that has gone, to end one
 * way or the other.
 */
export async function settledPosition(db: Queryable): Promise<IngestPosition> {
  const [row] = await db.query<{ n: number; received: number }>(
    `SELECT h.n, c.value AS received FROM ingest_head h, counter c
     WHERE c.name = 'received' FOR UPDATE`,
  )
  return { no: row?.n ?? 0, received: row?.received ?? 0 }
}

/** The last ingest number taken. */
export async function ingestHead(db: Queryable): Promise<number> {
  const [row] = await db.query<{ n: number }>('SELECT n FROM ingest_head')
  return row?.n ?? 0
}

/**
 * Moves the head of the ingest numbers and adds to the counters, in the transaction that makes
 * the values durable.
 *
 * @returns the number up to which `series_latest` is complete; null when the head was not `from`
 */
export async function moveHead(
  tx: Queryable,
  from: number,
  to: number,
  added: Counters,
): Promise<{ latestNo: number | null }> {
  const [moved] = await tx.query<{ latest_n: number }>(
    `WITH counted AS (
       UPDATE counter c SET value = c.value + a.value
       FROM unnest($3::text[], $4::int8[]) AS a (name, value)
       WHERE c.name = a.name AND a.value <> 0)
     UPDATE ingest_head SET n = $2 WHERE n = $1 RETURNING latest_n`,
    [from, to, Object.keys(added), numberArray(Object.values(added))],
  )
  return { latestNo: moved?.latest_n ?? null }
}
