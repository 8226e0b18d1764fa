import type { Command } from 'commander'
import type { Settings } from '../config/settings.ts'
import { AppError } from '../domain/errors.ts'
import { hasChangeLog, verifyLog } from '../store/change-log.ts'
import type { Db } from '../store/db.ts'
import { openEmbedded } from '../store/embedded.ts'
import { holdsStore } from '../store/embedded-folder.ts'
import { openServer } from '../store/server.ts'
import { describeFailure } from './describe-failure.ts'
import { settingsOrExit } from './settings-or-exit.ts'

/** `qingliu verify-log`: 0 intact, 1 broken (naming the first wrong number), 2 no store. */
export function registerVerifyLog(program: Command): void {
  program
    .command('verify-log')
    .description('recompute the chain of hashes over the change log')
    .addHelpText('after', '\nExample:\n  npx qingliu verify-log')
    .action(async () => {
      const db = await openExisting(settingsOrExit().settings)
      const result = await verifyLog(db).finally(() => db.close())
      if (result.intact) {
        console.log(`intact: ${result.head} changes`)
        return
      }
      console.log(`broken: n ${result.firstWrong}: ${result.because}`)
      process.exitCode = 1
    })
}

async function openExisting({ DATABASE_URL: url, QINGLIU_DATA: folder }: Settings): Promise<Db> {
  try {
    if (url === undefined && !holdsStore(folder))
      throw new AppError('settings', `no store at ${folder}`)
    const db = await (url === undefined ? openEmbedded(folder) : openServer(url))
    if (await hasChangeLog(db)) return db
    await db.close()
    throw new AppError('settings', 'no store: the database was never opened by an engine')
  } catch (error) {
    console.error(describeFailure(error))
    process.exit(2)
  }
}
