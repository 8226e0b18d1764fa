import type { Writable } from 'node:stream'
import { Pool, types } from 'pg'
import type { Client, Connection, PoolClient, Submittable } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { AppError } from '../domain/errors.ts'
import { copyReadingsSql } from './copy-encoder.ts'
import { engineVersion } from './engine-version.ts'
import { byteaOid, copyTextSql, hasCode, int8Oid } from './db.ts'
import { parseTimestamp, storeError, timestamptzOid, writeCompressed } from './db.ts'
import type { Db, LastWords, Param, Queryable, Row, Tx } from './db.ts'
import { answerTimeoutMs, connectTimeoutMs } from './limits.ts'
import { poolConnectionsMax, statementTimeoutMs } from './limits.ts'
import { listenOn } from './listen.ts'

type Parser = (text: string) => unknown

/** Oldest TimescaleDB this dialect was tried on. */
const oldestVersion = [2, 19] as const

/**
 * Opens a PostgreSQL server with TimescaleDB, through a pool of connections.
 *
 * @param url  `postgres://…`
 * @throws {AppError} `store-unreachable`; `store-no-timescaledb` when the extension is absent
 *   or too old
 */
export async function openServer(
  url: string,
  { poolMax = poolConnectionsMax, answerMs = answerTimeoutMs } = {},
): Promise<Db> {
  const pool = new Pool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // What a dead line leaves behind on the server holds its locks for no longer.
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    options:
      '-c timezone=UTC -c datestyle=ISO -c client_min_messages=warning ' +
      `-c ${writeCompressed.join('=')}`,
    types: { getTypeParser: parserOf },
  })
  // An idle connection that breaks is replaced by the pool; the next query tells if it cannot be.
  pool.on('error', () => undefined)
  const db = createDb(pool, answerMs, url)
  try {
    await requireTimescale(db)
  } catch (error) {
    await pool.end()
    throw error
  }
  return db
}

async function requireTimescale(db: Db): Promise<void> {
  const refusal = await db.query('CREATE EXTENSION IF NOT EXISTS timescaledb').then(
    () => null,
    (error: unknown) => error,
  )
  if (hasCode(refusal, 'store-unreachable')) throw refusal
  const { timescaledb, licence } = await engineVersion(db)
  const [major = 0, minor = 0] = (timescaledb ?? '').split('.').map(Number)
  const [oldestMajor, oldestMinor] = oldestVersion
  const recent = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
  // The licence is known only where the server has loaded the extension.
  if (recent && licence !== null) return
  throw new AppError(
    'store-no-timescaledb',
    `store: expected TimescaleDB ${oldestVersion.join('.')} or later, preloaded, on the server ` +
      `of DATABASE_URL, got ${timescaledb ?? 'a database without it'}`,
    refusal,
  )
}

const ownParsers: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [int8Oid, Number],
  [timestamptzOid, parseTimestamp],
  [byteaOid, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))],
])

type Oid = Parameters<typeof types.getTypeParser>[0]
const parserOf: typeof types.getTypeParser = (oid: Oid, format?: 'text' | 'binary'): Parser =>
  ownParsers.get(oid) ?? (types.getTypeParser(oid, format ?? 'text') as Parser)

function createDb(pool: Pool, answerMs: number, url: string): Db {
  const withClient = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect().catch(rethrow)
    let broken: Error | undefined
    const onError = (error: Error) => {
      broken = error
    }
    client.on('error', onError)
    try {
      return await work(client)
    } catch (error) {
      // The socket may close a moment later; a pool that kept it would hand it to the next.
      if (hasCode(error, 'store-unreachable')) broken ??= error as Error
      throw error
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }
  let closing: Promise<void> | null = null
  let fenceSql = ''
  return {
    kind: 'server',
    query: (sql, params) => withClient((client) => queryOn(client, answerMs).query(sql, params)),
    session: (work) => withClient((client) => work(queryOn(client, null))),
    transaction: (work, manner) =>
      withClient((client) => {
        const unhurried = manner?.unhurried === true
        const beginSql =
          `BEGIN${unhurried ? '; SET LOCAL statement_timeout = 0' : ''}` +
          (manner?.readOnly === true ? '' : fenceSql)
        return inTransaction(client, unhurried ? null : answerMs, beginSql, work)
      }),
    fence: (epoch) => {
      fenceSql = `; SELECT hold_epoch(${epoch})`
    },
    listen: (channel, heard) => listenOn(url, channel, heard),
    close: () => (closing ??= pool.end()),
  }
}

/** @param answerMs  null: an unhurried one, which neither side gives up */
async function inTransaction<T>(
  client: PoolClient,
  answerMs: number | null,
  beginSql: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const session = queryOn(client, answerMs)
  const copyIn = (sql: string, bytes: Uint8Array) =>
    answered(client, answerMs, copy(client, sql, bytes))
  const said = { first: false, last: false }
  const begin = async () => {
    if (said.first) return
    said.first = true
    await session.query(beginSql)
  }
  const finish = async ({ readings, sql }: LastWords) => {
    // One text, and one answer to wait for; what fails within it leaves the rest out.
    const begun = said.first ? [] : [beginSql]
    Object.assign(said, { first: true, last: true })
    if (readings === null) await session.query([...begun, sql, 'COMMIT'].join('; '))
    else await copyIn([...begun, copyReadingsSql('STDIN'), sql, 'COMMIT'].join('; '), readings)
  }
  const tx: Tx = {
    async query(sql, params) {
      await begin()
      return session.query(sql, params)
    },
    finish,
    async copyText(target, bytes) {
      await begin()
      await copyIn(copyTextSql(target, 'STDIN'), bytes)
    },
  }
  try {
    const result = await work(tx)
    if (said.first && !said.last) await session.query('COMMIT')
    return result
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {
      throw storeError('08006', 'lost the connection within a transaction', error)
    })
    throw error
  }
}

/** @param answerMs  null: a session may take its time */
function queryOn(client: PoolClient, answerMs: number | null): Queryable {
  return {
    query: async <R extends Row>(sql: string, params?: readonly Param[]) => {
      const answer = client.query<R>(sql, params === undefined ? undefined : [...params])
      const result = await answered(client, answerMs, answer).catch(rethrow)
      // Several statements in one text are answered by an array of results.
      const last = Array.isArray(result) ? (result.at(-1) as typeof result) : result
      return last.rows
    },
  }
}

/** Breaks the connection when the answer does not come: the answer then fails as unreachable. */
async function answered<T>(
  client: PoolClient,
  answerMs: number | null,
  answer: Promise<T>,
): Promise<T> {
  if (answerMs === null) return answer
  const timer = setTimeout(() => void (client as unknown as Client).end(), answerMs)
  return answer.finally(() => {
    clearTimeout(timer)
  })
}

/**
 * Rows are sent at once and not when the server asks for them: it takes them up when it comes to the
 * COPY, and passes over those of one that it never came to.
 *
 * @param sql  a COPY from STDIN, alone or among other statements, whose answers nobody hears
 * @source PostgreSQL documentation, Message Flow, "COPY Operations"
 */
function copy(client: PoolClient, sql: string, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = copyFrom(sql) as Writable as CopyStream
    const { submit, handleCopyInResponse: send } = stream
    const unheard = () => undefined
    Object.assign(stream, {
      submit(connection: Connection) {
        submit.call(stream, connection)
        send.call(stream, connection)
      },
      handleCopyInResponse: unheard,
      handleRowDescription: unheard,
      handleDataRow: unheard,
    })
    stream.once('finish', resolve)
    stream.once('error', (error) => reject(asStoreError(error)))
    stream.end(bytes)
    client.query(stream)
  })
}

/** What pg asks of a stream of pg-copy-streams; its types say less. */
type CopyStream = Writable & Submittable & Readonly<Record<'submit' | 'handleCopyInResponse', Told>>
type Told = (this: Writable, connection: Connection) => void

function rethrow(error: unknown): never {
  throw asStoreError(error)
}

function asStoreError(error: unknown): AppError {
  const { message, code } = error as { message: string; code?: string }
  // What is neither the server's word nor the system's is the driver's on a lost connection.
  return storeError(code ?? 'ECONNRESET', message, error)
}
