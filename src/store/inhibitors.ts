import type { Alert, Workflow } from '../domain/alert.ts'
import { bodiesOf } from './bodies.ts'
import { pageRowsMax } from './limits.ts'
import type { Queryable } from './db.ts'

/** What could hide alerts of its station. */
export type Inhibitors = { readonly alerts: readonly Alert[]; readonly tasks: readonly Workflow[] }

/**
 * Firing alerts of silent stations and of what is out of service, and maintenance tasks on site.
 *
 * @param stations  null: all
 */
export async function inhibitorsAt(
  db: Queryable,
  stations: readonly string[] | null,
): Promise<Inhibitors> {
  const rows = await db.query<{ alert: Alert | null; task: Workflow | null }>(
    `SELECT body AS alert, NULL::jsonb AS task FROM alert
     WHERE open AND condition = 'firing' AND ($1::text[] IS NULL OR station = ANY ($1::text[]))
       AND (body ->> 'rule' = 'station-silence' OR body -> 'hiding' ->> 'kind' = 'out-of-service')
     UNION ALL
     SELECT NULL, body FROM workflow
     WHERE open AND kind = 'maintenance-task' AND state = 'on-site'
       AND ($1::text[] IS NULL OR body ->> 'station' = ANY ($1::text[]))`,
    [stations],
  )
  return {
    alerts: rows.flatMap(({ alert }) => alert ?? []),
    tasks: rows.flatMap(({ task }) => task ?? []),
  }
}

/** Firing alerts of rules at these stations, and all that are hidden by design. */
export function readHidable(
  db: Queryable,
  rules: readonly string[],
  stations: readonly string[],
): Promise<Alert[]> {
  return bodiesOf(
    db,
    `SELECT body FROM alert
     WHERE open AND condition = 'firing' AND (jsonb_typeof(body -> 'inhibitedBy') = 'object'
       OR station = ANY ($1::text[]) AND body ->> 'rule' = ANY ($2::text[]))
     ORDER BY opened_at LIMIT ${pageRowsMax}`,
    [stations, rules],
  )
}

/** Those of these alerts that are still open and that nobody else holds, each locked. */
export function lockHidable(tx: Queryable, ids: readonly string[]): Promise<Alert[]> {
  return bodiesOf(
    tx,
    `SELECT body FROM alert WHERE open AND id = ANY ($1::text[])
     ORDER BY id FOR UPDATE SKIP LOCKED`,
    [ids],
  )
}
