import type { Json } from './json.ts'
import type { Instant } from './time.ts'

/** What a step names as proof: bytes kept once, under their own SHA-256, for good. */
export type Attachment = {
  /** Lower-case hexadecimal. */
  readonly sha256: string
  /** Media type, told by the bytes themselves. */
  readonly type: string
  readonly bytes: number
  /** When the bytes first came. */
  readonly receivedAt: Instant
}

const sha256Text = /^[0-9a-f]{64}$/

/**
 * Hashes by which the attachments of a step name stored bytes. An attachment is any JSON; an object
 * with a `sha256` names bytes, and so does a text that is nothing but such a hash.
 *
 * @returns the hashes, and the first `sha256` that is none
 */
export function namedBytes(attachments: readonly Json[]): {
  readonly hashes: readonly string[]
  readonly fault: string | null
} {
  const named = attachments.flatMap((one) => {
    if (typeof one === 'string') return sha256Text.test(one) ? [one] : []
    return typeof one === 'object' && one !== null && 'sha256' in one ? [one['sha256']] : []
  })
  const wrong = named.find((hash) => typeof hash !== 'string' || !sha256Text.test(hash))
  if (wrong === undefined) return { hashes: [...new Set(named as string[])], fault: null }
  const expected = 'expected 64 lower-case hexadecimal digits'
  return { hashes: [], fault: `attachments: sha256: ${expected}, got ${JSON.stringify(wrong)}` }
}
