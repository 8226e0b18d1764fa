import type { MigrationBuilder } from 'node-pg-migrate'

/** A day of Beijing time is 24 whole hours: it is summed from them when it is asked for. */
export function up(pgm: MigrationBuilder): void {
  pgm.sql('DROP TABLE reading_day')
}

export const down = false
