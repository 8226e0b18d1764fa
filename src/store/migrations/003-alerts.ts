import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Alerts, workflows, and the one log of their changes. `body` of the log is text, kept to the
 * byte, since the chain of hashes runs over it.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE alert (
      id          text PRIMARY KEY,
      fingerprint text NOT NULL,
      kind        text NOT NULL,
      station     text NOT NULL,
      condition   text NOT NULL,
      attention   text NOT NULL,
      open        boolean NOT NULL,
      opened_at   timestamptz NOT NULL,
      n           int8 NOT NULL,
      body        jsonb NOT NULL
    );
    CREATE UNIQUE INDEX alert_open ON alert (fingerprint) WHERE open;
    CREATE INDEX alert_fingerprint ON alert (fingerprint, opened_at);
    CREATE INDEX alert_opened ON alert (opened_at, id);
    CREATE INDEX alert_n ON alert (n);

    CREATE TABLE workflow (
      id        text PRIMARY KEY,
      kind      text NOT NULL,
      state     text NOT NULL,
      alert     text,
      open      boolean NOT NULL,
      opened_at timestamptz NOT NULL,
      n         int8 NOT NULL,
      body      jsonb NOT NULL
    );
    CREATE INDEX workflow_opened ON workflow (opened_at, id);
    CREATE INDEX workflow_alert ON workflow (alert);

    CREATE TABLE change_log (
      n         int8 PRIMARY KEY,
      at        timestamptz NOT NULL,
      subject   text NOT NULL,
      type      text NOT NULL,
      actor     text NOT NULL,
      reason    text NOT NULL,
      body      text NOT NULL,
      prev_hash text NOT NULL,
      hash      text NOT NULL
    );
    CREATE INDEX change_log_subject ON change_log (subject, n);

    CREATE TABLE change_head (n int8 NOT NULL, hash text NOT NULL) WITH (fillfactor = 10);
    INSERT INTO change_head VALUES (0, repeat('0', 64));

    CREATE TABLE idempotency (
      key          text PRIMARY KEY,
      request_hash text NOT NULL,
      status       int NOT NULL,
      response     text NOT NULL,
      at           timestamptz NOT NULL
    );
    CREATE INDEX idempotency_at ON idempotency (at);
  `)
}

export const down = false
