import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { loadReviewForm } from '../src/config/case-review.ts'
import { loadDataRequestPlan } from '../src/config/data-requests.ts'
import { loadForecastPlan } from '../src/config/forecasts.ts'
import { loadIncidentPlan } from '../src/config/incidents.ts'
import { loadNetworkData } from '../src/config/network-data.ts'
import { loadPatrolPlan } from '../src/config/patrols.ts'
import { loadProductPlan } from '../src/config/products.ts'
import { loadPublicPlan } from '../src/config/public-view.ts'
import { loadRegisters } from '../src/config/registers.ts'
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

type Given = Pick<EngineParts, 'tellsEnterprises' | 'reportsBy' | 'liaisonsBy' | 'report'> &
  Proposing

export async function openStillEngine(startAt: number, given: Given = {}): Promise<StillEngine> {
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

/** On a store that was opened before, its path not yet running; `close` closes the store. */
export async function createStillEngine(
  db: Db,
  startAt: number,
  { proposes = false, ...more }: Given = {},
): Promise<StillEngine> {
  const network = join(packageFolder, 'fixtures/network')
  const data = loadNetworkData(network)
  const plan = loadIncidentPlan(network, data.network)
  let now = startAt
  const engine = await createEngine({
    ...{ db, ...data, newId: randomUUID, historyDays: 30, ...more },
    forecastPlan: loadForecastPlan(join(network, 'forecasts.json'), data.network),
    productPlan: loadProductPlan(join(network, 'products.json'), data.network),
    patrolPlan: loadPatrolPlan(join(network, 'patrols.json'), data.network),
    dataRequestPlan: loadDataRequestPlan(join(network, 'data-requests.json')),
    reviewForm: loadReviewForm(join(network, 'case-review.json')),
    incidentPlan: { ...plan, requests: { ...plan.requests, propose: proposes } },
    publicPlan: loadPublicPlan(join(network, 'public.json'), data.network),
    registers: loadRegisters(join(network, 'registers.json')),
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
