import type { AlertMove, CountedAlert } from '../domain/alert-performance.ts'
import type { Instant } from '../domain/time.ts'
import { timeSql, type Queryable } from './db.ts'
import { movesPageRows, openAlertsMax } from './limits.ts'

/** What is counted of an alert, from its JSON named `a`. */
const countedSql = `
  a->>'id' AS id, a->>'rule' AS rule, a->>'station' AS station, a->>'colour' AS colour,
  (a->>'openedAt')::float8 AS opened_at, a->>'condition' AS condition,
  a->>'attention' AS attention, (a->>'retrospective')::bool AS retrospective,
  coalesce(a->>'shelvedUntil', '') <> '' OR
    coalesce(jsonb_typeof(a->'inhibitedBy') = 'object', false) AS hidden,
  coalesce((a->>'exercise')::bool, false) AS exercise`

type Counted = Omit<CountedAlert, 'openedAt'> & { readonly opened_at: number }

function countedAlert({ opened_at: openedAt, ...row }: Counted): CountedAlert {
  const { id, rule, station, colour, condition, attention, retrospective, hidden } = row
  const state = { condition, attention, retrospective, hidden, exercise: row.exercise }
  return { id, rule, station, colour, openedAt, ...state }
}

/** Alerts that were open just before a time, as the log knew them then. */
export async function openAlertsAt(db: Queryable, at: Instant): Promise<CountedAlert[]> {
  const rows = await db.query<Counted>(
    `SELECT ${countedSql} FROM (
       SELECT id FROM alert WHERE open AND opened_at < ${timeSql('$1')}
       UNION ALL
       SELECT id FROM alert
       WHERE (body ->> 'closedAt')::float8 >= $1 AND opened_at < ${timeSql('$1')}
       LIMIT ${openAlertsMax}
     ) s, LATERAL (
       SELECT body::jsonb->'alert' AS a FROM change_log
       WHERE subject = s.id AND at < ${timeSql('$1')} ORDER BY n DESC LIMIT 1) c
     WHERE a->>'condition' <> 'pending' AND a->>'attention' <> 'closed'`,
    [at],
  )
  return rows.map(countedAlert)
}

/** Changes of alerts made in `from` … `to`, in their order, a page at a time. */
export async function* alertMoves(
  db: Queryable,
  from: Instant,
  to: Instant,
): AsyncGenerator<AlertMove> {
  const [span] = await db.query<{ first: number | null; last: number | null }>(
    `SELECT min(n) AS first, max(n) AS last FROM change_log
     WHERE at >= ${timeSql('$1')} AND at < ${timeSql('$2')}`,
    [from, to],
  )
  const last = span?.last ?? 0
  for (let after = (span?.first ?? 1) - 1; after < last; after += movesPageRows) {
    const rows = await db.query<Counted & Omit<AlertMove, 'alert'>>(
      `SELECT n, at, type, actor, reason, ${countedSql} FROM (
         SELECT *, body::jsonb->'alert' AS a FROM change_log
         WHERE n > $1 AND n <= $2 AND type LIKE 'alert.%') s ORDER BY n`,
      [after, Math.min(last, after + movesPageRows)],
    )
    for (const { n, at, type, actor, reason, ...row } of rows) {
      yield { n, at, type, actor, reason, alert: countedAlert(row) }
    }
  }
}
