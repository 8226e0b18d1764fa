import type { Page, PageRequest, RefusalRow } from '../domain/queries.ts'
import { countKept, refusalBytes } from './kept.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import type { Queryable } from './db.ts'
import { base64Array, numberArray, storableJson, storableText, timeSql } from './db.ts'

export type NewRefusal = Omit<RefusalRow, 'id'>

/** Numbered from 1 without gaps: there is one writer, and a sequence would skip on a rollback. */
export async function insertRefusals(
  tx: Queryable,
  refusals: readonly NewRefusal[],
): Promise<void> {
  await tx.query(
    `WITH added AS (
       INSERT INTO refusal (id, station, topic, received_at, faults, value_count, payload,
         payload_whole)
       SELECT (SELECT coalesce(max(id), 0) FROM refusal) + place, station, topic,
       ${timeSql('received_ms')}, faults::jsonb, value_count, decode(payload, 'base64'), whole
     FROM unnest($1::text[], $2::text[], $3::float8[], $4::text[], $5::int[], $6::text[],
       $7::boolean[]) WITH ORDINALITY
       AS u (station, topic, received_ms, faults, value_count, payload, whole, place)
       RETURNING ${refusalBytes} AS bytes)
     ${countKept('refusal')}`,
    [
      refusals.map(({ station }) => station),
      refusals.map(({ topic }) => storableText(topic)),
      numberArray(refusals.map(({ receivedAt }) => receivedAt)),
      refusals.map(({ faults }) => storableJson(faults)),
      numberArray(refusals.map(({ values }) => values)),
      base64Array(refusals.map(({ payload }) => payload)),
      refusals.map(({ payloadWhole }) => payloadWhole),
    ],
  )
}

const columns = `id, station, topic, received_at AS "receivedAt", faults, value_count AS "values",
  payload, payload_whole AS "payloadWhole"`

/** Newest first. */
export async function queryRefusals(
  db: Queryable,
  { limit, cursor, station }: PageRequest & { readonly station: string | null },
): Promise<Page<RefusalRow>> {
  const before = cursor === null ? null : decodeCursor(cursor, [0])[0]
  const rows = await db.query<RefusalRow>(
    `SELECT ${columns} FROM refusal WHERE id < coalesce($1::int8, 9223372036854775807)
       AND ($2::text IS NULL OR station = $2)
     ORDER BY id DESC LIMIT ${rowsToAsk(limit)}`,
    [before ?? null, station],
  )
  return pageOf(
    rows,
    limit,
    (row) => row,
    ({ id }) => [id],
  )
}

export async function getRefusal(db: Queryable, id: number): Promise<RefusalRow | null> {
  const sql = `SELECT ${columns} FROM refusal WHERE id = $1`
  const [row] = await db.query<RefusalRow>(sql, [id])
  return row ?? null
}
