import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../domain/errors.ts'
import type { Db, Queryable } from './db.ts'
import { hasCode } from './db.ts'
import { claimAskMs, claimBeatMs } from './limits.ts'

/** Any number that nobody else uses in this database: "QING". */
const claimKey = 0x51494e47

/**
 * Claims to be the one writer of readings of a server, for as long as this process and its
 * connection live; an embedded store has its folder's lock for that. A connection that is lost
 * loses the claim with it, and it is made again; meanwhile the commits themselves still find out
 * a second writer, and stop.
 *
 * @param waitMs  for a writer that was killed to be noticed by the server
 * @returns gives the claim back
 * @throws {AppError} `store-locked` when another process has it
 */
export async function claimWriter(db: Db, waitMs: number): Promise<() => Promise<void>> {
  if (db.kind === 'embedded') return () => Promise.resolve()
  const leave = new AbortController()
  let tell: () => void = () => undefined
  const claimed = new Promise<void>((resolve) => (tell = resolve))
  const hold = async (session: Queryable, untilMs: number) => {
    while (!(await tryClaim(session))) {
      if (performance.now() >= untilMs) throw lockedError()
      await wait(claimAskMs)
    }
    tell()
    while (!leave.signal.aborted) {
      await wait(claimBeatMs, null, { ref: false, signal: leave.signal }).catch(() => undefined)
      await session.query('SELECT 1')
    }
    await session.query('SELECT pg_advisory_unlock($1)', [claimKey])
  }
  const first = db.session((session) => hold(session, performance.now() + waitMs))
  const held = first.catch(async (error: unknown) => {
    if (hasCode(error, 'store-locked')) return
    while (!leave.signal.aborted) {
      await db.session((session) => hold(session, Infinity)).catch(() => undefined)
      await wait(claimBeatMs, null, { ref: false, signal: leave.signal }).catch(() => undefined)
    }
  })
  await Promise.race([claimed, first])
  return async () => {
    leave.abort()
    await held
  }
}

async function tryClaim(session: Queryable): Promise<boolean> {
  const sql = 'SELECT pg_try_advisory_lock($1) AS taken'
  const [row] = await session.query<{ taken: boolean }>(sql, [claimKey])
  return row?.taken === true
}

function lockedError(): AppError {
  return new AppError(
    'store-locked',
    'store: another engine or import writes to this database; stop it first',
  )
}
