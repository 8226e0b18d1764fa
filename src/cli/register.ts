import type { Command } from 'commander'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStoredEngine } from '../stored-engine.ts'
import { loadRegisters } from '../config/registers.ts'
import type { Settings } from '../config/settings.ts'
import { AppError } from '../domain/errors.ts'
import type { RegisterDefinition } from '../domain/register.ts'
import { networkFolder } from '../network-folder.ts'
import { importRegister } from '../registers/acts.ts'
import { registerPages } from '../registers/pages.ts'
import { registerCsv } from '../registers/rows.ts'
import { describeFailure } from './describe-failure.ts'
import { existingStoreOrExit } from './existing-store.ts'
import { settingsOrExit } from './settings-or-exit.ts'
import { writeWhole } from './whole-file.ts'

type ImportFlags = { readonly person: string; readonly reason: string; readonly dryRun?: true }
type ExportFlags = { readonly lang?: string; readonly all?: true }

/** `qingliu register`: tables of risk sources, enterprises, experts … into and out of the store. */
export function registerRegister(program: Command): void {
  const register = program
    .command('register')
    .description('tables of the registers that registers.json of the network’s folder defines')
    .addHelpText(
      'after',
      '\nExample:\n  npx qingliu register import risk-sources fixtures/registers/risk-sources.csv',
    )
  register
    .command('import')
    .description(
      'take a table into the store of a stopped engine, whole or not at all; while the engine ' +
        'runs: POST /api/v1/registers/NAME/import',
    )
    .argument('<name>', 'of the register')
    .argument('<file>', 'CSV; columns named by fields or by their words')
    .option('--person <name>', 'who brings it', 'import')
    .option('--reason <text>', 'why', 'import of a table')
    .option('--dry-run', 'only tell what it would do')
    .addHelpText(
      'after',
      '\nExample (while no engine runs on the same store):\n' +
        '  npx qingliu register import risk-sources fixtures/registers/risk-sources.csv\n',
    )
    .action((name: string, file: string, flags: ImportFlags) =>
      orFailure(() => importTable(name, file, flags)),
    )
  register
    .command('export')
    .description(
      'write a register as CSV; with DATABASE_URL also while the engine runs, from the embedded ' +
        'store while it is stopped',
    )
    .argument('<name>', 'of the register')
    .argument('<file>', 'replaced once the new one is whole')
    .option('--lang <language>', 'zh or en: columns named by words instead of ids')
    .option('--all', 'retired entries too')
    .addHelpText('after', '\nExample:\n  npx qingliu register export risk-sources sources.csv\n')
    .action((name: string, file: string, flags: ExportFlags) =>
      orFailure(() => exportTable(name, file, flags)),
    )
}

/** 0 done; 1 the store failed; 2 refused: another table, name, file or moment would mend it. */
async function orFailure(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    for (const line of describeFailure(error).split('\n')) console.error(`register: ${line}`)
    const isOurs = error.code.startsWith('store-') && error.code !== 'store-locked'
    process.exitCode = isOurs ? 1 : 2
  }
}

function definitionNamed(name: string, settings: Settings): RegisterDefinition {
  const registers = loadRegisters(join(networkFolder(settings), 'registers.json'))
  const found = registers.find(({ id }) => id === name)
  if (found !== undefined) return found
  const expected = registers.map(({ id }) => id).join(', ') || 'none that the network keeps'
  throw new AppError('usage', `expected one of ${expected}, got ${name}`)
}

async function importTable(name: string, file: string, flags: ImportFlags): Promise<void> {
  const { settings } = settingsOrExit()
  const definition = definitionNamed(name, settings)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('import-file', `cannot read ${file}: ${why}`, cause)
  })
  const { person, reason, dryRun = false } = flags
  const { engine, close } = await openStoredEngine(settings)
  const taken = await importRegister(engine, definition, text, { person, reason, dryRun }).finally(
    close,
  )
  if (!taken.ok) throw new AppError('usage', taken.faults.join('\n'))
  const { added, changed, unchanged, revived } = taken.tally
  const taking = dryRun ? 'would take' : 'took'
  console.log(`${taking} ${added} new, ${changed} changed (${revived} revived), ${unchanged} known`)
}

async function exportTable(name: string, file: string, flags: ExportFlags): Promise<void> {
  const { lang = null, all = false } = flags
  if (lang !== null && lang !== 'zh' && lang !== 'en') {
    throw new AppError('usage', `--lang: expected zh or en, got ${lang}`)
  }
  const { settings } = settingsOrExit()
  const definition = definitionNamed(name, settings)
  const db = await existingStoreOrExit(settings)
  try {
    const state = all ? 'all' : 'in-force'
    const query = { register: name, text: null, district: null, asOf: null, state } as const
    const pages = registerPages(db, definition, query)
    await writeWhole(file, registerCsv(definition, pages, lang))
    console.log(`wrote ${file}`)
  } finally {
    await db.close()
  }
}
