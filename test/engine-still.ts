import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadForecastPlan } from '../src/config/forecasts.ts'
import { loadIncidentPlan } from '../src/config/incidents.ts'
import { loadNetworkData } from '../src/config/network-data.ts'
import { loadPatrolPlan } from '../src/config/patrols.ts'
import { loadProductPlan } from '../src/config/products.ts'
import { loadPublicPlan } from '../src/config/public-view.ts'
import { loadRegisters } from '../src/config/registers.ts'
import { createEngine, type Engine, type EngineParts } from '../src/engine.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { obsText, type Observation } from './engine-gateway.ts'

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

export async function openStillEngine(
  startAt: number,
  {
    proposes = false,
    ...more
  }: Pick<EngineParts, 'tellsEnterprises' | 'reportsBy'> & Proposing = {},
): Promise<StillEngine> {
  const network = join(import.meta.dirname, '../fixtures/network')
  const folder = await mkdtemp(join(tmpdir(), 'qingliu-still-'))
  const db = await openEmbedded(folder)
  await migrate(db)
  const data = loadNetworkData(network)
  const plan = loadIncidentPlan(network, data.network)
  let now = startAt
  const engine = await createEngine({
    ...{ db, ...data, newId: randomUUID, ...more },
    forecastPlan: loadForecastPlan(join(network, 'forecasts.json'), data.network),
    productPlan: loadProductPlan(join(network, 'products.json'), data.network),
    patrolPlan: loadPatrolPlan(join(network, 'patrols.json'), data.network),
    incidentPlan: { ...plan, requests: { ...plan.requests, propose: proposes } },
    publicPlan: loadPublicPlan(join(network, 'public.json'), data.network),
    registers: loadRegisters(join(network, 'registers.json')),
    clock: { now: () => now, speed: 1, isWall: false },
  })
  const ended = engine.pipeline.run()
  return {
    engine,
    setNow: (at) => {
      now = at
    },
    observe: async (station, observation) => {
      const payload = Buffer.from(obsText(observation))
      await engine.pipeline.take(`qingliu/v1/${station}/obs`, payload)
    },
    close: async () => {
      engine.pipeline.close()
      await ended
      await db.close()
      await rm(folder, { recursive: true })
    },
  }
}
