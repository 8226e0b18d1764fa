import type { Instant } from '../domain/time.ts'
import type { Db, Queryable } from './db.ts'
import { storableText, timeSql } from './db.ts'
import { knownMigrations } from './migrate.ts'
import { migrationsRun } from './tables.ts'

/** Who owns the fold, for people; since when. The count tells one owner from the next. */
export type Owner = { readonly epoch: number; readonly name: string; readonly since: Instant }

/** The owner of now or the last one; null before the first. */
export async function ownerOf(db: Queryable): Promise<Owner | null> {
  const [row] = await db.query<Owner>('SELECT epoch, name, since FROM owner WHERE epoch > 0')
  return row ?? null
}

/**
 * Enters this process as the owner, once it has the claim and the schema is its own. What an owner
 * before has begun is waited for; afterwards it can write no more, and this one only until
 * another comes: see {@link Db.fence}.
 *
 * @param session  the one that holds the claim
 */
export async function enterOwner(
  db: Db,
  session: Queryable,
  name: string,
  at: Instant,
): Promise<number> {
  const sql = `SELECT count_epoch($1, ${timeSql('$2')}) AS epoch`
  const [row] = await session.query<{ epoch: number }>(sql, [storableText(name), at])
  db.fence(row!.epoch)
  return row!.epoch
}

/** Whether the owner has brought the schema to where this program needs it. */
export async function isSchemaOurs(db: Db): Promise<boolean> {
  const run = await migrationsRun(db)
  return run !== null && knownMigrations().every((name) => run.includes(name))
}
