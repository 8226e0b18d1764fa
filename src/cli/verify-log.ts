import type { Command } from 'commander'
import { verifyLogAndState } from '../store/verify-state.ts'
import { existingStoreOrExit } from './existing-store.ts'
import { settingsOrExit } from './settings-or-exit.ts'

/** `qingliu verify-log`: 0 intact, 1 broken (naming the first wrong number), 2 no store. */
export function registerVerifyLog(program: Command): void {
  program
    .command('verify-log')
    .description(
      'recompute the chain of hashes over the change log, and hold every alert and workflow ' +
        'against the state in which its last change left it',
    )
    .addHelpText('after', '\nExample:\n  npx qingliu verify-log')
    .action(async () => {
      const db = await existingStoreOrExit(settingsOrExit().settings)
      const result = await verifyLogAndState(db).finally(() => db.close())
      if (result.intact) {
        console.log(`intact: ${result.head} changes`)
        return
      }
      console.log(`broken: n ${result.firstWrong}: ${result.because}`)
      process.exitCode = 1
    })
}
