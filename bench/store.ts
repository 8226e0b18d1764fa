import type { Db } from '../src/store/db.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { openServer } from '../src/store/server.ts'

/** The setting by which the program finds a store: a folder, or a server's URL. */
export function storeSetting(store: string): Record<string, string> {
  return store.startsWith('postgres') ? { DATABASE_URL: store } : { QINGLIU_DATA: store }
}

/** Opens the store of a folder, or of a server's URL, with the engine's own schema. */
export async function openMigrated(store: string): Promise<Db> {
  const db = store.startsWith('postgres') ? await openServer(store) : await openEmbedded(store)
  await migrate(db)
  return db
}
