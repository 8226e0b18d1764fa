import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMosquitto } from '../test/mosquitto.ts'
import { startNativeServer } from '../test/native-server.ts'
import type { Places } from './engine-process.ts'

/** A store and a broker of one kind, to be measured beside others. */
export type Setting = {
  readonly name: string
  /** A new empty store, and a broker nobody else uses. */
  places(): Promise<Places>
  close(): Promise<void>
}

export function embeddedSetting(): Setting {
  const folders: string[] = []
  return {
    name: 'embedded',
    async places() {
      const store = await mkdtemp(join(tmpdir(), 'qingliu-bench-'))
      folders.push(store)
      return { store, broker: null }
    },
    async close() {
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL with TimescaleDB, and Mosquitto; null with a word said where one cannot be had. */
export async function nativeSetting(): Promise<Setting | null> {
  const server = await startNativeServer()
  const closing = [() => server?.stop()]
  const close = async () => {
    for (const closeOne of closing.splice(0).reverse()) await closeOne()
  }
  const places = async () => {
    const broker = await startMosquitto()
    if (broker === null || server === null) return null
    closing.push(() => broker.stop())
    return { store: await server.database(), broker: broker.url }
  }
  if ((await places()) === null) {
    console.log(`native: skipped, no ${server === null ? 'TimescaleDB server' : 'Mosquitto'} here`)
    await close()
    return null
  }
  return { name: 'native', places: async () => (await places())!, close }
}
