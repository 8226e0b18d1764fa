import { escapeLiteral } from 'pg'
import { AppError } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'

export type Row = Readonly<Record<string, unknown>>
export type Param =
  string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null)[]

/**
 * Something that answers SQL. `timestamptz` comes back as epoch milliseconds, `int8` as a number,
 * `jsonb` parsed, `bytea` as bytes; times go in through {@link timeSql}.
 *
 * Without `params` the text may hold several statements; the rows of the last are answered.
 *
 * @throws {AppError} `store-…`, see {@link storeError}
 */
export type Queryable = {
  query<R extends Row>(sql: string, params?: readonly Param[]): Promise<R[]>
}

/** A table and those of its columns that a row names, in the order of the row. */
export type CopyTarget = { readonly table: string; readonly columns: readonly string[] }

/** What ends a transaction: rows of `reading` as binary COPY takes them (see copy-encoder.ts), */
export type LastWords = {
  readonly readings: Uint8Array<ArrayBuffer> | null
  /** and a statement after them, of which no answer is wanted. */
  readonly sql: string
}

/** One transaction; it ends with the work it was given to. */
export type Tx = Queryable & {
  /**
   * Appends readings, runs a statement and commits, asking the store as few times as it can:
   * each question costs a commit more than most statements do. Nothing may follow. The bytes are
   * given away.
   */
  finish(words: LastWords): Promise<void>
  /** Appends rows of any table in COPY's text format. The bytes are given away. */
  copyText(target: CopyTarget, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

export type Manner = { readonly unhurried?: boolean; readonly readOnly?: boolean }
export type Listening = { close(): Promise<void> }

/**
 * The store. The embedded one has a single session: inside `transaction` or `session` use only
 * what is handed in, since a query on the store itself waits for the end of that very work.
 */
export type Db = Queryable & {
  readonly kind: 'embedded' | 'server'
  /**
   * Commits when the work resolves, rolls back when it throws.
   *
   * @param manner  `unhurried`: its statements may take any time (restore, upkeep); `readOnly`: it
   *   writes nothing, is not fenced, and may begin with the isolation it needs
   * @throws {AppError} `store-second-writer` where the fence has fallen
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, manner?: Manner): Promise<T>
  /**
   * From now on each transaction begins by holding the owner's epoch, and fails once another owner
   * has come; what it has begun by then ends first. An embedded store has its folder's lock.
   */
  fence(epoch: number): void
  /**
   * Calls back when somebody may have said something on the channel: a hint, nothing more; after
   * a connection was lost, too. An embedded store has nobody to hear.
   */
  listen(channel: string, heard: () => void): Listening
  /** One session to oneself, without a transaction: migrations, advisory locks. */
  session<T>(work: (session: Queryable) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * A statement that writes into a compressed chunk decompresses what it may touch, by default up to
 * 100,000 rows and then fails: a batch of late readings of 100 series would, each time it is tried.
 */
export const writeCompressed = [
  'timescaledb.max_tuples_decompressed_per_dml_transaction',
  0,
] as const
export const writeCompressedSql = `SET ${writeCompressed.join(' = ')}`

/** PostgreSQL's numbers for the types that are read our way. */
export const byteaOid = 17
export const int8Oid = 20
export const timestamptzOid = 1184

/** SQL for an instant given as milliseconds: exact, since PostgreSQL rounds to microseconds. */
export function timeSql(ms: string): string {
  return `to_timestamp(${ms}::float8 / 1000)`
}

/** The statement that takes rows in COPY's text format from `source`. */
export function copyTextSql({ table, columns }: CopyTarget, source: string): string {
  return `COPY ${quoted(table)} (${columns.map(quoted).join(', ')}) FROM ${source}`
}

/** A name as SQL takes it, whatever it holds. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A list of texts as SQL spells it. */
export function textList(texts: readonly string[]): string {
  return `ARRAY[${texts.map((text) => literal(storableText(text))).join(',')}]::text[]`
}

/** The driver walks a text letter by letter, which the states of a checkpoint seldom need. */
function literal(text: string): string {
  return /['\\]/.test(text) ? escapeLiteral(text) : `'${text}'`
}

/** Array literal of numbers: one text instead of a walk through the driver's serialisers. */
export function numberArray(values: readonly number[]): string {
  return `{${values.join(',')}}`
}

/**
 * Text from outside as PostgreSQL can hold it: neither NUL nor half a surrogate pair, either of
 * which would fail the whole batch it came with.
 *
 * @example storableText('a\0b') // => 'a\ufffdb'
 */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, '\ufffd')
}

/** JSON as `jsonb` can hold it; see {@link storableText}. */
export function storableJson(value: Json): string {
  const text = JSON.stringify(value)
  if (!text.includes('\\u')) return text
  // Every escape is stepped over, so that an escaped backslash before a `u` is no escape.
  return text.replace(/\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/g, (escape) =>
    escape.length > 2 ? '\\ufffd' : escape,
  )
}

/** Bytes as an array for `decode(…, 'base64')`: arrays of `bytea` differ between the drivers. */
export function base64Array(values: readonly Uint8Array[]): string[] {
  return values.map((bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  )
}

/**
 * Reads PostgreSQL's spelling of a `timestamptz` in a UTC session.
 *
 * @example parseTimestamp('2026-11-23 00:05:00.25+00') // => 1795392300250
 */
export function parseTimestamp(text: string): Instant {
  const part = (from: number, to: number) => Number(text.slice(from, to))
  const whole = Date.UTC(part(0, 4), part(5, 7) - 1, part(8, 10), part(11, 13), part(14, 16))
  return whole + Math.round(Number.parseFloat(text.slice(17)) * 1000)
}

const codeOfSqlState: Readonly<Record<string, string>> = {
  '23505': 'store-key-taken',
  '23P01': 'store-overlap',
  QL001: 'store-second-writer',
  '40001': 'store-retry',
  '40P01': 'store-retry',
  '57014': 'store-timeout',
  '57P01': 'store-unreachable',
  '57P02': 'store-unreachable',
  '57P03': 'store-unreachable',
  '53100': 'store-full',
  '53200': 'store-full',
  '53300': 'store-unreachable',
  ECONNREFUSED: 'store-unreachable',
  ECONNRESET: 'store-unreachable',
  EPIPE: 'store-unreachable',
  ETIMEDOUT: 'store-unreachable',
  ENOTFOUND: 'store-unreachable',
  EAI_AGAIN: 'store-unreachable',
  EHOSTUNREACH: 'store-unreachable',
  ENETUNREACH: 'store-unreachable',
}

/**
 * Failure of the store as the rest of the program sees it: `store-key-taken`,
 * `store-overlap` (of a range held), `store-second-writer` (migration 030 raises it), `store-retry`, `store-timeout`, `store-full` (disk or memory), `store-unreachable`, otherwise `store-query`.
 *
 * @param state  SQLSTATE, or the system's error code for a connection
 */
export function storeError(state: string | undefined, message: string, cause?: unknown): AppError {
  const code =
    codeOfSqlState[state ?? ''] ?? (state?.startsWith('08') ? 'store-unreachable' : 'store-query')
  return new AppError(code, `store: ${message}`, cause)
}

/** `error` is an AppError of that code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof AppError && error.code === code
}
