import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * States are written anew again and again and read at a start: to compress them took the embedded
 * store half of a checkpoint's time, for which commits wait.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    ALTER TABLE checkpoint ALTER COLUMN state SET STORAGE EXTERNAL;
    ALTER TABLE forecast_fit ALTER COLUMN state SET STORAGE EXTERNAL;
  `)
}

export const down = false
