import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * A checkpoint is saved in small steps between which readings are committed: its parts enter under
 * a generation of their own, and count from the moment at which the head names it.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE checkpoint_head (generation int8 NOT NULL, folded_no int8 NOT NULL);
    INSERT INTO checkpoint_head SELECT 0, coalesce(max(folded_no), 0) FROM checkpoint;
    ALTER TABLE checkpoint DROP COLUMN folded_no,
      ADD COLUMN generation int8 NOT NULL DEFAULT 0,
      DROP CONSTRAINT checkpoint_pkey,
      ADD PRIMARY KEY (part, generation);
    CREATE INDEX checkpoint_generation ON checkpoint (generation);
  `)
}

export const down = false
