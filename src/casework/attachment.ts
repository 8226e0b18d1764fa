import { createHash } from 'node:crypto'
import type { Attachment } from '../domain/attachment.ts'
import type { Instant } from '../domain/time.ts'

/** Bytes as they are kept: under their hash, with their media type and when they came. */
export function attachmentOf(content: Uint8Array, type: string, receivedAt: Instant): Attachment {
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { sha256, type, bytes: content.length, receivedAt }
}
