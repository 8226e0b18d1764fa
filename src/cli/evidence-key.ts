import type { Command } from 'commander'
import { changeKey } from '../casework/evidence-key.ts'
import { AppError } from '../domain/errors.ts'
import { exportKey, importKey, keyFileIn, readSigner } from '../evidence/key-file.ts'
import { describeFailure } from './describe-failure.ts'
import { existingStoreOrExit } from './existing-store.ts'
import { settingsOrExit } from './settings-or-exit.ts'

/** `qingliu evidence key`: the key that packages are signed with; each 0 done, 2 not. */
export function registerEvidenceKey(evidence: Command): void {
  const key = evidence
    .command('key')
    .description('the fingerprint of the key that this installation signs packages with')
    .addHelpText('after', '\nExample:\n  npx qingliu evidence key')
    .action(printKey)
  key
    .command('export')
    .description('copy the key to a new file, for its owner alone: to keep, or for a stand-by')
    .argument('<file>', 'a file that is there is refused')
    .addHelpText('after', '\nExample:\n  npx qingliu evidence key export evidence-key.pem')
    .action((file: string) => {
      tell(() => `wrote ${file}: ${exportKey(dataFolder(), file).named.fingerprint}`)
    })
  key
    .command('import')
    .description('make a key that was exported the key of this installation')
    .argument('<file>', 'PEM of an Ed25519 key')
    .addHelpText(
      'after',
      '\nExample:\n  npx qingliu evidence key export evidence-key.pem\n' +
        '  QINGLIU_DATA=./standby npx qingliu evidence key import evidence-key.pem',
    )
    .action((file: string) => {
      const folder = dataFolder()
      tell(() => `${keyFileIn(folder)}: ${importKey(folder, file).named.fingerprint}`)
    })
  key
    .command('change')
    .description(
      'tell the store that the key of this installation, made where it is missing, is in force ' +
        'from now on; with DATABASE_URL also while an engine runs',
    )
    .requiredOption('--person <name>', 'who changes it')
    .requiredOption('--reason <text>', 'why; both stand in the log')
    .addHelpText(
      'after',
      '\nExample:\n  npx qingliu evidence key change --person 王 --reason "key lost with its disk"',
    )
    .action(change)
}

const dataFolder = () => settingsOrExit().settings.QINGLIU_DATA

function printKey(): void {
  const folder = dataFolder()
  tell(() => {
    const signer = readSigner(folder)
    if (signer !== null) return signer.named.fingerprint
    throw new AppError('evidence-key', `${keyFileIn(folder)}: no key yet; an engine makes it`)
  })
}

type Change = { readonly person: string; readonly reason: string }

async function change({ person, reason }: Change): Promise<void> {
  const { settings } = settingsOrExit()
  const db = await existingStoreOrExit(settings)
  try {
    const key = await changeKey(db, settings.QINGLIU_DATA, { person, reason, at: Date.now() })
    if (key === null) throw new AppError('evidence-key', 'this key is in force already')
    console.log(`change ${key.n} of the log: ${key.fingerprint}`)
  } catch (error) {
    fail(error)
  } finally {
    await db.close()
  }
}

function tell(work: () => string): void {
  try {
    console.log(work())
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  if (!(error instanceof AppError)) throw error
  console.error(describeFailure(error))
  process.exitCode = 2
}
