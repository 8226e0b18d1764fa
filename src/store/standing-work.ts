import type { Alert, Workflow } from '../domain/alert.ts'
import { assert } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { isExercise } from './casework.ts'
import type { Queryable } from './db.ts'
import { pageRowsMax } from './limits.ts'

/** What the passing of time, or what was committed last, asks the engine to do about casework. */
export type StandingWork = {
  /** The earliest deadline of all open workflows; null: none has one. */
  readonly dueAt: Instant | null
  /** Open items of the ledger to be rectified, and open reports, whose deadline was taken. */
  readonly late: readonly Workflow[]
  /** Open alerts about the work itself that stand. */
  readonly told: readonly Alert[]
  /** Requests to stations that are to be sent, the first asked first; there may be more. */
  readonly asked: readonly Workflow[]
}

/**
 * All of it by one question, each part by an index of open rows: the tick asks in each second in
 * which something happened, and a question costs more than what it finds.
 *
 * @param exercise  `late` is of drills alone, or of all else alone
 * @param askedMost  so many of `asked`
 */
export async function standingWork(
  db: Queryable,
  { exercise, askedMost }: { readonly exercise: boolean; readonly askedMost: number },
): Promise<StandingWork> {
  const [row] = await db.query<StandingWork>(
    `SELECT
       (SELECT due_at FROM workflow WHERE open AND due_at IS NOT NULL ORDER BY due_at, id LIMIT 1)
         AS "dueAt",
       ${bodiesSql('workflow', `${lateSql} AND ${isExercise} = $1`, pageRowsMax)} AS late,
       ${bodiesSql('alert', toldSql, pageRowsMax)} AS told,
       ${bodiesSql('workflow', askedSql, '$2')} AS asked`,
    [exercise, askedMost],
  )
  assert(row !== undefined, 'a question without a table answers one row')
  return row
}

const lateSql = `due_at IS NULL AND (kind = 'incident-report' OR kind = 'risk-item' AND state = 'due')`
const toldSql = `kind = 'system' AND condition = 'firing'`
const askedSql = `kind = 'station-request' AND state = 'asked'`

/** The open ones as one list, the first opened first. */
const bodiesSql = (table: 'workflow' | 'alert', where: string, most: number | string) =>
  `(SELECT coalesce(jsonb_agg(body ORDER BY opened_at, id), '[]') FROM (
      SELECT id, opened_at, body FROM ${table} WHERE open AND ${where}
      ORDER BY opened_at, id LIMIT ${most}) s)`
