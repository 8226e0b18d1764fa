import type { Instant } from '../domain/time.ts'
import type { Tx } from './db.ts'
import { timeSql } from './db.ts'
import { engineVersion } from './engine-version.ts'

/**
 * Compresses the next chunk of readings that ends before a time, where the engine's licence has
 * compression (the Apache build has not). A compressed chunk takes late readings and revisions as
 * before, and is compressed again by a later turn; it is slower to write, so the age is chosen
 * above what comes late in the ordinary way.
 *
 * @param after  end of the chunk that the call before answered, null to begin
 * @returns end of the chunk that is compressed now; null when there is none left
 */
export async function compressNext(
  tx: Tx,
  before: Instant,
  after: Instant | null,
): Promise<Instant | null> {
  if ((await engineVersion(tx)).licence !== 'timescale') return null
  const [chunk] = await tx.query<{ name: string; end_at: Instant }>(
    `SELECT format('%I.%I', chunk_schema, chunk_name) AS name, range_end AS end_at
     FROM timescaledb_information.chunks
     WHERE hypertable_name = 'reading' AND range_end <= ${timeSql('$1')}
       AND range_end > coalesce(${timeSql('$2')}, '-infinity') ORDER BY range_end LIMIT 1`,
    [before, after],
  )
  if (chunk === undefined) return null
  if (after === null) await enableCompression(tx)
  await tx.query('SELECT compress_chunk($1::regclass, true)', [chunk.name])
  return chunk.end_at
}

/** Ordered by `ingest_no` too, whose least and greatest of each batch then find the new rows. */
async function enableCompression(tx: Tx): Promise<void> {
  const [setting] = await tx.query<{ enabled: boolean }>(
    `SELECT compression_enabled AS enabled FROM timescaledb_information.hypertables
     WHERE hypertable_name = 'reading'`,
  )
  if (setting?.enabled === true) return
  await tx.query(
    `ALTER TABLE reading SET (timescaledb.compress, timescaledb.compress_segmentby = 'series_id',
       timescaledb.compress_orderby = 'observed_at, ingest_no')`,
  )
}
