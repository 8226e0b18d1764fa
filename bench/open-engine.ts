import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createClock } from '../src/clock.ts'
import { loadIncidentPlan } from '../src/config/incidents.ts'
import { loadNetworkData } from '../src/config/network-data.ts'
import { loadPatrolPlan } from '../src/config/patrols.ts'
import { createEngine, type Engine } from '../src/engine.ts'
import { packageFolder } from '../src/package.ts'
import { openMigrated } from './store.ts'

/** The engine of the shipped network on its store, by the wall's clock, its path not yet running. */
export async function openBenchEngine(store: string, detection: boolean): Promise<Engine> {
  const db = await openMigrated(store)
  const folder = join(packageFolder, 'fixtures/network')
  const data = loadNetworkData(folder)
  return createEngine({
    db,
    ...data,
    forecastPlan: null,
    productPlan: null,
    patrolPlan: loadPatrolPlan(join(folder, 'patrols.json'), data.network),
    incidentPlan: loadIncidentPlan(folder, data.network),
    registers: [],
    clock: createClock(null),
    newId: randomUUID,
    historyDays: 30,
    detection,
  })
}
