import type { Command } from 'commander'
import { statSync } from 'node:fs'
import { backUp } from '../store/backup.ts'
import { describeFailure } from './describe-failure.ts'
import { existingStoreOrExit } from './existing-store.ts'
import { settingsOrExit } from './settings-or-exit.ts'
import { createTableProgress, formatRows } from './table-progress.ts'

/** `qingliu backup FILE`: 0 written whole, 1 not written, 2 no store or one in use. */
export function registerBackup(program: Command): void {
  program
    .command('backup')
    .description(
      'write the whole store into one file; with DATABASE_URL also while the engine runs, ' +
        'the embedded store while it is stopped',
    )
    .argument('<file>', 'replaced once the new one is whole')
    .addHelpText('after', '\nExample:\n  npx qingliu backup qingliu.backup')
    .action(backup)
}

async function backup(file: string): Promise<void> {
  const db = await existingStoreOrExit(settingsOrExit().settings)
  try {
    const counts = await backUp(db, file, Date.now(), createTableProgress('backing up'))
    for (const [table, rows] of Object.entries(counts)) {
      console.log(`${table.padEnd(20)} ${formatRows(rows).padStart(14)}`)
    }
    const rows = Object.values(counts).reduce((sum, added) => sum + added, 0)
    console.log(`wrote ${formatRows(rows)} rows, ${formatRows(statSync(file).size)} bytes: ${file}`)
  } catch (error) {
    console.error(describeFailure(error))
    process.exitCode = 1
  } finally {
    await db.close()
  }
}
