import type { Workflow } from '../domain/alert.ts'
import { isExercise } from './casework.ts'
import type { Queryable } from './db.ts'
import { pageRowsMax } from './limits.ts'

/** The open reports on the incident that an alert has become, locked; null: there are none. */
export async function openReportsOn(tx: Queryable, alert: string): Promise<Workflow | null> {
  const [row] = await tx.query<{ body: Workflow }>(
    `SELECT body FROM workflow
     WHERE kind = 'incident-report' AND open AND body -> 'about' ->> 'alert' = $1
     ORDER BY opened_at DESC, id LIMIT 1 FOR UPDATE`,
    [alert],
  )
  return row?.body ?? null
}

/** Open reports whose deadline has passed and was taken, the first opened first. */
export async function lateReports(db: Queryable, exercise: boolean): Promise<Workflow[]> {
  const rows = await db.query<{ body: Workflow }>(
    `SELECT body FROM workflow
     WHERE kind = 'incident-report' AND open AND due_at IS NULL AND ${isExercise} = $1
     ORDER BY opened_at, id LIMIT ${pageRowsMax}`,
    [exercise],
  )
  return rows.map(({ body }) => body)
}
