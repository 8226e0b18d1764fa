import type { Command } from 'commander'
import { evidenceSigner } from '../casework/evidence-key.ts'
import { evidenceOf } from '../casework/evidence.ts'
import { loadNetwork } from '../config/network.ts'
import { AppError } from '../domain/errors.ts'
import { verifyEvidence } from '../evidence/verify.ts'
import { networkFolder } from '../network-folder.ts'
import { describeFailure } from './describe-failure.ts'
import { existingStoreOrExit } from './existing-store.ts'
import { registerEvidenceKey } from './evidence-key.ts'
import { settingsOrExit } from './settings-or-exit.ts'
import { writeWhole } from './whole-file.ts'

/** `qingliu evidence`: packages of evidence, checked anywhere or made from a store. */
export function registerEvidence(program: Command): void {
  const evidence = program
    .command('evidence')
    .description('packages of evidence, as GET /api/v1/workflows/{id}/evidence gives them')
    .addHelpText('after', '\nExample:\n  npx qingliu evidence verify evidence.tar')
  evidence
    .command('verify')
    .description('check every byte of a package; needs no store and no network')
    .argument('<file>')
    .option('--key <fingerprint>', 'the only key that may have signed it, as its sender told it')
    .addHelpText('after', '\nExample:\n  npx qingliu evidence verify evidence.tar')
    .action(verify)
  registerEvidenceKey(evidence)
  evidence
    .command('export')
    .description(
      'write the package of a workflow; with DATABASE_URL also while the engine runs, from the ' +
        'embedded store while it is stopped',
    )
    .argument('<workflow>', 'its id')
    .argument('<file>', 'replaced once the new one is whole')
    .addHelpText('after', '\nExample:\n  npx qingliu evidence export WORKFLOW evidence.tar')
    .action(exportPackage)
}

/** 0 intact, 1 broken (naming the first wrong part), 2 not readable. */
async function verify(file: string, { key }: { readonly key?: string }): Promise<void> {
  try {
    const verdict = await verifyEvidence(file, key === undefined ? null : parseFingerprint(key))
    if (!verdict.intact) {
      console.log(`broken: ${verdict.firstWrong}: ${verdict.because}`)
      process.exitCode = 1
      return
    }
    const { about, parts, changes, whole, signedBy } = verdict
    const drill = about.exercise ? ' (an exercise)' : ''
    console.log(`intact: ${about.kind} ${about.workflow}${drill}, ${parts} parts`)
    console.log(`made ${about.madeAt} by ${about.madeBy}`)
    console.log(`${changes} changes of a log that stood at ${about.log.n}: ${about.log.hash}`)
    console.log(`whole: ${whole}`)
    if (signedBy === null) console.log('not signed')
    else console.log(`signed by ${signedBy}${key === undefined ? ' (not compared)' : ''}`)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(describeFailure(error))
    process.exitCode = 2
  }
}

/** @throws {AppError} `settings` when it is no fingerprint; colons and spaces are left out */
function parseFingerprint(told: string): string {
  const hex = told.replace(/[:\s]/g, '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(hex)) return hex
  throw new AppError('settings', `--key: expected 64 hexadecimal digits, got ${told}`)
}

/** 0 written whole, 1 not written, 2 no store or one in use. */
async function exportPackage(workflow: string, file: string): Promise<void> {
  const { settings } = settingsOrExit()
  const db = await existingStoreOrExit(settings)
  try {
    const network = loadNetwork(networkFolder(settings))
    const madeBy = settings.QINGLIU_CAP_SENDER
    const signer = () => evidenceSigner(db, settings.QINGLIU_DATA)
    const content = await evidenceOf({ db, network, madeBy, signer, now: Date.now }, workflow)
    if (content === null) throw new AppError('settings', `no workflow ${workflow}`)
    await writeWhole(file, content)
    console.log(`wrote ${file}`)
  } catch (error) {
    console.error(describeFailure(error))
    process.exitCode = 1
  } finally {
    await db.close()
  }
}
