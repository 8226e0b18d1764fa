import type { Queryable } from './db.ts'

/**
 * Brings `series_latest` up to the readings that were numbered after `fromNo`; a late reading
 * older than what stands there changes nothing.
 */
export async function refreshLatest(tx: Queryable, fromNo: number): Promise<void> {
  await tx.query(
    `WITH moved AS (UPDATE ingest_head SET latest_n = n)
     INSERT INTO series_latest AS l
       SELECT DISTINCT ON (series_id) * FROM reading WHERE ingest_no > $1
       ORDER BY series_id, observed_at DESC
     ON CONFLICT (series_id) DO UPDATE
       SET (observed_at, value, received_at, ingest_no, reasons, revision, flag, qualifier,
            source_flag)
         = (excluded.observed_at, excluded.value, excluded.received_at, excluded.ingest_no,
            excluded.reasons, excluded.revision, excluded.flag, excluded.qualifier,
            excluded.source_flag)
       WHERE excluded.observed_at >= l.observed_at`,
    [fromNo],
  )
}
