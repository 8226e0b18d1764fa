import type { Page, PageRequest } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import { timeSql, type Param, type Queryable } from './db.ts'

/** What is kept whole in the column `body`, as a question answers it. */
export async function bodiesOf<T>(
  db: Queryable,
  sql: string,
  params?: readonly Param[],
): Promise<T[]> {
  const rows = await db.query<{ readonly body: T }>(sql, params)
  return rows.map(({ body }) => body)
}

/**
 * A page of alerts or workflows, opened last first.
 *
 * @param where  SQL of which hold, with `params` as $1, $2 …
 * @throws {AppError} `bad-cursor`
 */
export async function openedLastFirst<
  T extends { readonly openedAt: Instant; readonly id: string },
>(
  db: Queryable,
  table: 'alert' | 'workflow',
  where: string,
  params: readonly Param[],
  { cursor, limit }: PageRequest,
): Promise<Page<T>> {
  const [beforeAt, beforeId] = cursor === null ? [null, null] : decodeCursor(cursor, [0, ''])
  const [at, id] = [`$${params.length + 1}`, `$${params.length + 2}`]
  const bodies = await bodiesOf<T>(
    db,
    `SELECT body FROM ${table} WHERE ${where}
       AND (${at}::float8 IS NULL OR (opened_at, id) < (${timeSql(at)}, ${id}::text))
     ORDER BY opened_at DESC, id DESC LIMIT ${rowsToAsk(limit)}`,
    [...params, beforeAt ?? null, beforeId ?? null],
  )
  return pageOf(
    bodies,
    limit,
    (body) => body,
    (body) => [body.openedAt, body.id],
  )
}
