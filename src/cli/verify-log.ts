import type { Command } from 'commander'
import { existsSync } from 'node:fs'
import type { Settings } from '../config/settings.ts'
import { verifyLog } from '../store/change-log.ts'
import type { Db } from '../store/db.ts'
import { openEmbedded } from '../store/embedded.ts'
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

async function openExisting(settings: Settings): Promise<Db> {
  try {
    if (settings.DATABASE_URL !== undefined) return await openServer(settings.DATABASE_URL)
    if (existsSync(settings.QINGLIU_DATA)) return await openEmbedded(settings.QINGLIU_DATA)
    console.error(`no store at ${settings.QINGLIU_DATA}`)
  } catch (error) {
    console.error(describeFailure(error))
  }
  process.exit(2)
}
