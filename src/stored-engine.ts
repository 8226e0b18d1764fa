import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createClock, parseClock, type Clock } from './clock.ts'
import { loadNetworkParts } from './config/network-parts.ts'
import { loadRoutes } from './config/routes.ts'
import type { Settings } from './config/settings.ts'
import { liaisonRoute, noticeRoute, reportRoute, type Route } from './domain/delivery.ts'
import { createEngine, type Engine, type EngineParts } from './engine.ts'
import { limits } from './limits.ts'
import { networkFolder } from './network-folder.ts'
import { untilStored } from './retry.ts'
import { hasCode, type Db } from './store/db.ts'
import { changesChannel } from './store/change-log.ts'
import { migrate } from './store/migrate.ts'
import { openStore } from './store/open.ts'
import { isSchemaOurs } from './store/owner.ts'
import { claimWriter, type Claim } from './store/writer-claim.ts'

/** The engine on its store, without broker and pages. */
export type StoredEngine = {
  readonly engine: Engine
  /** Resolves once the engine owns the fold: at once, but for one that stands by. */
  readonly owned: Promise<void>
  /** Never resolves; rejects with `store-second-writer` once another engine owns the fold. */
  readonly lost: Promise<never>
  /** Ends the waiting of one that stands by: `owned` rejects with `stopping`. */
  readonly leave: () => void
  readonly close: () => Promise<void>
}

/**
 * Opens what every way in works on. With `QINGLIU_STANDBY`, where another engine owns the fold,
 * the engine stands by, and takes over once the owner is gone.
 *
 * @throws {AppError} `config`, `store-…`; `store-locked` while another process writes to it
 */
export async function openStoredEngine(
  settings: Settings,
  more: Pick<EngineParts, 'decodeLimits' | 'report'> = {},
): Promise<StoredEngine> {
  const given = { ...loadParts(settings), ...more }
  const standby = settings.QINGLIU_STANDBY === 'on'
  const db = await openStore(settings)
  const leaving = new AbortController()
  const closing: (() => Promise<void>)[] = [() => db.close()]
  const close = async () => {
    leaving.abort()
    for (const closeOne of closing.splice(0).reverse()) await closeOne()
  }
  const own = async (claim: Claim) => {
    closing.push(() => claim.release())
    await untilStored(async () => {
      if (!(await isSchemaOurs(db))) await migrate(db)
    })
    await untilStored(() => claim.own(`${hostname()}, process ${process.pid}`, Date.now()))
  }
  const leave = () => leaving.abort()
  try {
    const claim = await claimWriter(db, standby ? 0 : limits.writerWaitMs).catch(
      (error: unknown) => {
        if (standby && hasCode(error, 'store-locked')) return null
        throw error
      },
    )
    const turn = claim ?? (await nextTurn(db, leaving.signal))
    if ('lost' in turn) {
      await own(turn)
      const engine = await createEngine({ ...given, db })
      if (standby) closing.push(hearOthers(engine))
      return { engine, owned: Promise.resolve(), lost: turn.lost, leave, close }
    }
    const engine = await createEngine({ ...given, db, standsBy: true })
    closing.push(hearOthers(engine))
    const owned = turn.claiming.then(async (claim) => {
      await own(claim)
      await untilStored(() => engine.own())
    })
    const lost = turn.claiming.then((claim) => claim.lost)
    for (const one of [owned, lost]) one.catch(() => undefined)
    return { engine, owned, lost, leave, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Turn = Claim | { readonly claiming: Promise<Claim> }

/** The claim, where it comes before the schema is ours: the owner went before it was ready. */
async function nextTurn(db: Db, leave: AbortSignal): Promise<Turn> {
  const claiming = claimWriter(db, Infinity, leave)
  const schema = async (): Promise<Turn> => {
    while (!(await isSchemaOurs(db).catch(() => false))) {
      await wait(limits.standbyPollMs, null, { signal: leave })
    }
    return { claiming }
  }
  const ready = schema()
  ready.catch(() => undefined)
  return Promise.race([claiming, ready])
}

/** What other engines changed wakes the stream here, as what this one changed does. */
function hearOthers({ parts: { db }, changes }: Engine): () => Promise<void> {
  const listening = db.listen(changesChannel, () => changes.tell(null))
  return () => listening.close()
}

function loadParts(settings: Settings): Omit<EngineParts, 'db'> {
  const clock = createClock(settings.QINGLIU_CLOCK ? parseClock(settings.QINGLIU_CLOCK) : null)
  const folder = networkFolder(settings)
  const parts = loadNetworkParts(folder)
  const routes = loadRoutes(join(folder, 'routes.json'), parts)
  return {
    ...parts,
    tellsEnterprises: routes.some(({ id, enabled }) => id === noticeRoute && enabled),
    ...{ reportsBy: reachedBy(routes, reportRoute), liaisonsBy: reachedBy(routes, liaisonRoute) },
    ...{ clock, newId: randomUUID, exercise: isExercise(settings, clock) },
    historyDays: settings.QINGLIU_HISTORY_DAYS,
  }
}

/** By what a route tells whom a workflow names; null: it is not there, or off. */
const reachedBy = (routes: readonly Route[], route: string) =>
  routes.find(({ id, enabled }) => id === route && enabled)?.steps[0]?.to.type ?? null

/** Water that is simulated, or a time that is not now, is nobody's emergency. */
function isExercise({ QINGLIU_EXERCISE, QINGLIU_DEMO }: Settings, { isWall }: Clock): boolean {
  return QINGLIU_EXERCISE === 'on' || QINGLIU_DEMO === 'on' || !isWall
}
