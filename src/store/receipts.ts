import type { SessionReceipt } from '../domain/queries.ts'
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
export function sessionReceipts(db: Queryable, station: string): Promise<SessionReceipt[]> {
  return db.query<SessionReceipt>(
    `SELECT r.session, r.last_seq AS "lastSeq", coalesce(g.gaps, '[]') AS gaps,
       CASE WHEN r.folded_to IS NOT NULL THEN jsonb_build_object('gaps', r.folded_gaps,
         'missing', r.folded_missing, 'upTo', r.folded_to) END AS folded,
       jsonb_build_object('stored', r.stored, 'duplicate', r.duplicate, 'revised', r.revised,
         'refused', r.refused) AS sums, r.updated_at AS "updatedAt"
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
}
