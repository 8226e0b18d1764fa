import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { extract } from 'tar-stream'
import { AppError } from '../domain/errors.ts'
import { createContentCheck, type WrongPart } from './content-check.ts'
import {
  aboutPath,
  manifestPath,
  manifestSchema,
  sealBytes,
  sealOf,
  sealPath,
  signaturePath,
  textPartBytesMax,
  unsignedFormat,
  type EvidenceAbout,
  type Manifest,
  type ManifestPart,
} from './format.ts'
import { signatureFault } from './signer.ts'

export type EvidenceVerdict =
  | ({ readonly intact: false } & WrongPart)
  | {
      readonly intact: true
      readonly about: EvidenceAbout
      readonly parts: number
      readonly changes: number
      /** SHA-256 of every byte before the seal. */
      readonly whole: string
      /** Fingerprint of the key that signed it; null: it is of version 1 and not signed. */
      readonly signedBy: string | null
    }

/**
 * Reads a package to its end, a chunk in hand.
 *
 * @returns intact, or the first part in the order of the package that is missing, added, changed,
 *   or at odds with the others
 * @param pinned  fingerprint of the only key that may have signed it; null: any, or none
 * @throws {AppError} `evidence-file` when the file cannot be read or is no such package
 */
export async function verifyEvidence(
  path: string,
  pinned: string | null = null,
): Promise<EvidenceVerdict> {
  const file = await open(path).catch((error: unknown) => {
    throw fileFault(path, (error as Error).message, error)
  })
  try {
    const { size } = await file.stat()
    const tail = await readAt(file, Math.max(0, size - sealBytes), sealBytes)
    if (!(await isOurs(file, tail))) throw fileFault(path, 'expected a package of evidence')
    const content = await walk(path)
    const wrong = firstWrong(content) ?? wronglySigned(content, pinned)
    if (wrong !== null) return { intact: false, ...wrong }
    const whole = await hashUpTo(path, size - sealBytes)
    if (!tail.equals(await sealOf(whole))) {
      const because = 'the bytes between the parts, or the seal itself, are not as they were sealed'
      return { intact: false, firstWrong: sealPath, because }
    }
    const { about, changes } = content.check.found()
    const signedBy = signerOf(content)?.fingerprint ?? null
    return { intact: true, about, parts: content.seen.length, changes, whole, signedBy }
  } catch (error) {
    if (error instanceof AppError || !(error instanceof Error) || !('syscall' in error)) throw error
    throw fileFault(path, error.message, error)
  } finally {
    await file.close()
  }
}

function fileFault(path: string, fault: string, cause?: unknown): AppError {
  return new AppError('evidence-file', `evidence ${path}: ${fault}`, cause)
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** Told by its first name or by its seal: no change of one place makes it something else. */
async function isOurs(file: FileHandle, tail: Buffer): Promise<boolean> {
  const head = await readAt(file, 0, aboutPath.length)
  return head.toString('latin1') === aboutPath || tail.includes(sealPath)
}

async function hashUpTo(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  if (bytes <= 0) return hash.digest('hex')
  for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

type Content = {
  /** Entries before the manifest, as they stand in the file. */
  readonly seen: readonly ManifestPart[]
  readonly manifest: Manifest | 'unreadable' | null
  /** The bytes of the manifest, and its signature as it stands. */
  readonly manifestText: string
  readonly signature: string
  /** Why reading ended before the end. */
  readonly broken: string | null
  readonly check: ReturnType<typeof createContentCheck>
}

async function walk(path: string): Promise<Content> {
  const tar = extract()
  const source = createReadStream(path)
  source.on('error', (error) => tar.destroy(error))
  source.pipe(tar)
  const seen: ManifestPart[] = []
  const after: string[] = []
  const check = createContentCheck()
  let manifest: Content['manifest'] = null
  let manifestText = ''
  let signature = ''
  let broken: string | null = null
  try {
    for await (const entry of tar) {
      const { name, type } = entry.header
      const hash = createHash('sha256')
      const chunks: Buffer[] = []
      let bytes = 0
      for await (const chunk of entry as AsyncIterable<Buffer>) {
        hash.update(chunk)
        bytes += chunk.length
        if (isText(name) && bytes <= textPartBytesMax) chunks.push(chunk)
      }
      const text = () => Buffer.concat(chunks).toString('utf8')
      const sha256 = hash.digest('hex')
      if (manifest !== null) {
        after.push(name)
        if (name === signaturePath) signature = text()
      } else if (name === manifestPath) {
        manifestText = text()
        manifest = readManifest(manifestText)
      } else {
        seen.push({ path: name, bytes, sha256 })
        if (type === 'file') check.take(name, text, sha256)
        else check.refuse(name, `expected a file, got a ${type}`)
      }
      if (manifest === 'unreadable') break
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error
    broken = (error as Error).message
  } finally {
    source.destroy()
  }
  const expected = signerOf({ manifest }) === null ? [sealPath] : [signaturePath, sealPath]
  const extra = after.find((name, index) => name !== expected[index])
  if (extra === sealPath) check.refuse(signaturePath, 'it is missing')
  else if (extra !== undefined) check.refuse(extra, 'it stands after the manifest')
  if (after.at(-1) !== sealPath && broken === null) broken = 'the seal is missing'
  return { seen, manifest, manifestText, signature, broken, check }
}

const isText = (name: string) => name.endsWith('.json') || name === signaturePath

const signerOf = ({ manifest }: Pick<Content, 'manifest'>) =>
  (manifest === 'unreadable' ? null : manifest?.signer) ?? null

/** What is wrong with who signed it; all else is as the manifest says. */
function wronglySigned(content: Content, pinned: string | null): WrongPart | null {
  const { manifest, manifestText, signature, check } = content
  const signer = signerOf(content)
  const because = (fault: string) => ({ firstWrong: signaturePath, because: fault })
  const formats = [check.found().about.format, (manifest as Manifest).format]
  if (new Set(formats).size > 1) {
    return { firstWrong: manifestPath, because: 'it is of another version than the package' }
  }
  if (signer === null) {
    if (formats[0] !== unsignedFormat) return because('it is missing')
    return pinned === null ? null : because('it is not signed')
  }
  const fault = signatureFault(signer, Buffer.from(manifestText), signature.replace(/\n$/, ''))
  if (fault !== null) return because(fault)
  if (pinned === null || pinned === signer.fingerprint) return null
  return because(`it is by the key ${signer.fingerprint}`)
}

function readManifest(text: string): Manifest | 'unreadable' {
  try {
    return manifestSchema.parse(JSON.parse(text))
  } catch {
    return 'unreadable'
  }
}

function firstWrong({ seen, manifest, broken, check }: Content): WrongPart | null {
  const last = seen.at(-1)?.path ?? 'the beginning'
  if (manifest === 'unreadable') return { firstWrong: manifestPath, because: 'it cannot be read' }
  if (manifest === null) return { firstWrong: `after ${last}`, because: broken ?? 'it ends there' }
  const names = new Set(seen.map(({ path }) => path))
  const listed = new Map(manifest.parts.map((part) => [part.path, part]))
  let at = 0
  for (const part of manifest.parts) {
    const one = seen[at]
    if (one !== undefined && !listed.has(one.path)) return extraPart(one)
    if (!names.has(part.path)) return { firstWrong: part.path, because: 'it is missing' }
    if (one?.path !== part.path) return { firstWrong: part.path, because: 'it is out of its place' }
    if (one.sha256 !== part.sha256 || one.bytes !== part.bytes) {
      return { firstWrong: part.path, because: 'its bytes are not those of the manifest' }
    }
    const fault = check.faultOf(part.path)
    if (fault !== null) return { firstWrong: part.path, because: fault }
    at += 1
  }
  const more = seen[at]
  if (more !== undefined) return extraPart(more)
  return broken === null ? check.atEnd() : { firstWrong: sealPath, because: broken }
}

const extraPart = ({ path }: ManifestPart): WrongPart => {
  return { firstWrong: path, because: 'the manifest does not list it' }
}
