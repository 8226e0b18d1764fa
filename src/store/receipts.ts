import type { SessionReceipt, Sums } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { numberArray, storableText, timeSql } from './db.ts'
import { receiptGapsKept, receiptGapsMax, receiptSessionsMax } from './limits.ts'
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
  const overfull = await tx.query<{ station: string; session: string }>(
    `WITH entered AS (
     INSERT INTO receipt AS r (station, session, last_seq, seqs, updated_at, stored, duplicate,
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
           refused = r.refused + excluded.refused
     RETURNING r.station, r.session, (SELECT count(*) FROM unnest(r.seqs)) AS ranges)
     SELECT station, session FROM entered WHERE ranges > ${receiptGapsMax} + 1`,
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
  if (overfull.length > 0) await foldGaps(tx, overfull)
}

/**
 * Closes all but the newest gaps of sessions that have too many, and counts what was closed. What
 * of it comes after all is taken as ever, but still counted as missing.
 */
async function foldGaps(
  tx: Queryable,
  sessions: readonly { readonly station: string; readonly session: string }[],
): Promise<void> {
  await tx.query(
    `UPDATE receipt r SET seqs = r.seqs + int8multirange(int8range(lower(r.seqs), f.up_to)),
       folded_gaps = r.folded_gaps + f.gaps, folded_missing = r.folded_missing + f.missing,
       folded_to = f.up_to - 1
     FROM (
       SELECT s.station, s.session, count(*) AS gaps, max(upper(gap)) AS up_to,
         sum(upper(gap) - lower(gap)) AS missing
       FROM receipt s JOIN unnest($1::text[], $2::text[]) AS u (station, session)
         ON u.station = s.station AND u.session = s.session
       CROSS JOIN LATERAL (
         SELECT gap FROM unnest(int8multirange(range_merge(s.seqs)) - s.seqs) AS gap
         ORDER BY gap DESC OFFSET ${receiptGapsKept}) AS old
       GROUP BY s.station, s.session
     ) f WHERE r.station = f.station AND r.session = f.session`,
    [sessions.map(({ station }) => station), sessions.map(({ session }) => session)],
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
