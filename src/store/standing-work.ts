import type { Alert, Workflow } from '../domain/alert.ts'
import { assert } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
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
 * All of it by one question, each part by an index of its own (migration 051): the tick asks in each
 * second in which something happened, and a question costs more than what it finds.
 *
 * @param exercise  `late` is of drills alone, or of all else alone
 * @param askedMost  so many of `asked`
 */
export async function standingWork(
  db: Queryable,
  { exercise, askedMost }: { readonly exercise: boolean; readonly askedMost: number },
): Promise<StandingWork> {
  const [row] = await db.query<StandingWork>(
    `SELECT due_at AS "dueAt", late, told, asked
     FROM standing_work(${exercise}, ${pageRowsMax}, ${askedMost})`,
  )
  assert(row !== undefined, 'a function answers one row')
  return row
}
