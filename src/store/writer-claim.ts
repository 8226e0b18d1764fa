import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { Db, Queryable } from './db.ts'
import { hasCode, storeError } from './db.ts'
import { claimAskMs, claimBeatMs } from './limits.ts'
import { enterOwner, ownerOf } from './owner.ts'

/** Any number that nobody else uses in this database: "QING". */
const claimKey = 0x51494e47

/** A server that hears nothing of a holder's machine for 25 s gives its claim away. */
const keepAliveSql =
  'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3'

export type Claim = {
  /**
   * Enters the process as the owner, once the schema is its own.
   *
   * @throws {AppError} `store-unreachable` while the claim's connection is lost: try again
   */
  own(name: string, at: Instant): Promise<void>
  /** Never resolves; rejects with `store-second-writer` once another owner has come. */
  readonly lost: Promise<never>
  release(): Promise<void>
}

/**
 * Claims to be the one writer of readings of a server, for as long as this process and its
 * connection live; an embedded store has its folder's lock for that. A connection that is lost
 * loses the claim with it, and it is made again: where another owner came meanwhile, `lost` tells,
 * and no transaction of this one can begin (see migration 033).
 *
 * @param waitMs  for a writer that was killed to be noticed by the server; Infinity: its turn is
 *   awaited, and a store that is away meanwhile is asked again
 * @param leave  ends the waiting, with `stopping`
 * @throws {AppError} `store-locked` when another process has it
 */
export async function claimWriter(db: Db, waitMs: number, leave?: AbortSignal): Promise<Claim> {
  if (db.kind === 'embedded') return unrivalled
  const over = new AbortController()
  leave?.addEventListener('abort', () => over.abort(), { once: true })
  const { signal } = over
  let epoch: number | null = null
  /** The session that has the claim. */
  let holder: Queryable | null = null
  let tellClaimed: () => void = () => undefined
  const claimed = new Promise<void>((resolve) => (tellClaimed = resolve))

  const hold = async (session: Queryable, untilMs: number) => {
    await session.query(keepAliveSql)
    while (!(await tryClaim(session))) {
      if (performance.now() >= untilMs) throw lockedError()
      await expectOwner(session, epoch)
      await pause(claimAskMs, signal)
      if (signal.aborted) return
    }
    holder = session
    tellClaimed()
    while (!signal.aborted) {
      await expectOwner(session, epoch)
      await pause(claimBeatMs, signal)
    }
    await session.query('SELECT pg_advisory_unlock($1)', [claimKey])
  }
  const hasTo = { waitUntilMs: performance.now() + waitMs, had: waitMs === Infinity }
  void claimed.then(() => Object.assign(hasTo, { waitUntilMs: Infinity, had: true }))
  const holding = async () => {
    while (!signal.aborted) {
      try {
        await db.session((session) => hold(session, hasTo.waitUntilMs))
      } catch (error) {
        holder = null
        if (isFinal(error) || !hasTo.had) throw error
        await pause(claimAskMs, signal)
      }
    }
    throw stoppingError()
  }
  const lost: Promise<never> = holding()
  lost.catch(() => undefined)
  await Promise.race([claimed, lost])
  return {
    own: async (name, at) => {
      if (signal.aborted) throw stoppingError()
      if (holder === null) throw storeError('08003', 'the claim to it has to be made again')
      epoch = await enterOwner(db, holder, name, at)
    },
    lost,
    release: async () => {
      over.abort()
      await lost.catch(() => undefined)
    },
  }
}

const unrivalled: Claim = {
  own: () => Promise.resolve(),
  lost: new Promise<never>(() => undefined),
  release: () => Promise.resolve(),
}

function pause(ms: number, signal: AbortSignal): Promise<unknown> {
  return wait(ms, null, { ref: false, signal }).catch(() => undefined)
}

async function tryClaim(session: Queryable): Promise<boolean> {
  const sql = 'SELECT pg_try_advisory_lock($1) AS taken'
  const [row] = await session.query<{ taken: boolean }>(sql, [claimKey])
  return row?.taken === true
}

/** @param epoch  null before this process was an owner: then any will do */
async function expectOwner(session: Queryable, epoch: number | null): Promise<void> {
  if (epoch === null) await session.query('SELECT 1')
  else if ((await ownerOf(session))?.epoch !== epoch) throw secondWriterError()
}

const isFinal = (error: unknown) =>
  hasCode(error, 'store-locked') || hasCode(error, 'store-second-writer')

function stoppingError(): AppError {
  return new AppError('stopping', 'the claim to the store is given back')
}

function lockedError(): AppError {
  return new AppError(
    'store-locked',
    'store: another engine or import writes to this database; stop it first',
  )
}

function secondWriterError(): AppError {
  return new AppError(
    'store-second-writer',
    'store: another engine owns this database now; this one writes no more',
  )
}
