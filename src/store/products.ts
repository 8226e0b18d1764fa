import { createHash } from 'node:crypto'
import { canonicalJson } from '../domain/canonical-json.ts'
import { assert } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import type { KeptDraft, ProductDraft, ReleasedProduct } from '../domain/product.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { storableJson, timeSql } from './db.ts'

/** Canonical JSON as the store gives it back, also where people entered what no text can hold. */
const storedText = (value: object) => storableJson(JSON.parse(canonicalJson(value)) as Json)

/** SHA-256 of a text, in hexadecimal. */
const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Keeps a draft under the hash of its canonical JSON; the same draft again changes nothing. */
export async function keepDraft(tx: Queryable, draft: ProductDraft): Promise<KeptDraft> {
  const body = storedText(draft)
  const hash = hashOfText(body)
  await tx.query(
    `INSERT INTO product_draft (hash, date, made_at, body)
     VALUES ($1, $2, ${timeSql('$3')}, $4) ON CONFLICT DO NOTHING`,
    [hash, draft.date, draft.madeAt, body],
  )
  return { ...draft, hash }
}

/** @throws {Error} when there is none: a consultation outlived its draft */
export async function loadDraft(db: Queryable, hash: string): Promise<KeptDraft> {
  const [row] = await db.query<{ body: string }>('SELECT body FROM product_draft WHERE hash = $1', [
    hash,
  ])
  assert(row !== undefined, `the draft ${hash} is kept`)
  return { ...(JSON.parse(row.body) as ProductDraft), hash }
}

/** What the engine drafted for each date from one on, not what a correction began from. */
export async function draftsSince(db: Queryable, from: string): Promise<KeptDraft[]> {
  const rows = await db.query<{ hash: string; body: string }>(
    `SELECT DISTINCT ON (d.date) d.hash, d.body
     FROM workflow w JOIN product_draft d ON d.hash = w.body -> 'about' ->> 'draft'
     WHERE w.body -> 'about' ->> 'product' = 'air' AND w.body -> 'about' ->> 'date' >= $1
       AND w.body -> 'about' ->> 'corrects' IS NULL
     ORDER BY d.date, w.opened_at DESC`,
    [from],
  )
  return rows.map(({ hash, body }) => ({ ...(JSON.parse(body) as ProductDraft), hash }))
}

/**
 * Keeps a released version for good.
 *
 * @param document  of the version, without its hash
 * @throws {AppError} `store-key-taken` when that version was released before
 */
export async function keepProduct(
  tx: Queryable,
  release: { readonly date: string; readonly version: number; readonly issuedAt: Instant },
  document: object,
): Promise<ReleasedProduct> {
  const { date, version, issuedAt } = release
  const hash = hashOfText(storedText(document))
  const text = storedText({ ...document, hash })
  await tx.query(
    `INSERT INTO product (date, version, issued_at, hash, document)
     VALUES ($1, $2, ${timeSql('$3')}, $4, $5)`,
    [date, version, issuedAt, hash, text],
  )
  return { ...release, hash, document: text }
}

/** Locks the newest version of a date until the transaction ends; corrections take turns by it. */
export async function lockNewestVersion(tx: Queryable, date: string): Promise<number | null> {
  const [row] = await tx.query<{ version: number }>(
    `SELECT version FROM product WHERE date = $1::date ORDER BY version DESC LIMIT 1 FOR UPDATE`,
    [date],
  )
  return row?.version ?? null
}

/**
 * The newest version of a date, or one of its versions; without a date the newest release.
 *
 * @returns null when nothing was released
 */
export async function releasedProduct(
  db: Queryable,
  about: { readonly date: string | null; readonly version?: number | null },
): Promise<ReleasedProduct | null> {
  const [row] = await db.query<{
    date: string
    version: number
    issued_at: Instant
    hash: string
    document: string
  }>(
    `SELECT date::text AS date, version, issued_at, hash, document FROM product
     WHERE ($1::date IS NULL OR date = $1::date) AND ($2::int IS NULL OR version = $2::int)
     ORDER BY date DESC, version DESC LIMIT 1`,
    [about.date, about.version ?? null],
  )
  if (row === undefined) return null
  const { date, version, issued_at: issuedAt, hash, document } = row
  return { date, version, issuedAt, hash, document }
}
