import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * What a commit counts and keeps up beside its readings, as one function without an answer, so
 * that it goes to the store together with COMMIT: the receipts, the gaps of a session that has too
 * many (all but the newest are folded into a count), the counters, the head of the ingest numbers,
 * and once in `latest_lag` rows `series_latest`, in which a late reading older than what stands
 * there changes nothing. Another writer's head fails it with QL001.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql('DROP FUNCTION IF EXISTS count_batch')
  pgm.sql(endBatch)
}

const endBatch = `
  CREATE OR REPLACE FUNCTION end_batch(
    from_no int8, to_no int8, names text[], added int8[], at timestamptz,
    stations text[], sessions text[], seqs int8[],
    stored int[], duplicate int[], revised int[], refused int[],
    gaps_max int, gaps_kept int, latest_lag int
  ) RETURNS void LANGUAGE plpgsql AS $function$
  DECLARE
    crowded_stations text[];
    crowded_sessions text[];
    latest_no int8;
  BEGIN
    IF cardinality(stations) > 0 THEN
      WITH entered AS (
        INSERT INTO receipt AS r (station, session, last_seq, seqs, updated_at, stored,
          duplicate, revised, refused)
        SELECT u.station, u.session, max(u.seq), range_agg(int8range(u.seq, u.seq, '[]')), at,
          sum(u.stored), sum(u.duplicate), sum(u.revised), sum(u.refused)
        FROM unnest(stations, sessions, seqs, stored, duplicate, revised, refused)
          AS u (station, session, seq, stored, duplicate, revised, refused)
        GROUP BY u.station, u.session
        ON CONFLICT ON CONSTRAINT receipt_pkey DO UPDATE
          SET last_seq = greatest(r.last_seq, excluded.last_seq),
              seqs = r.seqs + excluded.seqs,
              updated_at = excluded.updated_at,
              stored = r.stored + excluded.stored,
              duplicate = r.duplicate + excluded.duplicate,
              revised = r.revised + excluded.revised,
              refused = r.refused + excluded.refused
        RETURNING r.station, r.session, (SELECT count(*) FROM unnest(r.seqs)) AS ranges)
      SELECT array_agg(e.station), array_agg(e.session)
        INTO crowded_stations, crowded_sessions
      FROM entered e WHERE e.ranges > gaps_max + 1;
    END IF;
    IF crowded_stations IS NOT NULL THEN
      UPDATE receipt r SET seqs = r.seqs + int8multirange(int8range(lower(r.seqs), f.up_to)),
        folded_gaps = r.folded_gaps + f.gaps, folded_missing = r.folded_missing + f.missing,
        folded_to = f.up_to - 1
      FROM (
        SELECT s.station, s.session, count(*) AS gaps, max(upper(gap)) AS up_to,
          sum(upper(gap) - lower(gap)) AS missing
        FROM receipt s JOIN unnest(crowded_stations, crowded_sessions) AS u (station, session)
          ON u.station = s.station AND u.session = s.session
        CROSS JOIN LATERAL (
          SELECT gap FROM unnest(int8multirange(range_merge(s.seqs)) - s.seqs) AS gap
          ORDER BY gap DESC OFFSET gaps_kept) AS old
        GROUP BY s.station, s.session
      ) f WHERE r.station = f.station AND r.session = f.session;
    END IF;
    UPDATE counter c SET value = c.value + a.value
      FROM unnest(names, added) AS a (name, value)
      WHERE c.name = a.name AND a.value <> 0;
    UPDATE ingest_head SET n = to_no WHERE n = from_no RETURNING latest_n INTO latest_no;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'QL001', MESSAGE =
        format('expected ingest number %s to be the last, another writer has taken more', from_no);
    END IF;
    IF to_no - latest_no >= latest_lag THEN
      UPDATE ingest_head SET latest_n = n;
      -- Planned for its number: a plan for any number looks through every chunk.
      EXECUTE $latest$
        INSERT INTO series_latest AS l
          SELECT DISTINCT ON (series_id) * FROM reading WHERE ingest_no > $1
          ORDER BY series_id, observed_at DESC
        ON CONFLICT ON CONSTRAINT series_latest_pkey DO UPDATE
          SET (observed_at, value, received_at, ingest_no, reasons, revision, flag, qualifier,
               source_flag)
            = (excluded.observed_at, excluded.value, excluded.received_at, excluded.ingest_no,
               excluded.reasons, excluded.revision, excluded.flag, excluded.qualifier,
               excluded.source_flag)
          WHERE excluded.observed_at >= l.observed_at
      $latest$ USING latest_no;
    END IF;
  END
  $function$;
`

export const down = false
