import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import type { ManifestSigner } from './format.ts'

/** Who signs packages: an Ed25519 key (RFC 8032) of one installation. */
export type EvidenceSigner = {
  /** As the manifest names it. */
  readonly named: ManifestSigner
  /** The signature of these bytes, base64. */
  readonly sign: (bytes: Uint8Array) => string
}

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
