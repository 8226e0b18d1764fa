import type { Workflow } from '../domain/alert.ts'
import type { DataRequestQuery } from '../domain/data-request.ts'
import type { Page } from '../domain/queries.ts'
import { isExercise } from './casework.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import { timeSql, type Queryable } from './db.ts'

/** Requests for data sets, asked last first. */
export async function queryDataRequests(
  db: Queryable,
  query: DataRequestQuery,
): Promise<Page<Workflow>> {
  const { state, dataSet, district, ownerDistrict, exercise, cursor, limit } = query
  const [beforeAt, beforeId] = cursor === null ? [null, null] : decodeCursor(cursor, [0, ''])
  const rows = await db.query<{ body: Workflow }>(
    `SELECT body FROM workflow
     WHERE kind = 'data-request' AND ${isExercise} = $1
       AND ($2::text IS NULL OR state = $2)
       AND ($3::text IS NULL OR body -> 'about' ->> 'dataSet' = $3)
       AND ($4::text IS NULL OR body -> 'about' ->> 'district' = $4)
       AND ($5::text IS NULL OR body -> 'about' ->> 'ownerDistrict' = $5)
       AND ($6::float8 IS NULL OR (opened_at, id) < (${timeSql('$6')}, $7::text))
     ORDER BY opened_at DESC, id DESC LIMIT ${rowsToAsk(limit)}`,
    [exercise, state, dataSet, district, ownerDistrict, beforeAt ?? null, beforeId ?? null],
  )
  return pageOf(
    rows,
    limit,
    ({ body }) => body,
    ({ body }) => [body.openedAt, body.id],
  )
}
