import type { Also } from './desk.ts'
import type { Engine } from './engine.ts'
import type { Keep } from './http/capabilities.ts'
import { remember } from './store/idempotency.ts'

/** What keeps the answer to a command in the transaction of what it did. */
export function keeping<T>(
  { parts: { clock } }: Engine,
  keep: Keep<T> | null,
): Also<T> | undefined {
  if (keep === null) return undefined
  return (tx, subject) => remember(tx, toRemembered(keep(subject)), clock.now())
}

/** An answer as the store keeps it. */
export function toRemembered({ key, requestHash, status, etag, body }: ReturnType<Keep<unknown>>) {
  return { key, requestHash, status, response: { etag, body } }
}
