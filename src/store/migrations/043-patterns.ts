import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Patterns of rejected alerts are a part of the alert's body, and what they silenced a part of the
 * event's: the few alerts and events that have one are found by these.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE INDEX alert_pattern ON alert (station) WHERE body ? 'pattern';
    CREATE INDEX event_silenced ON event ((body ->> 'silencedBy')) WHERE body ? 'silencedBy';
  `)
}

export const down = false
