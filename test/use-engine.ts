import { afterAll, beforeAll } from 'vitest'
import { openEngine, type EngineApp } from './engine-app.ts'
import type { Gateway } from './engine-gateway.ts'
import {
  openKeptStore,
  openStillEngine,
  type KeptStore,
  type StillEngine,
  type StillParts,
} from './engine-still.ts'

/* Each is opened before the first test of its file or `describe`, and closed after the last. */

type Settings = Parameters<typeof openEngine>[0]

export function useEngine(settings: Settings = {}): EngineApp {
  const engine = {} as EngineApp
  beforeAll(async () => void Object.assign(engine, await openEngine(settings)))
  afterAll(() => engine.close())
  return engine
}

export function useEngineAndGateway(settings: Settings = {}) {
  const engine = useEngine(settings)
  const gateway = {} as Gateway
  beforeAll(async () => void Object.assign(gateway, await engine.gateway()))
  return { engine, gateway }
}

export function useStillEngine(startAt: number, parts: StillParts = {}): StillEngine {
  const still = {} as StillEngine
  beforeAll(async () => void Object.assign(still, await openStillEngine(startAt, parts)))
  afterAll(() => still.close())
  return still
}

export function useKeptStore(): KeptStore {
  const store = {} as KeptStore
  beforeAll(async () => void Object.assign(store, await openKeptStore()))
  afterAll(() => store.remove())
  return store
}
