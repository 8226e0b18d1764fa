import { createDecipheriv, getCiphers } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { AppError } from '../domain/errors.ts'
import type { Station } from '../domain/network.ts'

/** Deciphers HJ 212 data of a station; null where it has no key or the bytes are no whole blocks. */
export type Hj212Decrypt = (station: string, bytes: Uint8Array) => Uint8Array | null

const cipher = 'sm4-ecb'
const keyBytes = 16
const blockBytes = 16
const hexKey = /^[0-9A-Fa-f]{32}$/

/**
 * Reads the SM4 keys that stations are registered with, each from where its registration says: a
 * variable of the environment, or a file. A key is 32 hex digits or 16 characters; which of them
 * operators hand out is not settled, and no key of 16 characters is one of 32 digits.
 *
 * @throws {AppError} `config`, one line per station whose key is not there; no key is ever shown
 */
export function loadHj212Keys(
  stations: readonly Pick<Station, 'id' | 'hj212'>[],
  environment: Readonly<Record<string, string | undefined>>,
): Hj212Decrypt {
  const keys = new Map<string, Uint8Array>()
  const faults: string[] = []
  for (const { id, hj212 } of stations) {
    const from = hj212?.sm4KeyFrom ?? null
    if (from === null) continue
    const key = from.startsWith('/') ? readKeyFile(from) : parseKey(environment[from])
    if (typeof key !== 'string') keys.set(id, key)
    else faults.push(`station ${id}: expected an SM4 key of ${keyBytes} bytes in ${from}, ${key}`)
  }
  if (keys.size > 0 && !getCiphers().includes(cipher)) {
    faults.push(`expected a Node.js whose OpenSSL has ${cipher}, got ${process.version} without it`)
  }
  if (faults.length > 0) throw new AppError('config', faults.join('\n'))
  return (station, bytes) => {
    const key = keys.get(station)
    return key === undefined ? null : decrypt(key, bytes)
  }
}

function readKeyFile(path: string): Uint8Array | string {
  try {
    const bytes = readFileSync(path)
    return bytes.length === keyBytes ? bytes : parseKey(bytes.toString('utf8'))
  } catch (error) {
    return `got ${(error as NodeJS.ErrnoException).code ?? 'an error'}`
  }
}

/** The key, or what came instead of one. */
function parseKey(text: string | undefined): Uint8Array | string {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return 'got nothing'
  const bytes = Buffer.from(trimmed, hexKey.test(trimmed) ? 'hex' : 'utf8')
  return bytes.length === keyBytes ? bytes : `got ${bytes.length} bytes`
}

function decrypt(key: Uint8Array, bytes: Uint8Array): Uint8Array | null {
  if (bytes.length % blockBytes !== 0) return null
  const decipher = createDecipheriv(cipher, key, null).setAutoPadding(false)
  return Buffer.concat([decipher.update(bytes), decipher.final()])
}
