import type { Command } from 'commander'
import { AppError } from '../domain/errors.ts'
import { verifyEvidence } from '../evidence/verify.ts'
import { describeFailure } from './describe-failure.ts'

const example = '\nExample:\n  npx qingliu evidence verify evidence.tar'

/** `qingliu evidence verify FILE`: 0 intact, 1 broken (naming the first wrong part), 2 not readable. */
export function registerEvidence(program: Command): void {
  const evidence = program
    .command('evidence')
    .description('packages of evidence, as GET /api/v1/workflows/{id}/evidence gives them')
    .addHelpText('after', example)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  evidence
    .command('verify')
    .description('check every byte of a package; needs no store and no network')
    .argument('<file>')
    .addHelpText('after', example)
    .action(verify)
}

async function verify(file: string): Promise<void> {
  try {
    const verdict = await verifyEvidence(file)
    if (!verdict.intact) {
      console.log(`broken: ${verdict.firstWrong}: ${verdict.because}`)
      process.exitCode = 1
      return
    }
    const { about, parts, changes, whole } = verdict
    const drill = about.exercise ? ' (an exercise)' : ''
    console.log(`intact: ${about.kind} ${about.workflow}${drill}, ${parts} parts`)
    console.log(`made ${about.madeAt} by ${about.madeBy}`)
    console.log(`${changes} changes of a log that stood at ${about.log.n}: ${about.log.hash}`)
    console.log(`whole: ${whole}`)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(describeFailure(error))
    process.exitCode = 2
  }
}
