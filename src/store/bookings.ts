import type { Workflow } from '../domain/alert.ts'
import type { Page, PageRequest } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import { bodiesOf, openedLastFirst } from './bodies.ts'
import { isExercise } from './casework.ts'
import { type Queryable } from './db.ts'
import { pageRowsMax } from './limits.ts'

/** Half-open; of drills alone, or of all else alone. */
export type Held = { readonly fromAt: Instant; readonly toAt: Instant; readonly exercise: boolean }

/** Dispatches that hold a resource at any time in a span, in the order they begin. */
export function heldIn(db: Queryable, { fromAt, toAt, exercise }: Held): Promise<Workflow[]> {
  return bodiesOf(
    db,
    `SELECT body FROM workflow
     WHERE kind = 'dispatch' AND open AND ${isExercise} = $1
       AND (body -> 'about' ->> 'fromAt')::int8 < $3
       AND (body -> 'about' ->> 'toAt')::int8 > $2
     ORDER BY (body -> 'about' ->> 'fromAt')::int8, id LIMIT ${pageRowsMax}`,
    [exercise, fromAt, toAt],
  )
}

/** Null: of any case, resource. */
export type BookingQuery = PageRequest & {
  readonly workflow: string | null
  readonly resource: string | null
  readonly open: boolean
  readonly exercise: boolean
}

/** Dispatches, opened last first. */
export function queryBookings(db: Queryable, query: BookingQuery): Promise<Page<Workflow>> {
  const { workflow, resource, open, exercise } = query
  return openedLastFirst(
    db,
    'workflow',
    `kind = 'dispatch' AND ${isExercise} = $1 AND (open OR NOT $2::bool)
       AND ($3::text IS NULL OR body -> 'about' ->> 'workflow' = $3)
       AND ($4::text IS NULL OR body -> 'about' ->> 'resource' = $4)`,
    [exercise, open, workflow, resource],
    query,
  )
}
