import type { Command } from 'commander'
import type { Settings } from '../config/settings.ts'
import { openStore } from '../store/open.ts'
import { checkBackup, restore, type Restored } from '../store/restore.ts'
import { describeFailure } from './describe-failure.ts'
import { settingsOrExit } from './settings-or-exit.ts'
import { createTableProgress, formatRows } from './table-progress.ts'

/** `qingliu restore FILE`: 0 restored, 1 refused or failed: the store is as empty as before. */
export function registerRestore(program: Command): void {
  program
    .command('restore')
    .description('fill an empty store, embedded or server, from a file of `backup`; engine stopped')
    .argument('<file>', 'checked to its end before anything is written')
    .addHelpText(
      'after',
      '\nExample:\n  npx qingliu backup qingliu.backup\n' +
        '  QINGLIU_DATA=./restored npx qingliu restore qingliu.backup',
    )
    .action(async (file: string) => {
      const { settings } = settingsOrExit()
      try {
        console.error(`checking ${file}`)
        await checkBackup(file)
        await restoreInto(settings, file)
      } catch (error) {
        console.error(describeFailure(error))
        process.exitCode = 1
      }
    })
}

async function restoreInto(settings: Settings, file: string): Promise<void> {
  const db = await openStore(settings)
  try {
    tell(file, await restore(db, file, createTableProgress('restoring')))
  } finally {
    await db.close()
  }
}

function tell(file: string, { head, inFile, inStore, log }: Restored): void {
  console.log(`${'table'.padEnd(20)} ${'in the file'.padStart(14)} ${'in the store'.padStart(14)}`)
  for (const [table, rows] of Object.entries(inFile)) {
    const [told, found] = [rows, inStore[table] ?? 0].map((n) => formatRows(n).padStart(14))
    console.log(`${table.padEnd(20)} ${told} ${found}`)
  }
  console.log(`restored ${file} of ${head.madeAt}`)
  if (log.intact) {
    console.log(`change log intact: ${log.head} changes`)
    return
  }
  console.log(
    `change log broken, or what it tells of, as it was backed up: n ${log.firstWrong}: ${log.because}`,
  )
  process.exitCode = 1
}
