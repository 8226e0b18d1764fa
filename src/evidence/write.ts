import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { pack, type Pack } from 'tar-stream'
import {
  aboutPath,
  endBytes,
  evidenceFormat,
  manifestPath,
  sealOf,
  signaturePath,
  type EvidenceAbout,
  type ManifestPart,
} from './format.ts'
import type { EvidenceSigner } from './signer.ts'

/** One entry of a package; its length is known before its bytes are. */
export type EvidencePart = {
  readonly path: string
  readonly bytes: number
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** A part of JSON, written to be read by people too. */
export function jsonPart(path: string, value: object): EvidencePart {
  return textPart(path, `${JSON.stringify(value, null, 2)}\n`)
}

function textPart(path: string, said: string): EvidencePart & { readonly text: Buffer } {
  const text = Buffer.from(said)
  return { path, bytes: text.length, content: [text], text }
}

/**
 * The bytes of a package, made as they are read: one chunk of one part in hand, whatever its size.
 *
 * @throws {Error} when a part has another length than it said
 */
export function encodeEvidence(
  about: EvidenceAbout,
  parts: AsyncIterable<EvidencePart>,
  signer: EvidenceSigner,
): AsyncGenerator<Buffer, void> {
  const tar = pack()
  fill(tar, about, parts, signer).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  return sealed(tar)
}

async function fill(
  tar: Pack,
  about: EvidenceAbout,
  parts: AsyncIterable<EvidencePart>,
  signer: EvidenceSigner,
): Promise<void> {
  const madeAt = new Date(about.madeAt)
  const listed = [await add(tar, jsonPart(aboutPath, about), madeAt)]
  for await (const part of parts) listed.push(await add(tar, part, madeAt))
  const said = { format: evidenceFormat, signer: signer.named, parts: listed }
  const manifest = textPart(manifestPath, `${JSON.stringify(said, null, 2)}\n`)
  await add(tar, manifest, madeAt)
  await add(tar, textPart(signaturePath, `${signer.sign(manifest.text)}\n`), madeAt)
  tar.finalize()
}

async function add(tar: Pack, part: EvidencePart, mtime: Date): Promise<ManifestPart> {
  const { path, bytes, content } = part
  const hash = createHash('sha256')
  const header = { name: path, size: bytes, mode: 0o644, mtime }
  let entry!: Writable
  const packed = new Promise<void>((resolve, reject) => {
    entry = tar.entry(header, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
  // Where the content fails first, the entry fails with it, and nobody waits for it any more.
  packed.catch(() => undefined)
  for await (const chunk of content) {
    hash.update(chunk)
    if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), packed])
  }
  entry.end()
  await packed
  return { path, bytes, sha256: hash.digest('hex') }
}

/** The end of the tar is held back: the seal, which hashes every byte before it, goes first. */
async function* sealed(tar: Pack): AsyncGenerator<Buffer, void> {
  const hash = createHash('sha256')
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of tar as AsyncIterable<Buffer>) {
    const all = Buffer.concat([held, chunk])
    const free = all.subarray(0, Math.max(0, all.length - endBytes))
    held = all.subarray(free.length)
    hash.update(free)
    if (free.length > 0) yield free
  }
  yield await sealOf(hash.digest('hex'))
}
