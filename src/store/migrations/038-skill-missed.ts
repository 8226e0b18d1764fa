import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Steps that had no truth when they were to be scored, and may get one yet: epoch milliseconds,
 * rising. They stand in the row that tells how far a series is scored, so that both move at once
 * and no step counts twice. A week of hours is 168 numbers, 2 KB.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`ALTER TABLE skill_reach ADD COLUMN missed float8[] NOT NULL DEFAULT '{}'`)
}

export const down = false
