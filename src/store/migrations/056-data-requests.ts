import type { MigrationBuilder } from 'node-pg-migrate'

/** What the tick asks is as in 054, but that a request for a data set may be late. */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    DROP INDEX IF EXISTS workflow_late;
    CREATE INDEX workflow_late ON workflow
      ((coalesce((body ->> 'exercise')::bool, false)), kind, opened_at, id)
      WHERE open AND (kind = 'joint-meeting' OR due_at IS NULL
        AND (kind = 'incident-report' OR kind = 'risk-item' AND state = 'due'
          OR kind = 'data-request' AND state = 'asked'
          OR kind = 'joint-patrol' AND body -> 'about' ->> 'planned' IS NOT NULL));

    CREATE OR REPLACE FUNCTION standing_work(drills boolean, kinds text[], known jsonb, rows_most int,
      asked_most int, OUT due_at timestamptz, OUT late jsonb, OUT told jsonb, OUT asked jsonb
    ) LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $function$
    BEGIN
      SELECT w.due_at INTO due_at FROM workflow w
        WHERE w.open AND w.due_at IS NOT NULL ORDER BY w.due_at, w.id LIMIT 1;
      SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'n', s.n, 'workflow',
          CASE WHEN (known ->> s.id)::int8 IS DISTINCT FROM s.n THEN s.body END) ORDER BY s.opened_at, s.id), '[]')
        INTO late FROM (
        SELECT w.id, w.opened_at, w.n, w.body FROM workflow w
        WHERE w.open AND (w.kind = 'joint-meeting' OR w.due_at IS NULL
            AND (w.kind = 'incident-report' OR w.kind = 'risk-item' AND w.state = 'due'
              OR w.kind = 'data-request' AND w.state = 'asked'
              OR w.kind = 'joint-patrol' AND w.body -> 'about' ->> 'planned' IS NOT NULL))
          AND coalesce((w.body ->> 'exercise')::bool, false) = drills AND w.kind = ANY (kinds)
        ORDER BY w.opened_at, w.id LIMIT rows_most) s;
      SELECT coalesce(jsonb_agg(s.body ORDER BY s.opened_at, s.id), '[]') INTO told FROM (
        SELECT a.id, a.opened_at, a.body FROM alert a
        WHERE a.open AND a.kind = 'system' AND a.condition = 'firing'
        ORDER BY a.opened_at, a.id LIMIT rows_most) s;
      SELECT coalesce(jsonb_agg(s.body ORDER BY s.opened_at, s.id), '[]') INTO asked FROM (
        SELECT w.id, w.opened_at, w.body FROM workflow w
        WHERE w.open AND w.kind = 'station-request' AND w.state = 'asked'
        ORDER BY w.opened_at, w.id LIMIT asked_most) s;
    END
    $function$;
  `)
}

export const down = false
