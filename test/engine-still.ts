import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { loadNetworkParts } from '../src/config/network-parts.ts'
import { createEngine, type Engine, type EngineParts } from '../src/engine.ts'
import { packageFolder } from '../src/package.ts'
import type { Db } from '../src/store/db.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { obsText, type Observation } from './engine-gateway.ts'
import { newStoreFolder } from './migrated-store.ts'

/** The engine of the shipped network on its store, without doors; its clock stands still. */
export type StillEngine = {
  readonly engine: Engine
  /** Puts the clock somewhere. */
  readonly setNow: (now: number) => void
  readonly observe: (station: string, observation: Observation) => Promise<void>
  readonly close: () => Promise<void>
}

/** Whether the engine proposes a retest of itself when monitoring opens. */
type Proposing = { readonly proposes?: boolean }

export type StillParts = Proposing &
  Pick<EngineParts, 'tellsEnterprises' | 'reportsBy' | 'liaisonsBy' | 'report' | 'exercise'>

export async function openStillEngine(
  startAt: number,
  given: StillParts = {},
): Promise<StillEngine> {
  const folder = await newStoreFolder('qingliu-still-')
  const db = await openEmbedded(folder)
  const still = await createStillEngine(db, startAt, given)
  const ended = still.engine.pipeline.run()
  return {
    ...still,
    close: async () => {
      still.engine.pipeline.close()
      await ended
      await db.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** A store on which engines come one after another, each new, as after a restart. */
export type KeptStore = {
  readonly folder: string
  /** The acts of an engine whose clock stands at `at`; what it opens is an exercise. */
  readonly once: <T>(at: number, work: (engine: Engine) => Promise<T>) => Promise<T>
  /** Closes the store, for a command that opens it. */
  readonly close: () => Promise<void>
  readonly remove: () => Promise<void>
}

export async function openKeptStore(): Promise<KeptStore> {
  const folder = await newStoreFolder('qingliu-kept-')
  const db = await openEmbedded(folder)
  return {
    folder,
    once: async (at, work) => work((await createStillEngine(db, at, { exercise: true })).engine),
    close: () => db.close(),
    remove: async () => {
      await db.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** On a store that was opened before, its path not yet running; `close` closes the store. */
export async function createStillEngine(
  db: Db,
  startAt: number,
  { proposes = false, ...more }: StillParts = {},
): Promise<StillEngine> {
  const parts = loadNetworkParts(join(packageFolder, 'fixtures/network'))
  const { requests } = parts.incidentPlan
  let now = startAt
  const engine = await createEngine({
    ...{ db, ...parts, newId: randomUUID, historyDays: 30, ...more },
    incidentPlan: { ...parts.incidentPlan, requests: { ...requests, propose: proposes } },
    clock: { now: () => now, speed: 1, isWall: false },
  })
  return {
    engine,
    setNow: (at) => {
      now = at
    },
    observe: async (station, observation) => {
      const payload = Buffer.from(obsText(observation))
      await engine.pipeline.take(`qingliu/v1/${station}/obs`, payload)
    },
    close: () => db.close(),
  }
}
