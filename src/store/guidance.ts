import { createHash } from 'node:crypto'
import { canonicalJson } from '../domain/canonical-json.ts'
import type { Guidance, GuidanceCell } from '../domain/guidance.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable, Tx } from './db.ts'
import { timeSql } from './db.ts'

type Row = {
  readonly issue_date: string
  readonly version: number
  readonly received_at: Instant
  readonly hash: string
  readonly body: string
}
const columns = 'issue_date::text AS issue_date, version, received_at, hash, body'

const guidanceOf = ({ issue_date, version, received_at, hash, body }: Row): Guidance => ({
  ...{ issueDate: issue_date, version, receivedAt: received_at, hash },
  cells: JSON.parse(body) as GuidanceCell[],
})

/**
 * Keeps what a date was told as its next version; the same as its newest changes nothing.
 *
 * @throws {AppError} `store-key-taken` when another process has just kept that version
 */
export async function keepGuidance(
  tx: Tx,
  told: Pick<Guidance, 'issueDate' | 'receivedAt' | 'cells'>,
): Promise<{ readonly guidance: Guidance; readonly isNew: boolean }> {
  const { issueDate, receivedAt, cells } = told
  const body = canonicalJson(cells)
  const hash = createHash('sha256').update(body).digest('hex')
  const before = await newestGuidance(tx, { issueDate })
  if (before?.hash === hash) return { guidance: before, isNew: false }
  const version = (before?.version ?? 0) + 1
  await tx.query(
    `INSERT INTO guidance_air (issue_date, version, received_at, hash, body)
     VALUES ($1, $2, ${timeSql('$3')}, $4, $5)`,
    [issueDate, version, receivedAt, hash, body],
  )
  return { guidance: { issueDate, version, receivedAt, hash, cells }, isNew: true }
}

/**
 * The newest version of a date, or one of its versions; without a date that of the newest date.
 *
 * @returns null when there is none
 */
export async function newestGuidance(
  db: Queryable,
  about: { readonly issueDate: string | null; readonly version?: number | null },
): Promise<Guidance | null> {
  const [row] = await db.query<Row>(
    `SELECT ${columns} FROM guidance_air
     WHERE ($1::date IS NULL OR issue_date = $1::date) AND ($2::int IS NULL OR version = $2::int)
     ORDER BY issue_date DESC, version DESC LIMIT 1`,
    [about.issueDate, about.version ?? null],
  )
  return row === undefined ? null : guidanceOf(row)
}

/**
 * The guidance of each date from one on, as it stood when the first day it speaks of began: what
 * came later may have known that day.
 */
export async function guidanceSince(db: Queryable, from: string): Promise<Guidance[]> {
  const rows = await db.query<Row>(
    `SELECT DISTINCT ON (g.issue_date) ${columns} FROM guidance_air g
     WHERE issue_date >= $1::date
       AND received_at < (issue_date + 1)::timestamp AT TIME ZONE INTERVAL '8 hours'
     ORDER BY g.issue_date, version DESC`,
    [from],
  )
  return rows.map(guidanceOf)
}
