import { escapeLiteral } from 'pg'
import type { Event } from '../domain/event.ts'
import type { EventQuery, Page } from '../domain/queries.ts'
import { bodiesOf } from './bodies.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import type { Queryable } from './db.ts'
import { storableJson, timeSql } from './db.ts'

/** The statement that keeps events and answers the keys that were not known; the rest stay. */
export function insertEventsSql(events: readonly Event[]): string {
  return `INSERT INTO event (key, station, kind, observed_at, body)
    SELECT e ->> 'key', e ->> 'station', e ->> 'kind', ${timeSql("(e ->> 'observedAt')")}, e
    FROM jsonb_array_elements(${escapeLiteral(storableJson(events))}::jsonb) AS e
    ON CONFLICT (key) DO NOTHING RETURNING key`
}

/** Newest observation first. */
export async function queryEvents(db: Queryable, query: EventQuery): Promise<Page<Event>> {
  const { station, kind, from, to, cursor, limit } = query
  const [beforeAt, beforeKey] = cursor === null ? [null, null] : decodeCursor(cursor, [0, ''])
  const events = await bodiesOf<Event>(
    db,
    `SELECT body FROM event
     WHERE ($1::text IS NULL OR station = $1) AND ($2::text IS NULL OR kind = $2)
       AND observed_at >= coalesce(${timeSql('$3')}, '-infinity')
       AND observed_at < coalesce(${timeSql('$4')}, 'infinity')
       AND ($5::float8 IS NULL OR (observed_at, key) < (${timeSql('$5')}, $6::text))
     ORDER BY observed_at DESC, key DESC LIMIT ${rowsToAsk(limit)}`,
    [station, kind, from, to, beforeAt ?? null, beforeKey ?? null],
  )
  return pageOf(
    events,
    limit,
    (event) => event,
    ({ observedAt, key }) => [observedAt, key],
  )
}
