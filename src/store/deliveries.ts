import type { Alert } from '../domain/alert.ts'
import type {
  Attempt,
  Delivery,
  DeliveryQuery,
  DeliveryState,
  NewDelivery,
  ToldAlive,
} from '../domain/delivery.ts'
import type { Page } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import { storableJson, storableText, timeSql, type Queryable } from './db.ts'

/** An alert, and its place among those to tell. */
type AlertToTell = {
  readonly alert: Alert
  readonly place: string
  /** A member of it is not over. */
  readonly membersStand: boolean
}

/**
 * A page of the alerts of which something could be due: open ones, and ones that are over while
 * somebody was not told so. Members of others come last, and in the order of their ids.
 *
 * @returns with what each step was told of them and of what they are members of, by {@link toldKey}
 */
export async function alertsToTell(
  tx: Queryable,
  after: string,
  limit: number,
): Promise<{ readonly alerts: readonly AlertToTell[]; readonly told: Map<string, ToldAlive> }> {
  const place = `CASE WHEN body -> 'memberOf' ? 'alert' THEN '1' ELSE '0' END || id`
  const rows = await tx.query<{ body: Alert; place: string; stands: boolean }>(
    `SELECT body, ${place} AS place, body ? 'members' AND EXISTS (
       SELECT FROM alert m WHERE m.open AND m.body ? 'memberOf' AND m.condition = 'firing'
         AND m.body -> 'memberOf' ->> 'alert' = a.id) AS stands
     FROM alert a
     WHERE ${place} > $1 AND ((open AND condition <> 'pending')
       OR EXISTS (SELECT FROM delivery_told t WHERE t.alert = a.id AND t.reason <> 'resolved'))
     ORDER BY 2 LIMIT $2::int`,
    [after, limit],
  )
  const parents = rows.flatMap(({ body: { memberOf } }) => (memberOf ? [memberOf.alert] : []))
  const known = await tx.query<ToldAlive & ToldKey & { readonly first_at: Instant }>(
    `SELECT t.*, CASE WHEN alert = ANY ($2::text[]) THEN (
       SELECT coalesce(jsonb_agg(DISTINCT d.colour), '[]') FROM delivery d
       WHERE d.alert = t.alert AND d.route = t.route AND d.step = t.step AND d.state <> 'dead'
         AND d.occurrences = t.occurrences AND d.reason <> 'resolved') ELSE '[]' END AS alive
     FROM delivery_told t WHERE alert = ANY ($1::text[])`,
    [[...rows.map(({ body }) => body.id), ...parents], parents],
  )
  const told = known.map(({ alert, route, step, first_at: firstAt, ...row }) => {
    const { reason, colour, occurrences, at, alive } = row
    return [
      toldKey({ alert, route, step }),
      { reason, colour, occurrences, at, firstAt, alive },
    ] as const
  })
  return {
    alerts: rows.map(({ body, stands, place }) => ({ alert: body, place, membersStand: stands })),
    told: new Map(told),
  }
}

type ToldKey = { readonly alert: string; readonly route: string; readonly step: number }
export const toldKey = ({ alert, route, step }: ToldKey) => `${alert}|${route}|${step}`

/** Two transactions that enter at once would number alike. */
async function takeTurn(tx: Queryable): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('delivery', 0))`)
}

const enterSql = `
  INSERT INTO delivery (id, key, alert, alert_n, route, step, target, reason, colour,
    occurrences, exercise, created_at, body, state, attempts, next_at, detail)
  SELECT (SELECT coalesce(max(id), 0) FROM delivery) + place, d ->> 'key', d ->> 'alert',
    (d ->> 'alertN')::int8, d ->> 'route', (d ->> 'step')::int, d ->> 'target', d ->> 'reason',
    d ->> 'colour', (d ->> 'occurrences')::int, (d ->> 'exercise')::bool,
    ${timeSql("(d ->> 'createdAt')")}, d ->> 'body', 'queued', 0,
    ${timeSql("(d ->> 'createdAt')")}, ''
  FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS given (d, place)
  ON CONFLICT (key) DO NOTHING`

/** Enters deliveries in this order, but for those whose key is there already. */
export async function enterDeliveries(tx: Queryable, given: readonly NewDelivery[]): Promise<void> {
  await takeTurn(tx)
  await tx.query(enterSql, [storableJson(given)])
}

/** Enters deliveries of alerts, one of each step, and what these steps now know. */
export async function queueDeliveries(tx: Queryable, given: readonly NewDelivery[]): Promise<void> {
  if (given.length === 0) return
  await takeTurn(tx)
  await tx.query(
    `WITH entered AS (${enterSql})
     INSERT INTO delivery_told AS t (alert, route, step, reason, colour, occurrences, at, first_at)
     SELECT d ->> 'alert', d ->> 'route', (d ->> 'step')::int, d ->> 'reason', d ->> 'colour',
       (d ->> 'occurrences')::int, ${timeSql("(d ->> 'createdAt')")},
       ${timeSql("(d ->> 'createdAt')")}
     FROM jsonb_array_elements($1::jsonb) AS d
     ON CONFLICT (alert, route, step) DO UPDATE SET reason = excluded.reason,
       colour = excluded.colour, occurrences = excluded.occurrences, at = excluded.at,
       first_at = CASE WHEN excluded.reason = 'first' THEN excluded.at ELSE t.first_at END`,
    [storableJson(given)],
  )
}

/** Forgets what was told of alerts that are closed and over, and by routes that are no more. */
export async function forgetTold(tx: Queryable, routes: readonly string[]): Promise<void> {
  await tx.query(
    `DELETE FROM delivery_told t WHERE route <> ALL ($1::text[]) OR (reason = 'resolved'
       AND EXISTS (SELECT FROM alert a WHERE a.id = t.alert AND NOT a.open))`,
    [routes],
  )
}

export async function countQueued(db: Queryable): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `SELECT count(*) AS n FROM delivery WHERE state = 'queued'`,
  )
  return row?.n ?? 0
}

/** A delivery whose time has come. */
export type DueDelivery = Delivery & {
  /** Nothing since its last end has reached its step: of an end, nobody there knows the beginning. */
  readonly unheard: boolean
}

/** Queued deliveries whose time has come; of one step and alert the earlier goes first. */
export async function deliveriesDue(
  db: Queryable,
  now: Instant,
  limit: number,
): Promise<DueDelivery[]> {
  const ofStep = 'e.alert = d.alert AND e.route = d.route AND e.step = d.step AND e.id < d.id'
  const rows = await db.query<Stored & { readonly unheard: boolean }>(
    `SELECT d.*, coalesce((
       SELECT NOT bool_or(e.state = 'sent') FROM delivery e WHERE ${ofStep}
         AND e.reason <> 'resolved' AND e.id > coalesce((
           SELECT max(e.id) FROM delivery e
           WHERE ${ofStep} AND e.reason = 'resolved' AND e.state = 'sent'), 0)), false) AS unheard
     FROM delivery d WHERE state = 'queued' AND next_at <= ${timeSql('$1')}
       AND NOT EXISTS (SELECT FROM delivery e WHERE e.state = 'queued' AND ${ofStep})
     ORDER BY next_at, id LIMIT $2::int`,
    [now, limit],
  )
  return rows.map(({ unheard, ...row }) => ({ ...toDelivery(row), unheard }))
}

/** @param nextAt  when it is tried again, if it is */
export async function saveAttempt(
  db: Queryable,
  id: number,
  { outcome, detail }: Attempt,
  now: Instant,
  nextAt: Instant,
): Promise<void> {
  const state: DeliveryState = outcome === 'again' ? 'queued' : outcome
  await db.query(
    `UPDATE delivery SET state = $2, attempts = attempts + 1, detail = $3,
       next_at = ${timeSql('$4')}, ended_at = ${timeSql('$5')} WHERE id = $1`,
    [id, state, storableText(detail), nextAt, outcome === 'again' ? null : now],
  )
}

/** Newest first. */
export async function queryDeliveries(
  db: Queryable,
  { state, alert, route, cursor, limit }: DeliveryQuery,
): Promise<Page<Delivery>> {
  const before = cursor === null ? null : decodeCursor(cursor, [0])[0]
  const rows = await db.query<Stored>(
    `SELECT * FROM delivery WHERE id < coalesce($1::int8, 9223372036854775807)
       AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR alert = $3)
       AND ($4::text IS NULL OR route = $4)
     ORDER BY id DESC LIMIT ${rowsToAsk(limit)}`,
    [before ?? null, state, alert, route],
  )
  return pageOf(rows, limit, toDelivery, ({ id }) => [id])
}

type Stored = Omit<Delivery, 'alertN' | 'createdAt' | 'nextAt' | 'endedAt'> & {
  readonly alert_n: number
  readonly created_at: Instant
  readonly next_at: Instant
  readonly ended_at: Instant | null
}

function toDelivery({ alert_n, created_at, next_at, ended_at, ...row }: Stored): Delivery {
  return { ...row, alertN: alert_n, createdAt: created_at, nextAt: next_at, endedAt: ended_at }
}
