import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openEmbeddedBroker } from '../ingest/mqtt/embedded-broker.ts'
import { openExternalBroker } from '../ingest/mqtt/external-broker.ts'
import { createClock } from '../src/clock.ts'
import { loadNetworkData } from '../src/config/network-data.ts'
import { loadPatrolPlan } from '../src/config/patrols.ts'
import { createEngine } from '../src/engine.ts'
import { packageFolder } from '../src/package.ts'
import type { Pipeline } from '../src/pipeline.ts'
import { answerParent, usageNow } from './child.ts'
import { openMigrated } from './store.ts'

/** Where a process of the bench stores and listens. */
export type Places = {
  /** Folder of the embedded store, or URL of a server. */
  readonly store: string
  /** URL of a broker; null: one inside the process. */
  readonly broker: string | null
}
export type EngineOptions = Places & { readonly detection: boolean }

/** The engine with its broker and without pages, timers and demo; `open` answers its address. */
async function open({ store, broker: url, detection }: EngineOptions) {
  const db = await openMigrated(store)
  const folder = join(packageFolder, 'fixtures/network')
  const data = loadNetworkData(folder)
  const engine = await createEngine({
    db,
    ...data,
    forecastPlan: null,
    productPlan: null,
    patrolPlan: loadPatrolPlan(join(folder, 'patrols.json'), data.network),
    clock: createClock(null),
    newId: randomUUID,
    detection,
  })
  const broker = await openBroker(url, engine.pipeline)
  engine.connect(broker)
  const ended = engine.pipeline.run()
  close = async () => {
    await broker.close()
    engine.pipeline.close()
    await ended
    await db.close()
  }
  return broker.address
}

function openBroker(url: string | null, pipeline: Pipeline) {
  const intake = async ({ topic, payload }: { topic: string; payload: Uint8Array }) => {
    await pipeline.take(topic, payload)
  }
  return url === null
    ? openEmbeddedBroker({ host: '127.0.0.1', port: 0, intake })
    : openExternalBroker({ url, clientId: 'qingliu-engine', intake })
}

let close = () => Promise.resolve()

answerParent({ open, usage: usageNow, close: () => close() })
