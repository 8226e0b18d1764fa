import type { Settings } from '../config/settings.ts'
import { AppError } from '../domain/errors.ts'
import { hasChangeLog } from '../store/change-log.ts'
import type { Db } from '../store/db.ts'
import { holdsStore } from '../store/embedded-folder.ts'
import { openStore } from '../store/open.ts'
import { describeFailure } from './describe-failure.ts'

/**
 * The store in force, which an engine has opened before; else exit code 2 and a sentence. The
 * embedded one can be had only while no engine has it.
 */
export async function existingStoreOrExit(settings: Settings): Promise<Db> {
  const { DATABASE_URL: url, QINGLIU_DATA: folder } = settings
  try {
    if (url === undefined && !holdsStore(folder))
      throw new AppError('settings', `no store at ${folder}`)
    const db = await openStore(settings)
    if (await hasChangeLog(db)) return db
    await db.close()
    throw new AppError('settings', 'no store: the database was never opened by an engine')
  } catch (error) {
    console.error(describeFailure(error))
    process.exit(2)
  }
}
