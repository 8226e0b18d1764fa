import { assert } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import type { Queryable } from './db.ts'
import { checkpointPartsPerStatement } from './limits.ts'

/** State of the fold after the reading numbered `foldedNo`; 0 before the first. */
export type Checkpoint = {
  readonly foldedNo: number
  readonly parts: ReadonlyMap<string, Json>
}

/**
 * Saves the parts that changed since the last time, each as its JSON text, all or none; the others
 * stand as they were saved, and are as good at `foldedNo`. They are written in small steps, between
 * which others have their turn, and count once all are there.
 */
export async function saveCheckpoint(
  db: Queryable,
  foldedNo: number,
  parts: ReadonlyMap<string, string>,
): Promise<void> {
  const names = [...parts.keys()]
  const texts = [...parts.values()]
  const pages = Array.from(
    { length: Math.ceil(names.length / checkpointPartsPerStatement) },
    (_, page) => [page, page + 1].map((at) => at * checkpointPartsPerStatement),
  )
  const generation = await nextGeneration(db)
  for (const [from, to] of pages) {
    await db.query(
      `INSERT INTO checkpoint (part, generation, state)
       SELECT part, $1, state FROM unnest($2::text[], $3::text[]) AS u (part, state)
       ON CONFLICT (part, generation) DO UPDATE SET state = excluded.state`,
      [generation, names.slice(from, to), texts.slice(from, to)],
    )
  }
  await db.query('UPDATE checkpoint_head SET generation = $1, folded_no = $2', [
    generation,
    foldedNo,
  ])
  for (const [from, to] of pages) {
    await db.query('DELETE FROM checkpoint WHERE part = ANY ($2::text[]) AND generation < $1', [
      generation,
      names.slice(from, to),
    ])
  }
}

/** What a save that was cut short left behind is forgotten. */
async function nextGeneration(db: Queryable): Promise<number> {
  await db.query(
    'DELETE FROM checkpoint WHERE generation > (SELECT generation FROM checkpoint_head)',
  )
  const [head] = await db.query<{ next: number }>(
    'SELECT generation + 1 AS next FROM checkpoint_head',
  )
  assert(head, 'there is a head of the checkpoints')
  return head.next
}

/** The last checkpoint, as one statement sees it: somebody else may be saving the next. */
export async function loadCheckpoint(db: Queryable): Promise<Checkpoint> {
  const rows = await db.query<{ folded_no: number; part: string | null; state: string }>(
    `SELECT h.folded_no, c.part, c.state FROM checkpoint_head h LEFT JOIN LATERAL (
       SELECT DISTINCT ON (part) part, state FROM checkpoint
       WHERE generation <= h.generation ORDER BY part, generation DESC) c ON true`,
  )
  return {
    foldedNo: rows[0]?.folded_no ?? 0,
    parts: new Map(
      rows.flatMap(({ part, state }) =>
        part === null ? [] : [[part, JSON.parse(state) as Json] as const],
      ),
    ),
  }
}

/** Keeps what somebody beside the fold remembers, under a name that is no part of the fold's. */
export async function keepState(db: Queryable, part: string, state: Json): Promise<void> {
  await db.query(
    `INSERT INTO checkpoint (part, generation, state) VALUES ($1, 0, $2)
     ON CONFLICT (part, generation) DO UPDATE SET state = excluded.state`,
    [part, JSON.stringify(state)],
  )
}

/** What was kept under this name; null before. */
export async function keptState(db: Queryable, part: string): Promise<Json | null> {
  const [row] = await db.query<{ state: string }>(
    'SELECT state FROM checkpoint WHERE part = $1 AND generation = 0',
    [part],
  )
  return row === undefined ? null : (JSON.parse(row.state) as Json)
}
