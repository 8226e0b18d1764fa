import type { Fault } from '../../src/domain/reading.ts'
import { parseInstant } from '../../src/domain/time.ts'
import type { DecodeLimits } from './decode.ts'
import { fault, quote } from './fault.ts'
import { parseJsonObject } from './json-text.ts'

/**
 * Checks what a gateway says of itself: `{"online": true, "session": "…", "at": "…"}`, where the
 * last two may be missing; a Will states the `at` of its connection, so its age says nothing.
 *
 * @param payload  empty: the retained status is taken away
 * @returns the fault that refuses the message, or null
 */
export function checkStatus(payload: Uint8Array, limits: DecodeLimits): Fault | null {
  if (payload.length === 0) return null
  if (payload.length > limits.payloadBytesMax) {
    const detail = `message: expected at most ${limits.payloadBytesMax} bytes, got ${payload.length}`
    return fault(null, 'too-large', detail)
  }
  const parsed = parseJsonObject(payload)
  if (!parsed.ok) return parsed.fault
  const { online, session, at } = parsed.message
  const refuse = (field: string, expected: string, got: unknown) =>
    fault(null, 'wrong-schema', `${field}: expected ${expected}, got ${quote(got)}`)
  if (typeof online !== 'boolean') return refuse('online', 'true or false', online)
  if (!isTextOrNone(session)) return refuse('session', 'text', session)
  if (at === undefined || at === null) return null
  const isTime = typeof at === 'string' && parseInstant(at) !== null
  return isTime ? null : refuse('at', 'RFC 3339 with an offset', at)
}

const isTextOrNone = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string'
