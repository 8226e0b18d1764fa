import type { Json } from '../domain/json.ts'
import type { Db, Queryable } from './db.ts'
import { checkpointPartsPerStatement } from './limits.ts'

/** State of the fold after the reading numbered `foldedNo`; 0 before the first. */
export type Checkpoints = {
  readonly foldedNo: number
  readonly parts: ReadonlyMap<string, Json>
}

/**
 * Saves the parts that changed since the last time, all or none; the others stand as they were
 * saved, and are as good at `foldedNo`.
 */
export async function saveCheckpoints(
  db: Db,
  foldedNo: number,
  parts: ReadonlyMap<string, Json>,
): Promise<void> {
  const entries = [...parts]
  await db.transaction(async (tx) => {
    for (let from = 0; from < entries.length; from += checkpointPartsPerStatement) {
      const some = entries.slice(from, from + checkpointPartsPerStatement)
      await tx.query(
        `INSERT INTO checkpoint (part, folded_no, state)
         SELECT part, $1, state FROM unnest($2::text[], $3::text[]) AS u (part, state)
         ON CONFLICT (part) DO UPDATE SET folded_no = excluded.folded_no, state = excluded.state`,
        [foldedNo, some.map(([part]) => part), some.map(([, state]) => JSON.stringify(state))],
      )
    }
  })
}

/** One part of the last checkpoint; null before it was saved. */
export async function savedPart(db: Queryable, part: string): Promise<Json | null> {
  const [row] = await db.query<{ state: string }>('SELECT state FROM checkpoint WHERE part = $1', [
    part,
  ])
  return row === undefined ? null : (JSON.parse(row.state) as Json)
}

/** The last checkpoint, for the start. */
export async function loadCheckpoints(db: Queryable): Promise<Checkpoints> {
  const rows = await db.query<{ part: string; folded_no: number; state: string }>(
    'SELECT part, folded_no, state FROM checkpoint',
  )
  return {
    foldedNo: rows.reduce((most, { folded_no }) => Math.max(most, folded_no), 0),
    parts: new Map(rows.map(({ part, state }) => [part, JSON.parse(state) as Json])),
  }
}
