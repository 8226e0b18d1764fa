import type { Json } from '../domain/json.ts'
import { dayMs } from '../domain/time.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { timeSql } from './db.ts'

/** A command that was answered: sent again with the same key, it gets the same answer. */
export type Remembered = {
  readonly key: string
  /** Tells the same request from another one under the same key. */
  readonly requestHash: string
  readonly status: number
  readonly response: Json
}

export async function findRemembered(db: Queryable, key: string): Promise<Remembered | null> {
  const [row] = await db.query<{ request_hash: string; status: number; response: string }>(
    'SELECT request_hash, status, response FROM idempotency WHERE key = $1',
    [key],
  )
  if (row === undefined) return null
  const response = JSON.parse(row.response) as Json
  return { key, requestHash: row.request_hash, status: row.status, response }
}

/**
 * Remembers an answer, in the transaction of what it answers.
 *
 * @throws {AppError} `store-key-taken` when the same key was answered meanwhile
 */
export async function remember(tx: Queryable, answer: Remembered, at: Instant): Promise<void> {
  const { key, requestHash, status, response } = answer
  await tx.query(
    `INSERT INTO idempotency (key, request_hash, status, response, at)
     VALUES ($1, $2, $3, $4, ${timeSql('$5')})`,
    [key, requestHash, status, JSON.stringify(response), at],
  )
}

/** @returns how many answers older than that were forgotten */
export async function forgetOlderThan(db: Queryable, days: number, now: Instant): Promise<number> {
  const gone = await db.query(`DELETE FROM idempotency WHERE at < ${timeSql('$1')} RETURNING key`, [
    now - days * dayMs,
  ])
  return gone.length
}
