import type { Alert } from '../domain/alert.ts'
import { assert } from '../domain/errors.ts'
import type { Event } from '../domain/event.ts'
import {
  knownPattern,
  type ListedPattern,
  type PatternQuery,
  type Silencings,
} from '../domain/pattern.ts'
import type { Page } from '../domain/queries.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import { textList, timeSql, type Queryable } from './db.ts'
import { patternsPerStationMax } from './limits.ts'

/** What silences unusual events at these stations: the newest patterns in force, none: one question. */
export async function silencingsAt(
  tx: Queryable,
  stations: readonly string[],
): Promise<Silencings> {
  const rows = await tx.query<{ body: Alert }>(
    `SELECT a.body FROM unnest(${textList(stations)}) AS s (station) CROSS JOIN LATERAL (
       SELECT body FROM alert WHERE station = s.station AND body ? 'pattern'
         AND body -> 'pattern' -> 'revoked' = 'null'
       ORDER BY opened_at DESC, id DESC LIMIT ${patternsPerStationMax}) a`,
  )
  const patterns = rows.flatMap(({ body }) => knownPattern(body) ?? [])
  if (patterns.length === 0) return { patterns, silenced: new Set(), firing: new Set() }
  const [newest, firing] = [
    await tx.query<{ body: Event }>(
      `SELECT e.body FROM unnest($1::text[]) AS s (station) CROSS JOIN LATERAL (
         SELECT body FROM event WHERE station = s.station AND kind = 'unusual'
           AND (body ->> 'live')::bool
         ORDER BY observed_at DESC, key DESC LIMIT 1) e`,
      [stations],
    ),
    await tx.query<{ station: string }>(
      `SELECT station FROM alert WHERE station = ANY ($1::text[]) AND kind = 'unusual' AND open
         AND condition = 'firing'`,
      [stations],
    ),
  ]
  const silenced = newest.filter(({ body }) => body.silencedBy !== undefined)
  return {
    patterns,
    silenced: new Set(silenced.map(({ body }) => body.station)),
    firing: new Set(firing.map(({ station }) => station)),
  }
}

const whereState: Readonly<Record<PatternQuery['state'], string>> = {
  active: `body -> 'pattern' -> 'revoked' = 'null'`,
  revoked: `body -> 'pattern' -> 'revoked' <> 'null'`,
  all: 'true',
}

/** Of the alert opened last first, each with what it has silenced. */
export async function queryPatterns(
  db: Queryable,
  query: PatternQuery,
): Promise<Page<ListedPattern>> {
  const { station, state, cursor, limit } = query
  const [beforeAt, beforeId] = cursor === null ? [null, null] : decodeCursor(cursor, [0, ''])
  const rows = await db.query<{ body: Alert; silenced: number; last: number | null }>(
    `SELECT a.body, s.silenced, s.last FROM (
       SELECT body, id, opened_at FROM alert
       WHERE body ? 'pattern' AND ${whereState[state]} AND ($1::text IS NULL OR station = $1)
         AND ($2::float8 IS NULL OR (opened_at, id) < (${timeSql('$2')}, $3::text))
       ORDER BY opened_at DESC, id DESC LIMIT ${rowsToAsk(limit)}) a
     CROSS JOIN LATERAL (
       SELECT count(*) AS silenced, max((body ->> 'observedAt')::float8) AS last FROM event
       WHERE body ? 'silencedBy' AND body ->> 'silencedBy' = a.id) s
     ORDER BY a.opened_at DESC, a.id DESC`,
    [station, beforeAt ?? null, beforeId ?? null],
  )
  return pageOf(
    rows,
    limit,
    ({ body, silenced, last: lastSilencedAt }) => {
      const pattern = knownPattern(body)
      assert(pattern, `alert ${body.id} has a pattern`)
      return { ...pattern, silenced, lastSilencedAt }
    },
    ({ body }) => [body.openedAt, body.id],
  )
}
