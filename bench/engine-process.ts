import type { Intake } from '../ingest/mqtt/broker-door.ts'
import { openEmbeddedBroker } from '../ingest/mqtt/embedded-broker.ts'
import { openExternalBroker } from '../ingest/mqtt/external-broker.ts'
import { tuneHeap } from '../src/heap.ts'
import type { Pipeline } from '../src/pipeline.ts'
import { answerParent, usageNow } from './child.ts'
import { openBenchEngine } from './open-engine.ts'

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
  const engine = await openBenchEngine(store, detection)
  const broker = await openBroker(url, engine.pipeline)
  engine.connect(broker)
  const ended = engine.pipeline.run()
  close = async () => {
    await broker.close()
    engine.pipeline.close()
    await ended
    await engine.parts.db.close()
  }
  return broker.address
}

function openBroker(url: string | null, pipeline: Pipeline) {
  const intake: Intake = ({ topic, payload }) => pipeline.take(topic, payload)
  return url === null
    ? openEmbeddedBroker({ host: '127.0.0.1', port: 0, intake })
    : openExternalBroker({ url, clientId: 'qingliu-engine', intake })
}

let close = () => Promise.resolve()

tuneHeap()
answerParent({ open, usage: usageNow, close: () => close() })
