import type { MigrationBuilder } from 'node-pg-migrate'

/** What the fold over the readings needs besides them, and what it finds. */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE tick (
      no              int8 PRIMARY KEY,
      after_ingest_no int8 NOT NULL,
      at              timestamptz NOT NULL,
      kind            text NOT NULL,
      body            jsonb NOT NULL
    );

    CREATE TABLE checkpoint (
      part      text PRIMARY KEY,
      folded_no int8 NOT NULL,
      state     text NOT NULL
    );

    CREATE TABLE event (
      key         text PRIMARY KEY,
      station     text NOT NULL,
      kind        text NOT NULL,
      observed_at timestamptz NOT NULL,
      body        jsonb NOT NULL
    );
    CREATE INDEX event_observed ON event (observed_at, key);
    CREATE INDEX event_station ON event (station, observed_at, key);
  `)
}

export const down = false
