import { setTimeout as wait } from 'node:timers/promises'
import { assert } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import type { Db, Queryable } from './db.ts'
import { textList } from './db.ts'
import { checkpointPartsPerStatement, checkpointRestFactor } from './limits.ts'

/** Where a checkpoint stands. */
export type CheckpointHead = {
  /** The last reading folded; 0 before the first. */
  readonly foldedNo: number
  /** In which form the states are. */
  readonly form: number
}

/** State of the fold after the reading numbered `foldedNo`. */
export type Checkpoint = CheckpointHead & { readonly parts: ReadonlyMap<string, Json> }

/**
 * Saves the parts that changed since the last time, each as its JSON text, all or none; the others
 * stand as they were saved, and are as good at `foldedNo`. They are written in small steps, between
 * which others have their turn, and count once all are there. Parts of another form are forgotten then.
 */
export async function saveCheckpoint(
  db: Db,
  { foldedNo, form }: CheckpointHead,
  parts: ReadonlyMap<string, string>,
): Promise<void> {
  const step = async (sql: string) => {
    const startedAt = performance.now()
    await db.transaction((tx) => tx.finish({ readings: null, sql }))
    const restMs = checkpointRestFactor[db.kind] * (performance.now() - startedAt)
    if (restMs > 0) await wait(restMs)
  }
  const generation = await nextGeneration(db)
  const entries = [...parts]
  const atOnce = checkpointPartsPerStatement[db.kind]
  const pages = Array.from({ length: Math.ceil(entries.length / atOnce) }, () =>
    entries.splice(0, atOnce),
  )
  for (const page of pages) await step(insertSql(page, generation))
  await step(
    `WITH other AS (DELETE FROM checkpoint c USING checkpoint_head h
       WHERE h.form <> ${form} AND c.generation BETWEEN 1 AND h.generation)
     UPDATE checkpoint_head SET generation = ${generation}, folded_no = ${foldedNo}, form = ${form}`,
  )
  for (const page of pages) {
    const names = textList(page.map(([part]) => part))
    await step(`DELETE FROM checkpoint WHERE part = ANY (${names}) AND generation < ${generation}`)
  }
}

/** What a save that was cut short left behind is forgotten. */
function nextGeneration(db: Db): Promise<number> {
  return db.transaction(async (tx) => {
    const [head] = await tx.query<{ next: number }>(
      `DELETE FROM checkpoint WHERE generation > (SELECT generation FROM checkpoint_head);
       SELECT generation + 1 AS next FROM checkpoint_head`,
    )
    assert(head, 'there is a head of the checkpoints')
    return head.next
  })
}

function insertSql(parts: readonly (readonly [string, string])[], generation: number): string {
  const names = textList(parts.map(([part]) => part))
  const states = textList(parts.map(([, state]) => state))
  return `INSERT INTO checkpoint (part, generation, state)
    SELECT part, ${generation}, state FROM unnest(${names}, ${states}) AS u (part, state)
    ON CONFLICT (part, generation) DO UPDATE SET state = excluded.state`
}

/** The last checkpoint, as one statement sees it: somebody else may be saving the next. */
export async function loadCheckpoint(db: Queryable): Promise<Checkpoint> {
  const rows = await db.query<{
    folded_no: number
    form: number
    part: string | null
    state: string
  }>(
    `SELECT h.folded_no, h.form, c.part, c.state FROM checkpoint_head h LEFT JOIN LATERAL (
       SELECT DISTINCT ON (part) part, state FROM checkpoint
       WHERE generation <= h.generation ORDER BY part, generation DESC) c ON true`,
  )
  return {
    foldedNo: rows[0]?.folded_no ?? 0,
    form: rows[0]?.form ?? 0,
    parts: new Map(
      rows.flatMap(({ part, state }) =>
        part === null ? [] : [[part, JSON.parse(state) as Json] as const],
      ),
    ),
  }
}

/** Keeps what somebody beside the fold remembers, under a name that is no part of the fold's. */
export function keepState(db: Db, part: string, state: Json): Promise<void> {
  const sql = insertSql([[part, JSON.stringify(state)]], 0)
  return db.transaction((tx) => tx.finish({ readings: null, sql }))
}

/** What was kept under this name; null before. */
export async function keptState(db: Queryable, part: string): Promise<Json | null> {
  const [row] = await db.query<{ state: string }>(
    'SELECT state FROM checkpoint WHERE part = $1 AND generation = 0',
    [part],
  )
  return row === undefined ? null : (JSON.parse(row.state) as Json)
}
