import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * What a laboratory says of a manual sample, beside the reading: few readings have it. And what
 * became of the values of each gateway session, so that whoever sends again knows the sums.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE reading_analysis (
      series_id   int NOT NULL,
      observed_at timestamptz NOT NULL,
      revision    int NOT NULL,
      analysed_at timestamptz,
      method      text,
      PRIMARY KEY (series_id, observed_at, revision)
    );

    ALTER TABLE receipt
      ADD COLUMN stored    int8 NOT NULL DEFAULT 0,
      ADD COLUMN duplicate int8 NOT NULL DEFAULT 0,
      ADD COLUMN revised   int8 NOT NULL DEFAULT 0,
      ADD COLUMN refused   int8 NOT NULL DEFAULT 0;
  `)
}

export const down = false
