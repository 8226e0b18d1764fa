import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * What steps name as proof, under the SHA-256 of its bytes, in pieces of at most 256 KB: so a
 * backup and a package of evidence hold no more than a piece at a time. Written once; a purge or a
 * correction would take away what a signed record names.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE attachment (
      sha256      text PRIMARY KEY,
      type        text NOT NULL,
      bytes       int8 NOT NULL,
      received_at timestamptz NOT NULL
    );
    CREATE TABLE attachment_piece (
      sha256  text NOT NULL,
      piece   int NOT NULL,
      content bytea NOT NULL,
      PRIMARY KEY (sha256, piece)
    );

    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is written once', TG_TABLE_NAME;
    END $$;
    CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON attachment
      EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON attachment_piece
      EXECUTE FUNCTION refuse_change();
  `)
}

export const down = false
