import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageFolder } from '../src/package.ts'
import { dataFolderOf } from '../src/store/embedded-folder.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'

/**
 * Makes a folder with a new embedded store of today's schema: a copy, since to make one takes as
 * long as three starts. Tests of the store and of the first start make theirs.
 *
 * @param name  what the folder's name begins with
 */
export async function newStoreFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), name))
  await layStore(folder)
  return folder
}

/** As `newStoreFolder`, in a folder without a store. */
export async function layStore(folder: string): Promise<void> {
  await cp(dataFolderOf(await template()), dataFolderOf(folder), { recursive: true })
}

let made: Promise<string> | null = null
const template = () => (made ??= findOrMake())

/** Kept by what it is made of, so that it is made once on a machine. */
async function findOrMake(): Promise<string> {
  const migrations = join(packageFolder, 'src/store/migrations')
  const names = (await readdir(migrations)).sort()
  const files = [
    ...names.map((name) => join(migrations, name)),
    join(packageFolder, 'package.json'),
  ]
  const hash = createHash('sha256')
  for (const file of files) hash.update(await readFile(file))
  const kept = join(packageFolder, '.cache', `store-${hash.digest('hex').slice(0, 16)}`)
  if ((await readdir(kept).catch(() => [])).length > 0) return kept
  const making = await mkdtemp(`${kept}-`)
  const db = await openEmbedded(making)
  await migrate(db)
  await db.close()
  // Another process may have been first; either serves.
  await rename(making, kept).catch(() => rm(making, { recursive: true }))
  return kept
}
