import type { Attachment } from '../domain/attachment.ts'
import type { Instant } from '../domain/time.ts'
import type { Db, Queryable, Tx } from './db.ts'
import { timeSql } from './db.ts'
import { attachmentPieceBytes } from './limits.ts'

type Stored = {
  readonly sha256: string
  readonly type: string
  readonly bytes: number
  readonly received_at: Instant
}

/**
 * Keeps bytes under their hash; bytes known already change nothing.
 *
 * @returns what is kept, and whether it is new
 */
export function keepAttachment(
  db: Db,
  attachment: Attachment,
  content: Uint8Array,
): Promise<{ readonly attachment: Attachment; readonly isNew: boolean }> {
  return db.transaction((tx) => keepAttachmentIn(tx, attachment, content))
}

/** As {@link keepAttachment}, in the transaction of the step that names it. */
export async function keepAttachmentIn(
  tx: Tx,
  attachment: Attachment,
  content: Uint8Array,
): Promise<{ readonly attachment: Attachment; readonly isNew: boolean }> {
  const { sha256, type, bytes, receivedAt } = attachment
  const added = await tx.query(
    `INSERT INTO attachment (sha256, type, bytes, received_at)
     VALUES ($1, $2, $3, ${timeSql('$4')}) ON CONFLICT DO NOTHING RETURNING sha256`,
    [sha256, type, bytes, receivedAt],
  )
  if (added.length === 0) {
    return { attachment: (await findAttachment(tx, sha256)) ?? attachment, isNew: false }
  }
  for (let piece = 0; piece * attachmentPieceBytes < bytes; piece += 1) {
    const from = piece * attachmentPieceBytes
    await tx.query('INSERT INTO attachment_piece (sha256, piece, content) VALUES ($1, $2, $3)', [
      sha256,
      piece,
      content.slice(from, from + attachmentPieceBytes),
    ])
  }
  return { attachment, isNew: true }
}

export async function findAttachment(db: Queryable, sha256: string): Promise<Attachment | null> {
  const [found] = await findAttachments(db, [sha256])
  return found ?? null
}

/** Those of the hashes whose bytes are kept, in no order. */
export async function findAttachments(
  db: Queryable,
  hashes: readonly string[],
): Promise<Attachment[]> {
  if (hashes.length === 0) return []
  const rows = await db.query<Stored>(
    'SELECT sha256, type, bytes, received_at FROM attachment WHERE sha256 = ANY ($1::text[])',
    [hashes],
  )
  return rows.map(({ received_at: receivedAt, ...row }) => ({ ...row, receivedAt }))
}

/** The bytes of an attachment, a piece in hand. */
export async function* attachmentContent(
  db: Queryable,
  sha256: string,
): AsyncGenerator<Uint8Array, void> {
  for (let piece = 0; ; piece += 1) {
    const [row] = await db.query<{ content: Uint8Array }>(
      'SELECT content FROM attachment_piece WHERE sha256 = $1 AND piece = $2',
      [sha256, piece],
    )
    if (row === undefined) return
    yield row.content
  }
}
