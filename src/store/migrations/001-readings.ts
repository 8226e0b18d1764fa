import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Series, readings and what a commit counts. A revision takes the place of a reading, which moves
 * to `reading_revision`. Chunks are 7 days wide: 1,000 series at a reading a minute make 10 M rows
 * and 1.5 GB a week, and 400 days of back-fill touch 58 chunks.
 *
 * `series_latest` lags behind (see limits.ts); `series_newest` is exact.
 *
 * The index on `ingest_no` is a B-tree, not BRIN: a BRIN index skips only summarised ranges, the
 * embedded engine has no autovacuum to summarise them, and a re-fold would then read everything.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(readings)
  pgm.sql(bookkeeping)
}

const readings = `
    CREATE EXTENSION IF NOT EXISTS timescaledb;

    CREATE TABLE series (
      id         int PRIMARY KEY,
      station    text NOT NULL,
      parameter  text NOT NULL,
      period     text NOT NULL,
      source     text NOT NULL,
      depth_m    float8,
      key        text NOT NULL UNIQUE
    );
    CREATE INDEX series_station ON series (station, parameter);

    CREATE TABLE reading (
      observed_at timestamptz NOT NULL,
      value       float8 NOT NULL,
      received_at timestamptz NOT NULL,
      ingest_no   int8 NOT NULL,
      series_id   int NOT NULL,
      reasons     int NOT NULL,
      revision    int NOT NULL,
      flag        int2 NOT NULL,
      qualifier   int2 NOT NULL,
      source_flag int2 NOT NULL,
      PRIMARY KEY (series_id, observed_at)
    );
    SELECT create_hypertable('reading', by_range('observed_at', INTERVAL '7 days'),
      create_default_indexes => false);
    CREATE INDEX reading_ingest_no ON reading (ingest_no);

    CREATE TABLE reading_revision (LIKE reading);
    ALTER TABLE reading_revision ADD PRIMARY KEY (series_id, observed_at, revision);
    CREATE INDEX reading_revision_ingest_no ON reading_revision (ingest_no);

    CREATE TABLE series_latest (LIKE reading, PRIMARY KEY (series_id)) WITH (fillfactor = 70);
  `

const bookkeeping = `
    CREATE TABLE ingest_head (n int8 NOT NULL, latest_n int8 NOT NULL) WITH (fillfactor = 10);
    INSERT INTO ingest_head VALUES (0, 0);

    CREATE VIEW series_newest AS
      SELECT DISTINCT ON (series_id) * FROM (
        SELECT * FROM series_latest
        UNION ALL
        SELECT * FROM reading WHERE ingest_no > (SELECT latest_n FROM ingest_head)
      ) AS candidate
      ORDER BY series_id, observed_at DESC, revision DESC;

    CREATE TABLE counter (name text PRIMARY KEY, value int8 NOT NULL) WITH (fillfactor = 10);
    INSERT INTO counter VALUES
      ('received', 0), ('stored', 0), ('duplicate', 0), ('revised', 0), ('refused', 0);

    CREATE TABLE refusal (
      id            int8 PRIMARY KEY,
      station       text,
      topic         text NOT NULL,
      received_at   timestamptz NOT NULL,
      faults        jsonb NOT NULL,
      value_count   int NOT NULL,
      payload       bytea NOT NULL,
      payload_whole boolean NOT NULL
    );

    CREATE TABLE receipt (
      station    text NOT NULL,
      session    text NOT NULL,
      last_seq   int8 NOT NULL,
      seqs       int8multirange NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (station, session)
    ) WITH (fillfactor = 70);

    CREATE TABLE raw_frame (
      received_at timestamptz NOT NULL,
      station     text NOT NULL,
      payload     bytea NOT NULL
    );
    SELECT create_hypertable('raw_frame', by_range('received_at', INTERVAL '7 days'),
      create_default_indexes => false);
    CREATE INDEX raw_frame_station ON raw_frame (station, received_at);
  `

export const down = false
