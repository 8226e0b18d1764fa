import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Deadlines of workflows, found by one ordered index, and workflows by what they are about. Both
 * stand in the body already; the columns follow it.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    ALTER TABLE workflow ADD COLUMN due_at timestamptz;
    CREATE INDEX workflow_due ON workflow (due_at, id) WHERE open AND due_at IS NOT NULL;
    CREATE INDEX workflow_about ON workflow ((body -> 'about' ->> 'workflow'));
    CREATE INDEX workflow_kind ON workflow (kind, opened_at, id);
  `)
}

export const down = false
