import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * What upkeep needs: readings summed by hour and by day of Beijing time, up to which number they
 * are, and how much is kept of what came from outside as it came.
 *
 * Raw frames lie in chunks of 6 hours, so that the oldest can be given back to the disk at once.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE reading_hour (
      start_at      timestamptz NOT NULL,
      mean          float8,
      min           float8,
      max           float8,
      series_id     int NOT NULL,
      reading_count int NOT NULL,
      valid_count   int NOT NULL,
      PRIMARY KEY (series_id, start_at)
    );
    CREATE TABLE reading_day (LIKE reading_hour, PRIMARY KEY (series_id, start_at));
    CREATE TABLE aggregate_head (n int8 NOT NULL) WITH (fillfactor = 10);
    INSERT INTO aggregate_head VALUES (0);

    CREATE TABLE kept (
      what         text PRIMARY KEY,
      row_count    int8 NOT NULL,
      bytes        int8 NOT NULL,
      purged_rows  int8 NOT NULL,
      purged_bytes int8 NOT NULL
    ) WITH (fillfactor = 10);
    INSERT INTO kept
      SELECT 'refusal', count(*), coalesce(sum(octet_length(payload) + octet_length(faults::text)
        + octet_length(topic) + 100), 0), 0, 0 FROM refusal;
    INSERT INTO kept
      SELECT 'raw_frame', count(*), coalesce(sum(octet_length(payload) + 100), 0), 0, 0
      FROM raw_frame;

    SELECT set_chunk_time_interval('raw_frame', INTERVAL '6 hours');
  `)
}

export const down = false
