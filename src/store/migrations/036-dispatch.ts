import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * A resource is held by one case at a time, in earnest and in drills apart: the database itself
 * refuses a second dispatch whose time overlaps. A range of texts from a resource to itself stands
 * for equality, which is what GiST knows without an extension; times are ms, half-open. What is
 * closed holds nothing.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    DROP TYPE IF EXISTS text_range;
    CREATE TYPE text_range AS RANGE (subtype = text);
    ALTER TABLE workflow ADD CONSTRAINT workflow_resource_held EXCLUDE USING gist (
      text_range(body -> 'about' ->> 'resource', body -> 'about' ->> 'resource', '[]') WITH &&,
      text_range(coalesce(body ->> 'exercise', 'false'), coalesce(body ->> 'exercise', 'false'), '[]')
        WITH &&,
      int8range((body -> 'about' ->> 'fromAt')::int8, (body -> 'about' ->> 'toAt')::int8) WITH &&
    ) WHERE (kind = 'dispatch' AND open);
  `)
}

export const down = false
