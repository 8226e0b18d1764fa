import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * What the tick asks about casework, as one function whose plans the session keeps: planned anew
 * it took 3.4 ms of CPU each second (embedded, 1,000 open workflows). Plans are made while tables
 * are small and kept while they grow, so they may not scan what they can find by an index.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE INDEX workflow_late ON workflow (opened_at, id)
      WHERE open AND due_at IS NULL
        AND (kind = 'incident-report' OR kind = 'risk-item' AND state = 'due');
    CREATE INDEX workflow_asked ON workflow (opened_at, id)
      WHERE open AND kind = 'station-request' AND state = 'asked';
    CREATE INDEX alert_told ON alert (opened_at, id)
      WHERE open AND kind = 'system' AND condition = 'firing';

    CREATE OR REPLACE FUNCTION standing_work(drills boolean, rows_most int, asked_most int,
      OUT due_at timestamptz, OUT late jsonb, OUT told jsonb, OUT asked jsonb
    ) LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $function$
    BEGIN
      SELECT w.due_at INTO due_at FROM workflow w
        WHERE w.open AND w.due_at IS NOT NULL ORDER BY w.due_at, w.id LIMIT 1;
      SELECT coalesce(jsonb_agg(s.body ORDER BY s.opened_at, s.id), '[]') INTO late FROM (
        SELECT w.id, w.opened_at, w.body FROM workflow w
        WHERE w.open AND w.due_at IS NULL
          AND (w.kind = 'incident-report' OR w.kind = 'risk-item' AND w.state = 'due')
          AND coalesce((w.body ->> 'exercise')::bool, false) = drills
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
