import type { Db } from './db.ts'
import { openEmbedded } from './embedded.ts'
import { openServer } from './server.ts'

/** Where a store is, as the settings tell it. */
type Place = { readonly DATABASE_URL?: string | undefined; readonly QINGLIU_DATA: string }

/**
 * The store in force: the server of `DATABASE_URL`, else the embedded one of `QINGLIU_DATA`.
 *
 * @throws {AppError} `store-…`; `store-locked` while another process has the embedded one
 */
export function openStore({ DATABASE_URL: url, QINGLIU_DATA: folder }: Place): Promise<Db> {
  return url === undefined ? openEmbedded(folder) : openServer(url)
}
