import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * A checkpoint says in which form its states are: those of another version of the program are not
 * taken for ours. 0: of a version that did not say.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql('ALTER TABLE checkpoint_head ADD COLUMN IF NOT EXISTS form int NOT NULL DEFAULT 0')
}

export const down = false
