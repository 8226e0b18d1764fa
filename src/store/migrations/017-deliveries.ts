import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Notices to people and programs outside: one row for each telling, and what each step of a route
 * was last told of an alert that is not over for it. A row is some 2 KB.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE delivery (
      id          int8 PRIMARY KEY,
      key         text NOT NULL UNIQUE,
      alert       text NOT NULL,
      alert_n     int8 NOT NULL,
      route       text NOT NULL,
      step        int NOT NULL,
      target      text NOT NULL,
      reason      text NOT NULL,
      colour      text,
      occurrences int NOT NULL,
      exercise    boolean NOT NULL,
      created_at  timestamptz NOT NULL,
      body        text NOT NULL,
      state       text NOT NULL,
      attempts    int NOT NULL,
      next_at     timestamptz NOT NULL,
      ended_at    timestamptz,
      detail      text NOT NULL
    );
    CREATE INDEX delivery_queued ON delivery (alert, route, step, id) WHERE state = 'queued';
    CREATE INDEX delivery_state ON delivery (state, id);
    CREATE INDEX delivery_alert ON delivery (alert, id);

    CREATE TABLE delivery_told (
      alert       text NOT NULL,
      route       text NOT NULL,
      step        int NOT NULL,
      reason      text NOT NULL,
      colour      text,
      occurrences int NOT NULL,
      at          timestamptz NOT NULL,
      first_at    timestamptz NOT NULL,
      PRIMARY KEY (alert, route, step)
    );
  `)
}

export const down = false
