import { escapeLiteral } from 'pg'
import type { Alert } from '../domain/alert.ts'
import { assert } from '../domain/errors.ts'
import type { Event } from '../domain/event.ts'
import type { AlertQuery, Page } from '../domain/queries.ts'
import { bodiesOf, openedLastFirst } from './bodies.ts'
import type { Queryable } from './db.ts'
import { storableJson, textList, timeSql } from './db.ts'
import { insertEventsSql } from './events.ts'

type Stored = { readonly body: Alert }

/**
 * The statement that enters alerts in this order, or what they have become; each is named once. It
 * fails with `store-key-taken` when a fingerprint has another open alert.
 */
export function saveAlertsSql(alerts: readonly Alert[]): string {
  return `INSERT INTO alert (id, fingerprint, kind, station, condition, attention, open, opened_at,
      n, body)
    SELECT a ->> 'id', a ->> 'fingerprint', a ->> 'kind', a ->> 'station', a ->> 'condition',
      a ->> 'attention', a ->> 'attention' <> 'closed', ${timeSql("(a ->> 'openedAt')")},
      (a ->> 'n')::int8, a
    FROM jsonb_array_elements(${escapeLiteral(storableJson(alerts))}::jsonb) AS a
    ON CONFLICT (id) DO UPDATE
      SET (condition, attention, open, n, body) = (excluded.condition, excluded.attention,
        excluded.open, excluded.n, excluded.body)`
}

/** Enters one: {@link saveAlertsSql}. */
export async function saveAlert(tx: Queryable, alert: Alert): Promise<void> {
  await tx.query(saveAlertsSql([alert]))
}

/** With `forUpdate` it is locked until the transaction ends. */
export async function getAlert(
  db: Queryable,
  id: string,
  { forUpdate = false }: { readonly forUpdate?: boolean } = {},
): Promise<Alert | null> {
  const [row] = await db.query<Stored>(
    `SELECT body FROM alert WHERE id = $1 ${forUpdate ? 'FOR UPDATE' : ''}`,
    [id],
  )
  return row?.body ?? null
}

/** Stations whose alert of a rule fires; there is at most one open alert of each. */
export async function stationsFiring(db: Queryable, rule: string): Promise<string[]> {
  const rows = await db.query<{ station: string }>(
    `SELECT station FROM alert WHERE open AND condition = 'firing' AND body->>'rule' = $1`,
    [rule],
  )
  return rows.map(({ station }) => station)
}

/** Alerts of rules that fire now. */
export function firingAlerts(db: Queryable, rules: readonly string[]): Promise<Alert[]> {
  return bodiesOf(
    db,
    `SELECT body FROM alert
     WHERE open AND condition = 'firing' AND body ->> 'rule' = ANY ($1::text[]) ORDER BY id`,
    [rules],
  )
}

/** Open alerts of rules at stations, each locked until the transaction ends. */
export function openAlertsOfRules(
  tx: Queryable,
  stations: readonly string[],
  rules: readonly string[],
): Promise<Alert[]> {
  return bodiesOf(
    tx,
    `SELECT body FROM alert
     WHERE open AND station = ANY ($1::text[]) AND body ->> 'rule' = ANY ($2::text[])
     ORDER BY id FOR UPDATE`,
    [stations, rules],
  )
}

const whereState: Readonly<Record<AlertQuery['state'], string>> = {
  open: `open AND condition <> 'pending'`,
  resolved: `condition = 'resolved'`,
  closed: 'NOT open',
  all: 'true',
}

/** Opened last first. `changedSince` leaves out what has not changed after that number. */
export function queryAlerts(db: Queryable, query: AlertQuery): Promise<Page<Alert>> {
  const { state, station, kind, changedSince } = query
  return openedLastFirst(
    db,
    'alert',
    `${whereState[state]}
       AND ($1::text IS NULL OR station = $1) AND ($2::text IS NULL OR kind = $2)
       AND ($3::int8 IS NULL OR n > $3)`,
    [station, kind, changedSince],
    query,
  )
}

/**
 * Enters events, and reads the open alert of each fingerprint, else the one opened last; under a
 * clock that was set back an alert is opened before those it follows. The fingerprints are locked
 * until the transaction ends, in one order, so that writers that come at once see each other's
 * alerts; then the open alerts, so that an operator's act upon one is seen, or waits.
 *
 * @returns the keys of events that were not known, and the alerts by fingerprint
 */
export async function takeEvents(
  tx: Queryable,
  events: readonly Event[],
  fingerprints: readonly string[],
): Promise<{ fresh: ReadonlySet<string>; alerts: Map<string, Alert> }> {
  const sorted = textList([...new Set(fingerprints)].sort())
  // Three statements, one question: each sees what was saved while the one before waited.
  const [row] = await tx.query<{ fresh: string[]; alerts: Alert[] }>(
    `SELECT pg_advisory_xact_lock(hashtextextended(fingerprint, 0))
     FROM unnest(${sorted}) WITH ORDINALITY AS u (fingerprint, place) ORDER BY place;
     SELECT FROM alert WHERE open AND fingerprint = ANY (${sorted}) ORDER BY id FOR UPDATE;
     WITH fresh AS (${insertEventsSql(events)}), newest AS (
       SELECT DISTINCT ON (fingerprint) body FROM alert WHERE fingerprint = ANY (${sorted})
       ORDER BY fingerprint, open DESC, opened_at DESC, n DESC)
     SELECT coalesce((SELECT jsonb_agg(key) FROM fresh), '[]') AS fresh,
       coalesce((SELECT jsonb_agg(body) FROM newest), '[]') AS alerts`,
  )
  assert(row, 'an aggregate answers one row')
  return {
    fresh: new Set(row.fresh),
    alerts: new Map(row.alerts.map((alert) => [alert.fingerprint, alert])),
  }
}

/** Open alerts whose shelving ended at `now` or before. */
export function shelvedAlertsDue(tx: Queryable, now: number): Promise<Alert[]> {
  return bodiesOf(
    tx,
    `SELECT body FROM alert
     WHERE open AND (body ->> 'shelvedUntil')::float8 <= $1 ORDER BY id FOR UPDATE`,
    [now],
  )
}
