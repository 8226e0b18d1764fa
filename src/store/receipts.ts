import type { SessionReceipt, Sums } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { receiptGapsMax, receiptSessionsMax } from './limits.ts'

/** One message of a gateway session that is now durable, or durably refused. */
export type NewReceipt = {
  readonly station: string
  readonly session: string
  readonly seq: number
  /** Its rows among those of the batch; `to` is exclusive. */
  readonly from: number
  readonly to: number
  /** Values of it that were refused. */
  readonly refused: number
}

/**
 * What is durable of each session of a station, the session heard last first. A session may begin
 * at any number, so gaps are told from the first one seen.
 */
export async function sessionReceipts(db: Queryable, station: string): Promise<SessionReceipt[]> {
  const rows = await db.query<
    Sums & {
      session: string
      last_seq: number
      gaps: [number, number][]
      updated_at: Instant
      folded_gaps: number
      folded_missing: number
      folded_to: number | null
    }
  >(
    `SELECT r.session, r.last_seq, r.updated_at, r.stored, r.duplicate, r.revised, r.refused,
       coalesce(g.gaps, '[]') AS gaps, r.folded_gaps, r.folded_missing, r.folded_to
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
  return rows.map(({ stored, duplicate, revised, refused, ...row }) => ({
    session: row.session,
    lastSeq: row.last_seq,
    gaps: row.gaps,
    folded:
      row.folded_to === null
        ? null
        : { gaps: row.folded_gaps, missing: row.folded_missing, upTo: row.folded_to },
    sums: { stored, duplicate, revised, refused },
    updatedAt: row.updated_at,
  }))
}
