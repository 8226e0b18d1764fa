import type { MigrationBuilder } from 'node-pg-migrate'

/** Figures of a span of time: the changes in it, and the alerts that were open at its beginning. */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE INDEX change_log_at ON change_log (at, n);
    CREATE INDEX alert_closed ON alert (((body ->> 'closedAt')::float8), opened_at);
  `)
}

export const down = false
