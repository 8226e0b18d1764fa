import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../domain/errors.ts'
import { createSigner, type EvidenceSigner } from './signer.ts'

/** Where the key of the installation lies: PKCS #8 in PEM, for its owner alone. */
export const keyFileIn = (folder: string) => join(folder, 'evidence-key.pem')

/**
 * The key of the installation whose data lie in `folder`.
 *
 * @returns null where there is none
 * @throws {AppError} `evidence-key` when it cannot be read or is no such key
 */
export function readSigner(folder: string): EvidenceSigner | null {
  const key = readKey(keyFileIn(folder))
  return key === null ? null : createSigner(key)
}

/**
 * As {@link readSigner}, and makes a key where there is none. Of two that make one at once, the
 * first one's stays.
 *
 * @throws {AppError} `evidence-key`, also when it cannot be written
 */
export function openSigner(folder: string): EvidenceSigner {
  const path = keyFileIn(folder)
  const key = readKey(path) ?? placeKey(path, generateKeyPairSync('ed25519').privateKey)
  return createSigner(key)
}

/**
 * Copies the key of the installation to a new file, for its owner alone.
 *
 * @throws {AppError} `evidence-key` when there is none, or the file is there or cannot be written
 */
export function exportKey(folder: string, file: string): EvidenceSigner {
  const path = keyFileIn(folder)
  const key = readKey(path)
  if (key === null) throw new AppError('evidence-key', `${path}: no key is there`)
  told(file, () => writeFileSync(file, pemOf(key), { mode: 0o600, flag: 'wx', flush: true }))
  return createSigner(key)
}

/**
 * Makes a key that was exported the key of the installation; one that is there stays.
 *
 * @throws {AppError} `evidence-key` when the file is no such key, or another one is there
 */
export function importKey(folder: string, file: string): EvidenceSigner {
  const given = readKey(file)
  if (given === null) throw new AppError('evidence-key', `${file}: no such file`)
  const path = keyFileIn(folder)
  const { named } = createSigner(readKey(path) ?? placeKey(path, given))
  const signer = createSigner(given)
  if (named.fingerprint === signer.named.fingerprint) return signer
  throw new AppError(
    'evidence-key',
    `${path}: another key is there, ${named.fingerprint}; move it away first`,
  )
}

function readKey(path: string): KeyObject | null {
  const pem = told(path, () => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  })
  if (pem === null) return null
  const wrong = (cause?: unknown) =>
    new AppError('evidence-key', `${path}: expected the PEM of an Ed25519 key, open to read`, cause)
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (error) {
    throw wrong(error)
  }
  throw wrong()
}

/** Whole or not at all. @returns the key that lies there then */
function placeKey(path: string, key: KeyObject): KeyObject {
  const unfinished = `${path}.${process.pid}`
  told(path, () => {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(unfinished, pemOf(key), { mode: 0o600, flush: true })
    try {
      linkSync(unfinished, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      rmSync(unfinished, { force: true })
    }
  })
  return readKey(path) ?? key
}

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' })

function told<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new AppError('evidence-key', `${path}: ${(error as Error).message}`, error)
  }
}
