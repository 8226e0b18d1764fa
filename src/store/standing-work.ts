import { escapeLiteral } from 'pg'
import type { Alert, Workflow } from '../domain/alert.ts'
import { assert } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { storableJson, textList, type Queryable } from './db.ts'
import { pageRowsMax } from './limits.ts'

/** What the passing of time, or what was committed last, asks the engine to do about casework. */
export type StandingWork = {
  /** The earliest deadline of all open workflows; null: none has one. */
  readonly dueAt: Instant | null
  /** Open items of the ledger to be rectified, and open reports, whose deadline was taken. */
  readonly late: readonly LateWork[]
  /** Open alerts about the work itself that stand. */
  readonly told: readonly Alert[]
  /** Requests to stations that are to be sent, the first asked first; there may be more. */
  readonly asked: readonly Workflow[]
}

/** `workflow` null: it stands as it was known, at change `n`. */
export type LateWork = {
  readonly id: string
  readonly n: number
  readonly workflow: Workflow | null
}

export type StandingQuery = {
  /** `late` is of drills alone, or of all else alone. */
  readonly exercise: boolean
  /** `late` is of these kinds. */
  readonly kinds: readonly string[]
  /** Late work that was read before: its last change, by id. */
  readonly known: Readonly<Record<string, number>>
  /** So many of `asked`. */
  readonly askedMost: number
}

/**
 * All of it by one question, each part by an index of its own (migrations 051 and 054): the tick asks in each
 * second in which something happened, and a question costs more than what it finds.
 */
export async function standingWork(
  db: Queryable,
  { exercise, kinds, known, askedMost }: StandingQuery,
): Promise<StandingWork> {
  const [row] = await db.query<StandingWork>(
    `SELECT due_at AS "dueAt", late, told, asked
     FROM standing_work(${exercise}, ${textList(kinds)},
       ${escapeLiteral(storableJson(known))}, ${pageRowsMax}, ${askedMost})`,
  )
  assert(row !== undefined, 'a function answers one row')
  return row
}
