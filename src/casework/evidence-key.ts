import type { EvidenceKey } from '../domain/evidence-key.ts'
import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { keyFileIn, openSigner, readSigner } from '../evidence/key-file.ts'
import type { EvidenceSigner } from '../evidence/signer.ts'
import type { Db } from '../store/db.ts'
import {
  changeEvidenceKey,
  enterFirstKey,
  evidenceKeyInForce,
  type KeyChange,
} from '../store/evidence-keys.ts'

/**
 * The owner's key at its start: that which the store expects; a store that knows none yet is told
 * of this one, which is made where it is missing.
 *
 * @param folder  of the installation's data
 * @throws {AppError} `evidence-key` when it is another one than the store expects, or missing
 */
export async function settleEvidenceKey(db: Db, folder: string, at: Instant): Promise<void> {
  const known = await evidenceKeyInForce(db)
  if (known !== null) requireKey(folder, readSigner(folder), known)
  else {
    const signer = openSigner(folder)
    requireKey(folder, signer, await enterFirstKey(db, signer.named, at))
  }
}

/**
 * The key that packages are signed with, as {@link settleEvidenceKey} asks for it; it makes none.
 *
 * @throws {AppError} `evidence-key`
 */
export async function evidenceSigner(db: Db, folder: string): Promise<EvidenceSigner> {
  const signer = readSigner(folder)
  const known = await evidenceKeyInForce(db)
  if (known !== null) return requireKey(folder, signer, known)
  if (signer !== null) return signer
  throw new AppError('evidence-key', `${keyFileIn(folder)}: no key yet; an engine makes it`)
}

/** Of one that stands by: a key that the store does not expect. @throws {AppError} `evidence-key` */
export async function checkEvidenceKey(db: Db, folder: string): Promise<void> {
  const known = await evidenceKeyInForce(db)
  if (known !== null) requireKey(folder, readSigner(folder), known)
}

/**
 * Puts the installation's key in force, by a change of the log; it is made where it is missing.
 *
 * @returns null where it is in force already
 * @throws {AppError} `evidence-key`
 */
export function changeKey(db: Db, folder: string, change: KeyChange): Promise<EvidenceKey | null> {
  return changeEvidenceKey(db, openSigner(folder).named, change)
}

function requireKey(
  folder: string,
  signer: EvidenceSigner | null,
  { fingerprint }: EvidenceKey,
): EvidenceSigner {
  if (signer?.named.fingerprint === fingerprint) return signer
  const came = signer === null ? 'no file' : signer.named.fingerprint
  throw new AppError(
    'evidence-key',
    `${keyFileIn(folder)}: expected the key ${fingerprint}, which the store knows, got ${came}; ` +
      'bring it by `qingliu evidence key export` where it is and `import` here, ' +
      'or enter another one by `qingliu evidence key change`',
  )
}
