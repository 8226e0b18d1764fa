/**
 * Time and memory of verifying a package of evidence: a workflow with 1,000 steps, their changes
 * and attachments of 4 MB, in a process of its own.
 *
 *     npm run bench:evidence -- [--megabytes 50]
 */
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { changeText } from '../src/domain/change-text.ts'
import { attachmentPath, changePath, evidenceFormat, workflowPath } from '../src/evidence/format.ts'
import { fakeSigner } from '../src/evidence/fake-package.ts'
import { verifyEvidence } from '../src/evidence/verify.ts'
import { encodeEvidence, jsonPart, type EvidencePart } from '../src/evidence/write.ts'

const { values: options } = parseArgs({
  options: { megabytes: { type: 'string', default: '50' }, verify: { type: 'string' } },
})
const megabyte = 1_048_576
const stepsCount = 1_000
const attachmentBytes = 4 * megabyte
const zeros = '0'.repeat(64)

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex')

function changeOf(n: number) {
  const body = JSON.stringify({ workflow: { id: 'w', n }, step: { step: 'sampling-round', n } })
  const said = { n, at: n, subject: 'w', type: 'workflow.step' as const, actor: '王' }
  const change = { ...said, reason: 'sampling-round', body, prevHash: zeros }
  return { ...change, hash: sha256(changeText(change)) }
}

async function* partsOf(bytes: number): AsyncGenerator<EvidencePart> {
  const count = Math.ceil(bytes / attachmentBytes)
  const photos = Array.from({ length: count }, () => randomBytes(attachmentBytes))
  const steps = photos.map((photo) => ({ attachments: [{ sha256: sha256(photo) }] }))
  yield jsonPart(workflowPath, { id: 'w', n: 2 * stepsCount, steps })
  // Every other number, so that none follows from the one before.
  for (let n = 2; n <= 2 * stepsCount; n += 2) yield jsonPart(changePath(n), changeOf(n))
  for (const photo of photos) {
    yield await Promise.resolve({
      ...{ path: attachmentPath(sha256(photo)), bytes: photo.length, content: [photo] },
    })
  }
}

async function verify(file: string): Promise<void> {
  const before = process.resourceUsage().maxRSS
  const started = performance.now()
  const verdict = await verifyEvidence(file)
  const seconds = (performance.now() - started) / 1_000
  const peak = process.resourceUsage().maxRSS
  const { size } = await stat(file)
  console.log(verdict.intact ? 'intact' : `broken: ${verdict.firstWrong}`)
  console.log(`size ${(size / megabyte).toFixed(1)} MB, ${seconds.toFixed(2)} s`)
  console.log(`peak RSS ${Math.round(peak / 1_024)} MB, ${Math.round(before / 1_024)} MB before`)
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'qingliu-evidence-'))
  const file = join(folder, 'evidence.tar')
  const about = {
    ...({ format: evidenceFormat, madeAt: new Date(0).toISOString(), madeBy: 'bench' } as const),
    ...{ network: 'bench', workflow: 'w', kind: 'emergency-monitoring', exercise: true },
    log: { n: 2 * stepsCount, hash: zeros },
  }
  const parts = partsOf(Number(options.megabytes) * megabyte)
  await pipeline(encodeEvidence(about, parts, fakeSigner(7)), createWriteStream(file))
  const args = [...process.execArgv, fileURLToPath(import.meta.url), '--verify', file]
  console.log(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim())
  await rm(folder, { recursive: true, force: true })
}

await (options.verify === undefined ? main() : verify(options.verify))
