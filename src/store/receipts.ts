import type { SessionReceipt, Sums } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { numberArray, storableText, timeSql } from './db.ts'
import { receiptGapsMax, receiptSessionsMax } from './limits.ts'
import type { RowOutcome } from './outcomes.ts'

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

export async function upsertReceipts(
  tx: Queryable,
  receipts: readonly NewReceipt[],
  outcomes: readonly RowOutcome[],
  at: Instant,
): Promise<void> {
  const sums = receipts.map((receipt) => sumsOf(receipt, outcomes))
  await tx.query(
    `INSERT INTO receipt AS r (station, session, last_seq, seqs, updated_at, stored, duplicate,
       revised, refused)
     SELECT station, session, max(seq), range_agg(int8range(seq, seq, '[]')), ${timeSql('$8')},
       sum(stored), sum(duplicate), sum(revised), sum(refused)
     FROM unnest($1::text[], $2::text[], $3::int8[], $4::int[], $5::int[], $6::int[], $7::int[])
       AS u (station, session, seq, stored, duplicate, revised, refused)
     GROUP BY station, session
     ON CONFLICT (station, session) DO UPDATE
       SET last_seq = greatest(r.last_seq, excluded.last_seq),
           seqs = r.seqs + excluded.seqs,
           updated_at = excluded.updated_at,
           stored = r.stored + excluded.stored,
           duplicate = r.duplicate + excluded.duplicate,
           revised = r.revised + excluded.revised,
           refused = r.refused + excluded.refused`,
    [
      receipts.map(({ station }) => station),
      receipts.map(({ session }) => storableText(session)),
      numberArray(receipts.map(({ seq }) => seq)),
      numberArray(sums.map(({ stored }) => stored)),
      numberArray(sums.map(({ duplicate }) => duplicate)),
      numberArray(sums.map(({ revised }) => revised)),
      numberArray(sums.map(({ refused }) => refused)),
      at,
    ],
  )
}

function sumsOf({ from, to, refused }: NewReceipt, outcomes: readonly RowOutcome[]): Sums {
  const sums = { stored: 0, duplicate: 0, revised: 0, refused }
  for (let index = from; index < to; index += 1) sums[outcomes[index]!.outcome] += 1
  return sums
}

/**
 * What is durable of each session of a station, the session heard last first. A session may begin
 * at any number, so gaps are told from the first one seen.
 */
export async function sessionReceipts(db: Queryable, station: string): Promise<SessionReceipt[]> {
  const rows = await db.query<
    Sums & { session: string; last_seq: number; gaps: [number, number][]; updated_at: Instant }
  >(
    `SELECT r.session, r.last_seq, r.updated_at, r.stored, r.duplicate, r.revised, r.refused,
            coalesce(g.gaps, '[]') AS gaps
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
    sums: { stored, duplicate, revised, refused },
    updatedAt: row.updated_at,
  }))
}
