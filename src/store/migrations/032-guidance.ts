import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Forecasts of the regional platform by their date of issue. A row is never changed: what a date is
 * told anew is its next version. Some 28 cells of 200 bytes a day.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE guidance_air (
      issue_date  date NOT NULL,
      version     int NOT NULL,
      received_at timestamptz NOT NULL,
      hash        text NOT NULL,
      body        text NOT NULL,
      PRIMARY KEY (issue_date, version)
    );
  `)
}

export const down = false
