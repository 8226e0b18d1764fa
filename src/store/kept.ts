import type { Kept } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable, Tx } from './db.ts'
import { quoted, timeSql } from './db.ts'
import { purgeRowsMax } from './limits.ts'

/** Bytes that a row is counted with, its overhead included; migration 012 counts alike. */
export const refusalBytes =
  'octet_length(payload) + octet_length(faults::text) + octet_length(topic) + 100'
export const rawFrameBytes = 'octet_length(payload) + 100'

/** SQL that counts the rows of a data-modifying `added (bytes)` into what is kept. */
export function countKept(what: Kept['what']): string {
  return `UPDATE kept SET row_count = row_count + a.n, bytes = kept.bytes + a.bytes
    FROM (SELECT count(*) AS n, sum(bytes) AS bytes FROM added) a WHERE what = '${what}'`
}

/** How old and how much may be kept of one thing. */
export type Retention = { readonly days: number; readonly bytesMax: number }

/** What is kept and was purged, for the metrics. */
export function loadKept(db: Queryable): Promise<Kept[]> {
  return db.query<Kept>(
    `SELECT what, row_count AS rows, bytes, purged_rows AS "purgedRows",
       purged_bytes AS "purgedBytes" FROM kept ORDER BY what`,
  )
}

/**
 * Deletes the oldest refusals that are too old, or in whose place newer ones are to be kept; the
 * newest stays, since the next is numbered after it.
 *
 * @param before  refusals received before are too old
 * @returns rows purged; `purgeRowsMax` of them: there may be more
 */
export async function purgeRefusals(tx: Tx, before: Instant, bytesMax: number): Promise<number> {
  const [purged] = await tx.query<{ n: number }>(
    `WITH oldest AS (
       SELECT id, received_at, ${refusalBytes} AS bytes FROM refusal
       WHERE id < (SELECT max(id) FROM refusal) ORDER BY id LIMIT ${purgeRowsMax}),
     excess AS (
       SELECT id, received_at, sum(bytes) OVER (ORDER BY id) - bytes AS older_bytes FROM oldest),
     gone AS (
       DELETE FROM refusal r USING excess e
       WHERE r.id = e.id AND (e.received_at < ${timeSql('$1')}
         OR e.older_bytes < (SELECT bytes FROM kept WHERE what = 'refusal') - $2::int8)
       RETURNING ${refusalBytes} AS bytes)
     UPDATE kept SET row_count = row_count - g.n, bytes = kept.bytes - g.bytes,
       purged_rows = purged_rows + g.n, purged_bytes = purged_bytes + g.bytes
     FROM (SELECT count(*) AS n, coalesce(sum(bytes), 0) AS bytes FROM gone) g
     WHERE what = 'refusal' RETURNING g.n`,
    [before, bytesMax],
  )
  return purged?.n ?? 0
}

/**
 * Removes the oldest chunk of raw frames that is too old, or whose place newer ones need; the disk
 * has it back at once. The newest one is emptied when it alone is too large: it is an archive, its
 * readings are stored.
 *
 * @returns whether a chunk was removed; then there may be another
 */
export async function purgeRawFrames(tx: Tx, before: Instant, bytesMax: number): Promise<boolean> {
  const chunks = await tx.query<{ schema: string; chunk: string; end_at: Instant; due: boolean }>(
    `SELECT c.chunk_schema AS schema, c.chunk_name AS chunk, c.range_end AS end_at,
       k.row_count > 0 AND (c.range_end <= ${timeSql('$1')} OR k.bytes > $2::int8) AS due
     FROM timescaledb_information.chunks c, kept k
     WHERE c.hypertable_name = 'raw_frame' AND k.what = 'raw_frame'
     ORDER BY c.range_start LIMIT 2`,
    [before, bytesMax],
  )
  const [oldest] = chunks
  if (oldest?.due !== true) return false
  const name = `${quoted(oldest.schema)}.${quoted(oldest.chunk)}`
  await tx.query(`LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE`)
  await tx.query(
    `UPDATE kept SET row_count = row_count - g.n, bytes = kept.bytes - g.bytes,
       purged_rows = purged_rows + g.n, purged_bytes = purged_bytes + g.bytes
     FROM (SELECT count(*) AS n, coalesce(sum(${rawFrameBytes}), 0) AS bytes FROM ${name}) g
     WHERE what = 'raw_frame'`,
  )
  // A commit that adds a frame to the newest waits meanwhile, and must find it afterwards.
  if (chunks.length === 1) await tx.query(`TRUNCATE ${name}`)
  else {
    await tx.query(`SELECT drop_chunks('raw_frame', older_than => ${timeSql('$1')})`, [
      oldest.end_at,
    ])
  }
  return true
}
