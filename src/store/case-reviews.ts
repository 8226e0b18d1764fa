import type { Workflow } from '../domain/alert.ts'
import { bodiesOf } from './bodies.ts'
import { isExercise, type Span } from './casework.ts'
import type { Queryable } from './db.ts'
import { reviewCandidatesMax, reviewsListedMax } from './limits.ts'

/** A case that ended in a span: `district` of a workflow, `station` of an alert. */
export type ClosedCase = {
  readonly subject: string
  readonly kind: string
  readonly district: string | null
  readonly station: string | null
}

/**
 * Workflows of these kinds that ended in a span, without those that were cancelled, in the order of
 * their ids. The district is that which decided, of a hand-over, else that of the site.
 */
export function closedWorkflows(
  db: Queryable,
  kinds: readonly string[],
  { from, to, exercise }: Span,
): Promise<ClosedCase[]> {
  const given = `jsonb_path_query_first(body, '$.steps[*] ? (@.step == "result")')`
  return db.query<ClosedCase>(
    `SELECT id AS subject, kind, NULL AS station,
       coalesce(${given} ->> 'district', body ->> 'siteDistrict') AS district
     FROM workflow
     WHERE kind = ANY ($1::text[]) AND NOT open AND state <> 'cancelled' AND ${isExercise} = $2
       AND (body ->> 'closedAt')::float8 >= $3 AND (body ->> 'closedAt')::float8 < $4
     ORDER BY id LIMIT ${reviewCandidatesMax + 1}`,
    [kinds, exercise, from, to],
  )
}

/** Alerts of these kinds that were closed in a span, in the order of their ids. */
export function closedAlerts(
  db: Queryable,
  kinds: readonly string[],
  { from, to, exercise }: Span,
): Promise<ClosedCase[]> {
  return db.query<ClosedCase>(
    `SELECT id AS subject, kind, body ->> 'station' AS station, NULL AS district
     FROM alert
     WHERE kind = ANY ($1::text[]) AND NOT open AND condition <> 'pending' AND ${isExercise} = $2
       AND (body ->> 'closedAt')::float8 >= $3 AND (body ->> 'closedAt')::float8 < $4
     ORDER BY id LIMIT ${reviewCandidatesMax + 1}`,
    [kinds, exercise, from, to],
  )
}

/** Who is written in the log as having acted on a case, and who led it. */
export async function actorsOn(db: Queryable, subject: string): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ who: string | null }>(
    `SELECT DISTINCT actor AS who FROM change_log WHERE subject = $1
     UNION SELECT jsonb_path_query(body, '$.steps[*].data.leader') #>> '{}'
       FROM workflow WHERE id = $1`,
    [subject],
  )
  return new Set(rows.flatMap(({ who }) => who ?? []))
}

/** Reviews of cases, of a year or of all, opened last first. */
export function caseReviews(
  db: Queryable,
  year: number | null,
  exercise: boolean,
): Promise<Workflow[]> {
  return bodiesOf(
    db,
    `SELECT body FROM workflow
     WHERE kind = 'case-review' AND ${isExercise} = $1
       AND ($2::int IS NULL OR (body -> 'about' ->> 'year')::int = $2)
     ORDER BY opened_at DESC, id DESC LIMIT ${reviewsListedMax}`,
    [exercise, year],
  )
}
