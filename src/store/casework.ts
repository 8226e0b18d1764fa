import type { Alert, Workflow } from '../domain/alert.ts'
import type { AlertTally, LedgerQuery, PatrolDone, ResultQuery } from '../domain/casework.ts'
import type { Page } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import { bodiesOf, openedLastFirst } from './bodies.ts'
import type { Queryable } from './db.ts'
import { timeSql } from './db.ts'
import { digestRowsMax, overduePerTick } from './limits.ts'

/** SQL: a workflow or an alert is a drill's. */
export const isExercise = `coalesce((body ->> 'exercise')::bool, false)`

/**
 * Open workflows whose deadline is `now` or before, locked, the earliest first. Without parameters,
 * so that it is one question with the beginning of its transaction.
 */
export function overdueWorkflows(tx: Queryable, now: Instant): Promise<Workflow[]> {
  return bodiesOf(
    tx,
    `SELECT body FROM workflow WHERE open AND due_at IS NOT NULL AND due_at <= ${timeSql(String(now))}
     ORDER BY due_at, id LIMIT ${overduePerTick} FOR UPDATE`,
  )
}

/** Items of the risk ledger, found last first. */
export function queryLedger(db: Queryable, query: LedgerQuery): Promise<Page<Workflow>> {
  const { state, district, workflow, overdueAt, exercise } = query
  return openedLastFirst(
    db,
    'workflow',
    `kind = 'risk-item' AND ${isExercise} = $1
       AND ($2::text IS NULL OR state = $2 OR open = ($2 = 'open') AND $2 IN ('open', 'closed'))
       AND ($3::text IS NULL OR body ->> 'siteDistrict' = $3)
       AND ($4::text IS NULL OR body -> 'about' ->> 'workflow' = $4)
       AND ($5::float8 IS NULL OR state = 'due' AND (due_at IS NULL OR due_at <= ${timeSql('$5')}))`,
    [exercise, state, district, workflow, overdueAt],
    query,
  )
}

/** Hand-overs that came to a result, opened last first. */
export function queryResults(db: Queryable, query: ResultQuery): Promise<Page<Workflow>> {
  const { state, district, exercise } = query
  const stored = state === 'recognised' ? 'closed' : state
  const given = `jsonb_path_query_first(body, '$.steps[*] ? (@.step == "result")')`
  return openedLastFirst(
    db,
    'workflow',
    `kind = 'hand-over' AND state IN ('closed', 'revoked') AND ${isExercise} = $1
       AND ($2::text IS NULL OR state = $2)
       AND ($3::text IS NULL OR ${given} ->> 'district' = $3)`,
    [exercise, stored, district],
    query,
  )
}

/**
 * Joint patrols that were completed in `from` … `to`, by the time written on their last step.
 *
 * @param bodyOf  water body of a station
 */
export async function patrolsDone(
  db: Queryable,
  { from, to, exercise }: Span,
  bodyOf: (station: string) => string | null,
): Promise<PatrolDone[]> {
  const rows = await db.query<{
    id: string
    station: string | null
    about: string | null
    at: number
  }>(
    `SELECT id, body ->> 'station' AS station, body -> 'about' ->> 'waterBody' AS about,
       (body -> 'steps' -> -1 ->> 'at')::float8 AS at
     FROM workflow
     WHERE kind = 'joint-patrol' AND state = 'closed' AND ${isExercise} = $1
       AND (body -> 'steps' -> -1 ->> 'at')::float8 >= $2
       AND (body -> 'steps' -> -1 ->> 'at')::float8 < $3
     ORDER BY at, id LIMIT ${digestRowsMax}`,
    [exercise, from, to],
  )
  return rows.map(({ id, station, about, at }) => {
    const waterBody = about ?? (station === null ? null : bodyOf(station))
    return { workflow: id, waterBody, at }
  })
}

/** Half-open; of exercises alone, or of all else alone. */
export type Span = { readonly from: Instant; readonly to: Instant; readonly exercise: boolean }

/** Alerts opened in a span, counted. */
export async function tallyAlerts(db: Queryable, span: Span): Promise<AlertTally[]> {
  return db.query<AlertTally>(
    `SELECT kind, body ->> 'colour' AS colour, body ->> 'verdict' AS verdict, count(*) AS alerts
     FROM alert WHERE ${openedInSpan} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [span.exercise, span.from, span.to],
  )
}

const openedInSpan = `condition <> 'pending' AND ${isExercise} = $1
  AND opened_at >= ${timeSql('$2')} AND opened_at < ${timeSql('$3')}`

/** Alerts opened in a span that a person confirmed, in their order. */
export function confirmedAlerts(db: Queryable, span: Span): Promise<Alert[]> {
  return bodiesOf(
    db,
    `SELECT body FROM alert WHERE ${openedInSpan} AND body ->> 'verdict' = 'confirmed'
     ORDER BY opened_at, id LIMIT ${digestRowsMax}`,
    [span.exercise, span.from, span.to],
  )
}

/** Workflows of these kinds that were open at any time in a span, in the order they were opened. */
export function workflowsIn(
  db: Queryable,
  kinds: readonly string[],
  { from, to, exercise }: Span,
): Promise<Workflow[]> {
  return bodiesOf(
    db,
    `SELECT body FROM workflow
     WHERE kind = ANY ($1::text[]) AND ${isExercise} = $2 AND opened_at < ${timeSql('$4')}
       AND (open OR (body ->> 'closedAt')::float8 >= $3)
     ORDER BY opened_at, id LIMIT ${digestRowsMax}`,
    [kinds, exercise, from, to],
  )
}

/** Workflows that the calendar opened, by their names; drills alone, or all else alone. */
export async function plannedWorkflows(
  db: Queryable,
  names: readonly string[],
  exercise: boolean,
): Promise<Map<string, Workflow>> {
  if (names.length === 0) return new Map()
  const rows = await db.query<{ planned: string; body: Workflow }>(
    `SELECT body -> 'about' ->> 'planned' AS planned, body FROM workflow
     WHERE body -> 'about' ->> 'planned' IS NOT NULL
       AND body -> 'about' ->> 'planned' = ANY ($1::text[]) AND ${isExercise} = $2`,
    [names, exercise],
  )
  return new Map(rows.map(({ planned, body }) => [planned, body]))
}
