import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../domain/errors.ts'
import type { ManifestSigner } from './format.ts'

/** Who signs packages: an Ed25519 key (RFC 8032) of one installation. */
export type EvidenceSigner = {
  /** As the manifest names it. */
  readonly named: ManifestSigner
  /** The signature of these bytes, base64. */
  readonly sign: (bytes: Uint8Array) => string
}

/** In the folder of the data: PKCS #8 in PEM, for its owner alone. */
export const keyFile = 'evidence-key.pem'

/** SHA-256 of a public key's SPKI in DER, hex: what is told over another way. */
function fingerprintOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex')
}

export function createSigner(key: KeyObject): EvidenceSigner {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const publicKey = spki.toString('base64')
  return {
    named: { algorithm: 'ed25519', publicKey, fingerprint: fingerprintOf(publicKey) },
    sign: (bytes) => sign(null, bytes, key).toString('base64'),
  }
}

/**
 * The key of the installation whose data lie in `folder`, made when it is first asked for.
 *
 * @throws {AppError} `evidence-key` when it cannot be read, written, or is no such key
 */
export function openSigner(folder: string): EvidenceSigner {
  const path = join(folder, keyFile)
  try {
    const key = createPrivateKey(readKey(path) ?? makeKey(folder, path))
    if (key.asymmetricKeyType === 'ed25519') return createSigner(key)
  } catch (error) {
    throw new AppError('evidence-key', `${path}: ${(error as Error).message}`, error)
  }
  throw new AppError('evidence-key', `${path}: expected an Ed25519 key`)
}

function readKey(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Whole or not at all; of two that make one at once, the first one's stays. */
function makeKey(folder: string, path: string): string {
  mkdirSync(folder, { recursive: true })
  const { privateKey } = generateKeyPairSync('ed25519')
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    ...{ mode: 0o600, flush: true },
  })
  try {
    linkSync(unfinished, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(unfinished, { force: true })
  }
  return readFileSync(path, 'utf8')
}

/** Why a signature of these bytes is not that of the key that is named; null: it is. */
export function signatureFault(
  { publicKey, fingerprint }: ManifestSigner,
  bytes: Uint8Array,
  signature: string,
): string | null {
  if (fingerprintOf(publicKey) !== fingerprint) return 'the fingerprint is not that of the key'
  const decoded = Buffer.from(signature, 'base64')
  // One spelling for one signature: base64 is read leniently.
  if (decoded.toString('base64') !== signature) return 'it cannot be read'
  try {
    const spki = Buffer.from(publicKey, 'base64')
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    if (key.asymmetricKeyType !== 'ed25519') return 'its key is no Ed25519 key'
    return verify(null, bytes, key, decoded) ? null : 'it is not that of the manifest by its key'
  } catch {
    return 'its key cannot be read'
  }
}
