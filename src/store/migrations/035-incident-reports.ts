import type { MigrationBuilder } from 'node-pg-migrate'

/** Reports on incidents by the alert that one has become. */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE INDEX workflow_about_alert ON workflow ((body -> 'about' ->> 'alert'))
      WHERE kind = 'incident-report' AND open;
  `)
}

export const down = false
