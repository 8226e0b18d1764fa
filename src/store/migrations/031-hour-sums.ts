import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * One step of the hourly sums as one question, under the lock of upkeep. Readings as stored, and
 * over those fit for published means (flag good or unknown) the rest. A late reading has a new
 * ingest number, so its hour is brought up with it, however old it is; an hour with a revision is
 * counted again. A reading revised meanwhile on a server has a number beyond this step, and the
 * step that comes to it counts its hour again, whatever this one saw.
 *
 * Answers how many numbers were taken (fewer than the maximum: nothing is left), null when
 * somebody else holds the lock.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE OR REPLACE FUNCTION sum_hours(numbers_max int8, lock_key int8) RETURNS int8
    LANGUAGE plpgsql AS $function$
    DECLARE
      from_no int8;
      to_no int8;
      revised bool;
    BEGIN
      IF NOT pg_try_advisory_xact_lock(lock_key) THEN RETURN NULL; END IF;
      SELECT a.n, least(i.n, a.n + numbers_max) INTO from_no, to_no
      FROM aggregate_head a, ingest_head i;
      IF to_no <= from_no THEN RETURN 0; END IF;
      -- Not EXISTS, for which a chunk is looked through in the hope of an early find.
      SELECT bool_or(revision > 0) INTO revised FROM reading
      WHERE ingest_no > from_no AND ingest_no <= to_no;
      IF revised THEN
        INSERT INTO reading_hour (series_id, start_at, reading_count, valid_count, mean, min, max)
          SELECT u.series_id, u.start_at, count(*), count(*) FILTER (WHERE u.valid),
            avg(u.value) FILTER (WHERE u.valid), min(u.value) FILTER (WHERE u.valid),
            max(u.value) FILTER (WHERE u.valid)
          FROM (
            SELECT t.series_id, t.start_at, r.value, r.flag IN (1, 2) AS valid
            FROM (
              SELECT series_id, time_bucket(INTERVAL '1 hour', observed_at) AS start_at
              FROM reading WHERE ingest_no > from_no AND ingest_no <= to_no
              GROUP BY 1, 2 HAVING bool_or(revision > 0)) t
            JOIN reading r ON r.series_id = t.series_id AND r.observed_at >= t.start_at
              AND r.observed_at < t.start_at + INTERVAL '1 hour' AND r.ingest_no <= to_no
          ) u GROUP BY 1, 2
        ON CONFLICT (series_id, start_at) DO UPDATE
          SET (reading_count, valid_count, mean, min, max) = (excluded.reading_count,
            excluded.valid_count, excluded.mean, excluded.min, excluded.max);
      END IF;
      INSERT INTO reading_hour AS h (series_id, start_at, reading_count, valid_count, mean, min, max)
        SELECT u.series_id, u.start_at, count(*), count(*) FILTER (WHERE u.valid),
          avg(u.value) FILTER (WHERE u.valid), min(u.value) FILTER (WHERE u.valid),
          max(u.value) FILTER (WHERE u.valid)
        FROM (
          SELECT series_id, time_bucket(INTERVAL '1 hour', observed_at) AS start_at, value,
            revision, flag IN (1, 2) AS valid
          FROM reading WHERE ingest_no > from_no AND ingest_no <= to_no
        ) u GROUP BY 1, 2 HAVING NOT bool_or(u.revision > 0)
      ON CONFLICT (series_id, start_at) DO UPDATE
        SET (reading_count, valid_count, mean, min, max) = (
          h.reading_count + excluded.reading_count, h.valid_count + excluded.valid_count,
          (coalesce(h.mean * h.valid_count, 0)
            + coalesce(excluded.mean * excluded.valid_count, 0))
            / nullif(h.valid_count + excluded.valid_count, 0),
          least(h.min, excluded.min), greatest(h.max, excluded.max));
      UPDATE aggregate_head SET n = to_no;
      RETURN to_no - from_no;
    END
    $function$;
  `)
}

export const down = false
