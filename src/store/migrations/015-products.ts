import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Drafts of the joint air product and its released versions, as text to the byte: hashes stand for
 * them. A row is never changed. The consultation between the two is a workflow.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE product_draft (
      hash    text PRIMARY KEY,
      date    date NOT NULL,
      made_at timestamptz NOT NULL,
      body    text NOT NULL
    );

    CREATE TABLE product (
      date      date NOT NULL,
      version   int NOT NULL,
      issued_at timestamptz NOT NULL,
      hash      text NOT NULL,
      document  text NOT NULL,
      PRIMARY KEY (date, version)
    );

    CREATE INDEX workflow_product ON workflow ((body -> 'about' ->> 'date'), opened_at)
      WHERE body -> 'about' ->> 'product' = 'air';
  `)
}

export const down = false
