import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Public keys that packages of evidence were and are signed with: the newest `n` is in force. The
 * first is entered by the engine that finds none, `n` 0; each later one is a change of the log,
 * which has its number. None is changed or deleted, so that old packages can be told by their key.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE evidence_key (
      n           int8 PRIMARY KEY,
      at          timestamptz NOT NULL,
      person      text NOT NULL,
      reason      text NOT NULL,
      fingerprint text NOT NULL,
      public_key  text NOT NULL
    );
    CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON evidence_key
      EXECUTE FUNCTION refuse_change();
  `)
}

export const down = false
