import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Members of alerts are a part of their bodies: the few that stand are found by their parent's id, and
 * what an event could join by the stations of open alerts.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    DROP INDEX IF EXISTS alert_member;
    DROP INDEX IF EXISTS alert_open_station;
    CREATE INDEX alert_member ON alert ((body -> 'memberOf' ->> 'alert'))
      WHERE open AND body ? 'memberOf';
    CREATE INDEX alert_open_station ON alert (station) WHERE open;
  `)
}

export const down = false
