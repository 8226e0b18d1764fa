import { createHash, createPrivateKey } from 'node:crypto'
import { changeText, type ChainedChange } from '../domain/change-text.ts'
import {
  alertPath,
  attachmentPath,
  changePath,
  evidenceFormat,
  workflowPath,
  type EvidenceAbout,
} from './format.ts'
import { createSigner, type EvidenceSigner } from './signer.ts'
import { encodeEvidence, jsonPart, type EvidencePart } from './write.ts'

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex')

export const fakePhoto = Buffer.alloc(3_000, 'outfall')

function chained(): ChainedChange[] {
  let prevHash = '0'.repeat(64)
  return [4, 5, 9].map((n) => {
    const said = {
      n,
      at: 1_795_392_000_000 + n,
      actor: '王',
      reason: 'sign-in',
      body: `{"n":${n}}`,
    }
    const change = { ...said, subject: 'w1', type: 'workflow.step' as const, prevHash }
    // The entry after a gap follows from one that is not in the package.
    const next = { ...change, prevHash: n === 9 ? 'f'.repeat(64) : prevHash }
    prevHash = sha256(changeText(next))
    return { ...next, hash: prevHash }
  })
}

export const fakeAbout: EvidenceAbout = {
  format: evidenceFormat,
  madeAt: '2026-11-23T04:00:00.000Z',
  madeBy: 'water.example.org',
  network: '一河三湖',
  workflow: 'w1',
  kind: 'joint-patrol',
  exercise: false,
  log: { n: 12, hash: 'e'.repeat(64) },
}

/** Parts of a whole package: a workflow with a photograph, its alert, three changes. */
export function fakeParts(): EvidencePart[] {
  const hash = sha256(fakePhoto)
  const steps = [{ step: 'inspect', attachments: [{ name: 'outfall.jpg', sha256: hash }] }]
  return [
    jsonPart(workflowPath, { id: 'w1', n: 9, steps }),
    jsonPart(alertPath, { id: 'a1', colour: 'red' }),
    ...chained().map((change) => jsonPart(changePath(change.n), change)),
    { path: attachmentPath(hash), bytes: fakePhoto.length, content: [fakePhoto] },
  ]
}

/** A signer whose key follows from one byte: PKCS #8 of Ed25519 with it repeated. */
export function fakeSigner(byte: number): EvidenceSigner {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex')
  const der = Buffer.concat([head, Buffer.alloc(32, byte)])
  return createSigner(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
}

/** The bytes of a package of these parts. */
export async function fakePackage(
  parts: readonly EvidencePart[] = fakeParts(),
  signer = fakeSigner(7),
): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of encodeEvidence(fakeAbout, inTurn(parts), signer)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* inTurn(parts: readonly EvidencePart[]): AsyncGenerator<EvidencePart> {
  for (const part of parts) yield await Promise.resolve(part)
}
