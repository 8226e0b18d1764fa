import type { ChangeType } from './alert.ts'
import type { Instant } from './time.ts'

/** One entry of the change log as it is chained: its body is JSON text, to the byte. */
export type ChainedChange = {
  readonly n: number
  readonly at: Instant
  readonly subject: string
  readonly type: ChangeType
  readonly actor: string
  readonly reason: string
  readonly body: string
  readonly prevHash: string
  readonly hash: string
}

/**
 * What the SHA-256 of an entry runs over: the hash before and the row, spelled as a JSON array of
 * its fields. The body stands in it as its very text, so that no change of a byte goes unseen.
 */
export function changeText(change: Omit<ChainedChange, 'hash'>): string {
  const { prevHash, n, at, subject, type, actor, reason, body } = change
  return JSON.stringify([prevHash, n, at, subject, type, actor, reason, body])
}
