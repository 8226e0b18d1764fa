import type { Alert, Workflow } from '../domain/alert.ts'
import { bodiesOf } from './bodies.ts'
import { changeHead } from './change-log.ts'
import type { Db } from './db.ts'

/** Open alerts and workflows, all as they stood when `n` was the newest change. */
export type Snapshot = {
  readonly n: number
  readonly alerts: readonly Alert[]
  readonly workflows: readonly Workflow[]
}

/** Read from one snapshot of the database, so that nothing newer than `n` is in it. */
export async function readSnapshot(db: Db): Promise<Snapshot> {
  return db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const n = await changeHead(tx)
    const alerts = await bodiesOf<Alert>(
      tx,
      `SELECT body FROM alert WHERE open AND condition <> 'pending' ORDER BY opened_at, id`,
    )
    const workflows = await bodiesOf<Workflow>(
      tx,
      'SELECT body FROM workflow WHERE open ORDER BY opened_at, id',
    )
    return { n, alerts, workflows }
  }, readOnly)
}

const readOnly = { readOnly: true }
