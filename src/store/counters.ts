import type { Conservation } from '../domain/queries.ts'
import type { Queryable } from './db.ts'

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
