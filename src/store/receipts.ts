import type { SessionReceipt } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { numberArray, storableText, timeSql } from './db.ts'
import { receiptGapsMax, receiptSessionsMax } from './limits.ts'

/** One message of a gateway session that is now durable, or durably refused. */
export type NewReceipt = {
  readonly station: string
  readonly session: string
  readonly seq: number
}

export async function upsertReceipts(
  tx: Queryable,
  receipts: readonly NewReceipt[],
  at: Instant,
): Promise<void> {
  await tx.query(
    `INSERT INTO receipt AS r (station, session, last_seq, seqs, updated_at)
     SELECT station, session, max(seq), range_agg(int8range(seq, seq, '[]')), ${timeSql('$4')}
     FROM unnest($1::text[], $2::text[], $3::int8[]) AS u (station, session, seq)
     GROUP BY station, session
     ON CONFLICT (station, session) DO UPDATE
       SET last_seq = greatest(r.last_seq, excluded.last_seq),
           seqs = r.seqs + excluded.seqs,
           updated_at = excluded.updated_at`,
    [
      receipts.map(({ station }) => station),
      receipts.map(({ session }) => storableText(session)),
      numberArray(receipts.map(({ seq }) => seq)),
      at,
    ],
  )
}

/**
 * What is durable of each session of a station, the session heard last first. A session may begin
 * at any number, so gaps are told from the first one seen.
 */
export async function sessionReceipts(db: Queryable, station: string): Promise<SessionReceipt[]> {
  const rows = await db.query<{
    session: string
    last_seq: number
    gaps: [number, number][]
    updated_at: Instant
  }>(
    `SELECT r.session, r.last_seq, r.updated_at, coalesce(g.gaps, '[]') AS gaps
     FROM receipt r LEFT JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_array(lower(gap), upper(gap) - 1) ORDER BY gap) AS gaps
       FROM (SELECT gap
             FROM unnest(int8multirange(range_merge(r.seqs)) - r.seqs) AS gap
             ORDER BY gap DESC LIMIT ${receiptGapsMax}) AS newest
     ) g ON true
     WHERE r.station = $1
     ORDER BY r.updated_at DESC, r.session LIMIT ${receiptSessionsMax}`,
    [station],
  )
  return rows.map((row) => ({
    session: row.session,
    lastSeq: row.last_seq,
    gaps: row.gaps,
    updatedAt: row.updated_at,
  }))
}
