import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * A session that leaves gap after gap would make its row of `receipt` grow without end: its oldest
 * gaps are closed in `seqs`, and told here by their count.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    ALTER TABLE receipt
      ADD COLUMN folded_gaps    int8 NOT NULL DEFAULT 0,
      ADD COLUMN folded_missing int8 NOT NULL DEFAULT 0,
      ADD COLUMN folded_to      int8;
  `)
}

export const down = false
