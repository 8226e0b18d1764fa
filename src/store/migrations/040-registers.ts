import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Entries of registers, each version a row that is never changed; the newest is what stands. `n` is
 * the change of the log that seals it by a hash: the log itself holds nothing of persons. A row has
 * some 700 bytes.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE register_entry (
      register text NOT NULL,
      key      text NOT NULL,
      version  int NOT NULL,
      at       timestamptz NOT NULL,
      person   text NOT NULL,
      reason   text NOT NULL,
      retired  boolean NOT NULL,
      n        int8 NOT NULL,
      body     jsonb NOT NULL,
      PRIMARY KEY (register, key, version)
    );
    CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON register_entry
      EXECUTE FUNCTION refuse_change();
  `)
}

export const down = false
