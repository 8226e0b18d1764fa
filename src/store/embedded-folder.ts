import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where the embedded engine keeps its files, below the folder that is set. */
export function dataFolderOf(folder: string): string {
  return join(folder, 'timescaledb')
}

/** Whether a store was made there; opening a folder without one makes it. */
export function holdsStore(folder: string): boolean {
  return existsSync(dataFolderOf(folder))
}
