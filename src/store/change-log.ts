import { createHash } from 'node:crypto'
import { escapeLiteral } from 'pg'
import { changeText, type ChainedChange } from '../domain/change-text.ts'
import { assert } from '../domain/errors.ts'
import type { Change, ChangeType, NewChange } from '../domain/alert.ts'
import type { ChangeQuery } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { numberArray, storableJson, storableText, textList, timeSql } from './db.ts'
import { changesOfOneMax, changesPerStatement, evidenceChangesPage } from './limits.ts'
import { foldRowsMax, pageRowsMax } from './limits.ts'

type Stored = Omit<ChainedChange, 'prevHash'> & { readonly prev_hash: string }

/** Numbers and hashes one change: {@link appendChanges}. */
export async function appendChange(tx: Queryable, change: NewChange): Promise<Change> {
  const [appended] = await appendChanges(tx, [change])
  assert(appended !== undefined, 'one change gives one entry of the log')
  return appended
}

/** Where a server says, after each commit that added changes, that there are some. */
export const changesChannel = 'qingliu_changes'

/** Appends to the log; see {@link numberChanges}. */
export async function appendChanges(
  tx: Queryable,
  changes: readonly NewChange[],
): Promise<Change[]> {
  const { numbered, statements } = await numberChanges(tx, changes)
  for (const statement of statements) await tx.query(statement)
  return numbered
}

/**
 * Numbers changes, and answers them with the statements that enter them. It locks the head of the
 * log until the transaction ends, so numbers are gapless and in commit order: do what else the
 * transaction does before, where it can be. Its question has no parameters, which cost the embedded
 * store more (1.2 ms of CPU) than the update itself.
 */
export async function numberChanges(tx: Queryable, changes: readonly NewChange[]) {
  if (changes.length === 0) return { numbered: [], statements: [] }
  const [head] = await tx.query<{ n: number; hash: string }>(
    `UPDATE change_head SET n = n + ${changes.length}
     RETURNING n, hash, pg_notify('${changesChannel}', '')`,
  )
  assert(head !== undefined, 'the change log has a head')
  let n = head.n - changes.length
  let prevHash = head.hash
  const rows = changes.map(({ at, subject, type, actor: who, reason: why, body: state }) => {
    const [actor, reason] = [storableText(who), storableText(why)]
    const row = { n: ++n, at, subject, type, actor, reason, body: storableJson(state) }
    const hash = hashOf(row, prevHash)
    const stored: Stored = { ...row, prev_hash: prevHash, hash }
    prevHash = hash
    return stored
  })
  const statements: string[] = []
  for (let from = 0; from < rows.length; from += changesPerStatement) {
    statements.push(insertSql(rows.slice(from, from + changesPerStatement)))
  }
  const numbered = rows.map((row, i): Change => ({ ...changes[i]!, n: row.n, hash: row.hash }))
  return { numbered, statements }
}

function insertSql(rows: readonly Stored[]): string {
  const texts = (['subject', 'type', 'actor', 'reason', 'body', 'prev_hash', 'hash'] as const).map(
    (name) => textList(rows.map((row) => row[name])),
  )
  return `WITH head AS (UPDATE change_head SET hash = ${escapeLiteral(rows.at(-1)?.hash ?? '')})
    INSERT INTO change_log (n, at, subject, type, actor, reason, body, prev_hash, hash)
    SELECT n, ${timeSql('at')}, subject, type, actor, reason, body, prev_hash, hash
    FROM unnest('${numberArray(rows.map(({ n }) => n))}'::int8[],
      '${numberArray(rows.map(({ at }) => at))}'::float8[], ${texts.join(', ')})
      AS u (n, at, subject, type, actor, reason, body, prev_hash, hash)`
}

function hashOf(row: Omit<Stored, 'prev_hash' | 'hash'>, prevHash: string): string {
  return createHash('sha256')
    .update(changeText({ ...row, prevHash }))
    .digest('hex')
}

/** Changes numbered above `after`, in order, at most `pageRowsMax` at a time. */
export async function changesAfter(db: Queryable, query: ChangeQuery): Promise<Change[]> {
  const { after, limit, types } = query
  const rows = await db.query<Stored>(
    `SELECT * FROM change_log WHERE n > $1 AND ($2::text[] IS NULL OR type = ANY ($2))
     ORDER BY n LIMIT ${Math.min(limit, pageRowsMax)}`,
    [after, types],
  )
  return rows.map(toChange)
}

/** Changes of one subject in their order, its newest `changesOfOneMax`. */
export async function changesOf(db: Queryable, subject: string): Promise<Change[]> {
  const rows = await db.query<Stored>(
    `SELECT * FROM (
       SELECT * FROM change_log WHERE subject = $1 ORDER BY n DESC LIMIT ${changesOfOneMax}) s
     ORDER BY n`,
    [subject],
  )
  return rows.map(toChange)
}

/** Changes of these subjects numbered above `after` and up to `upTo`, as they are chained. */
export async function chainedChanges(
  db: Queryable,
  subjects: readonly string[],
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<ChainedChange[]> {
  const rows = await db.query<Stored>(
    `SELECT * FROM change_log WHERE subject = ANY ($1::text[]) AND n > $2 AND n <= $3
     ORDER BY n LIMIT ${evidenceChangesPage}`,
    [subjects, after, upTo],
  )
  return rows.map(({ prev_hash: prevHash, ...row }) => ({ ...row, prevHash }))
}

function toChange({ n, at, subject, type, actor, reason, body, hash }: Stored): Change {
  return { n, at, subject, type, actor, reason, hash, body: JSON.parse(body) as Change['body'] }
}

/** Number of the last change; 0 before the first. */
export async function changeHead(db: Queryable): Promise<number> {
  const [head] = await db.query<{ n: number }>('SELECT n FROM change_head')
  return head?.n ?? 0
}

/** When the first change of the log was; null before it. */
export async function logBegan(db: Queryable): Promise<Instant | null> {
  const [first] = await db.query<{ at: Instant }>('SELECT at FROM change_log ORDER BY n LIMIT 1')
  return first?.at ?? null
}

/** Number and hash of the last change. */
export async function chainHead(db: Queryable): Promise<{ n: number; hash: string }> {
  const [head] = await db.query<{ n: number; hash: string }>('SELECT n, hash FROM change_head')
  assert(head !== undefined, 'the change log has a head')
  return head
}

/** False in a database that no engine has opened yet. */
export async function hasChangeLog(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ has: boolean }>(
    `SELECT to_regclass('change_head') IS NOT NULL AS has`,
  )
  return row?.has ?? false
}

export type LogVerdict =
  | { readonly intact: true; readonly head: number }
  | { readonly intact: false; readonly firstWrong: number; readonly because: string }

/** Follows the chain from its first entry to its head, page by page. */
export async function verifyLog(db: Queryable): Promise<LogVerdict> {
  const [head] = await db.query<{ n: number; hash: string }>('SELECT n, hash FROM change_head')
  const [stray] = await db.query<{ n: number }>('SELECT n FROM change_log WHERE n < 1 LIMIT 1')
  if (stray !== undefined) {
    return { intact: false, firstWrong: stray.n, because: 'it stands before the first entry' }
  }
  let n = 0
  let prevHash = '0'.repeat(64)
  for (;;) {
    const rows = await db.query<Stored & { readonly finer: boolean }>(
      `SELECT *, at <> date_trunc('milliseconds', at) AS finer FROM change_log WHERE n > $1
       ORDER BY n LIMIT ${foldRowsMax}`,
      [n],
    )
    for (const row of rows) {
      const because = faultOf(row, n + 1, prevHash)
      if (because !== null) return { intact: false, firstWrong: n + 1, because }
      n = row.n
      prevHash = row.hash
    }
    if (rows.length < foldRowsMax) break
  }
  if (head?.n === n && head.hash === prevHash) return { intact: true, head: n }
  return { intact: false, firstWrong: n + 1, because: 'the log ends before its head' }
}

/** `finer`: its time has a part below the millisecond, which no hash has seen. */
function faultOf(
  row: Stored & { readonly finer: boolean },
  expected: number,
  prevHash: string,
): string | null {
  if (row.n !== expected) return `entry ${expected} is missing`
  if (row.prev_hash !== prevHash) return 'it does not follow from the entry before'
  if (row.finer || row.hash !== hashOf(row, prevHash)) return 'its content does not match its hash'
  return null
}

/** Newest number up to `n` among these types (null: all); null when there is none. */
export async function lastChangeUpTo(
  db: Queryable,
  n: number,
  types: readonly ChangeType[] | null,
): Promise<number | null> {
  const [row] = await db.query<{ last: number | null }>(
    `SELECT max(n) AS last FROM change_log
     WHERE n <= $1 AND ($2::text[] IS NULL OR type = ANY ($2::text[]))`,
    [n, types],
  )
  return row?.last ?? null
}
