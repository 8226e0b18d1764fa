import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Which process owns the fold of a server's database: each owner that comes counts `epoch` up, and
 * its transactions begin with `hold_epoch`, which fails with QL001 once another has come. Owners
 * that come wait for the transactions that hold the epoch before: what an owner of old has begun
 * ends before the new one reads, and it begins nothing after.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(`
    CREATE TABLE owner (epoch int8 NOT NULL, name text NOT NULL, since timestamptz NOT NULL);
    INSERT INTO owner VALUES (0, '', 'epoch');

    CREATE OR REPLACE FUNCTION hold_epoch(expected int8) RETURNS void
    LANGUAGE plpgsql AS $function$
    BEGIN
      PERFORM pg_advisory_xact_lock_shared(${epochKey});
      PERFORM FROM owner WHERE epoch = expected;
      IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'QL001', MESSAGE =
          'another engine owns this database now; this one writes no more';
      END IF;
    END
    $function$;

    CREATE OR REPLACE FUNCTION count_epoch(new_name text, at timestamptz) RETURNS int8
    LANGUAGE plpgsql AS $function$
    DECLARE counted int8;
    BEGIN
      PERFORM pg_advisory_xact_lock(${epochKey});
      UPDATE owner SET epoch = epoch + 1, name = new_name, since = at RETURNING epoch INTO counted;
      RETURN counted;
    END
    $function$;
  `)
}

/** Any number that nobody else uses in this database: "QEPO". */
const epochKey = 0x5145504f

export const down = false
