import { setTimeout as wait } from 'node:timers/promises'
import { dayMs, type Instant } from '../domain/time.ts'
import { sumNextHours } from './aggregates.ts'
import { compressNext } from './compress.ts'
import type { Db, Tx } from './db.ts'
import { quoted } from './db.ts'
import { forgetOlderThan } from './idempotency.ts'
import { createHourSums, type HourSums } from './hour-sums.ts'
import { purgeRawFrames, purgeRefusals, type Retention } from './kept.ts'
import { aggregateStepsMax, purgeRowsMax, purgeStepsMax, upkeepRestFactor } from './limits.ts'
import { ourTables } from './tables.ts'
import { upkeepLock } from './upkeep-lock.ts'

export type UpkeepRules = {
  readonly refusals: Retention
  readonly rawFrames: Retention
  /** Chunks of readings that ended so many days ago are compressed. */
  readonly compressDays: number
}

/** A client that lost an answer asks again within minutes; a week covers a long weekend. */
const answersKeptDays = 7

export type Upkeep = {
  /** Each minute: sums the new readings, purges what is over its limits. */
  readonly minute: (now: Instant) => Promise<void>
  /** Each night: forgets old answers, compresses old readings, clears dead rows. */
  readonly night: (now: Instant) => Promise<void>
  /** Ends after the step in hand. */
  readonly stop: () => void
}

/**
 * Upkeep in small transactions, each under the one advisory lock: of two programs on one database
 * one works, the other leaves its turn out, as both do while a backup is being made.
 */
export function createUpkeep(
  db: Db,
  rules: UpkeepRules,
  hours: HourSums = createHourSums(),
): Upkeep {
  const stopping = new AbortController()
  const { signal } = stopping
  /** Null: somebody else holds the lock. */
  const inTurn = <T>(work: (tx: Tx) => Promise<T>): Promise<T | null> =>
    db.transaction(
      async (tx) => {
        const [lock] = await tx.query<{ held: boolean }>(
          'SELECT pg_try_advisory_xact_lock($1) AS held',
          [upkeepLock],
        )
        return lock?.held === true ? work(tx) : null
      },
      { unhurried: true },
    )
  /** Repeats until a step says that nothing is left, with a rest after each. */
  const repeat = async (steps: number, step: () => Promise<boolean | null>) => {
    for (let done = 0; done < steps && !signal.aborted; done++) {
      const startedAt = performance.now()
      if ((await step()) !== true) return
      const rest = upkeepRestFactor * (performance.now() - startedAt)
      await wait(rest, undefined, { signal }).catch(() => undefined)
    }
  }
  const { refusals, rawFrames, compressDays } = rules
  return {
    minute: async (now) => {
      await repeat(purgeStepsMax, () =>
        inTurn((tx) => purgeRawFrames(tx, now - rawFrames.days * dayMs, rawFrames.bytesMax)),
      )
      await repeat(purgeStepsMax, () =>
        inTurn(async (tx) => {
          const before = now - refusals.days * dayMs
          return (await purgeRefusals(tx, before, refusals.bytesMax)) === purgeRowsMax
        }),
      )
      hours.seal()
      await repeat(aggregateStepsMax, () => sumNextHours(db, hours))
    },
    night: async (now) => {
      await forgetOlderThan(db, answersKeptDays, now)
      let last: Instant | null = null
      await repeat(Infinity, () =>
        inTurn(async (tx) => {
          last = await compressNext(tx, now - compressDays * dayMs, last)
          return last !== null
        }),
      )
      if (db.kind === 'embedded' && !signal.aborted) await clearDeadRows(db)
    },
    stop: () => stopping.abort(),
  }
}

/** What autovacuum does on a server; readings and raw frames have none worth it. */
async function clearDeadRows(db: Db): Promise<void> {
  const large = new Set(['reading', 'raw_frame', 'change_log'])
  const names = (await ourTables(db)).map(({ name }) => name).filter((name) => !large.has(name))
  await db.session((session) => session.query(`VACUUM ${names.map(quoted).join(', ')}`))
}
