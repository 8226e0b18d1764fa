import { open, rename, rm } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { AppError } from '../domain/errors.ts'
import { formatInstant } from '../domain/time.ts'
import type { Instant } from '../domain/time.ts'
import { backupFormat, encodeBackup } from './backup-format.ts'
import type { BackupBlock, BackupHead, RowCounts } from './backup-format.ts'
import { quoted } from './db.ts'
import type { Db, Queryable } from './db.ts'
import { backupRowsNarrow, backupRowsWide } from './limits.ts'
import { migrationsRun, ourTables } from './tables.ts'
import type { TableShape } from './tables.ts'
import { upkeepLock } from './upkeep-lock.ts'

/** Rows of a table that went by so far; called after each block. */
export type OnProgress = (table: string, rows: number) => void

/**
 * Writes the whole store into a file (format: backup-format.ts), as it stood at one moment,
 * whatever is written meanwhile. The file is complete under its name or not there: it is written
 * beside it, synced and moved.
 *
 * @returns rows of each table
 * @throws {AppError} `backup-file`, `store-…`
 */
export async function backUp(
  db: Db,
  file: string,
  at: Instant,
  onProgress: OnProgress,
): Promise<RowCounts> {
  const partial = `${file}.${process.pid}.partial`
  try {
    const counts = await db.session((session) =>
      inSnapshot(session, () => write(session, partial, at, onProgress)),
    )
    await rename(partial, file)
    await syncFolder(dirname(resolve(file)))
    return counts
  } catch (error) {
    await rm(partial, { force: true })
    if (error instanceof AppError) throw error
    const { message } = error as Error
    throw new AppError('backup-file', `backup ${file}: cannot be written: ${message}`, error)
  }
}

/**
 * One snapshot for all tables. Upkeep is kept out first: a chunk that is compressed or dropped
 * after the snapshot was taken would be seen as empty.
 */
async function inSnapshot<T>(session: Queryable, work: () => Promise<T>): Promise<T> {
  await session.query('SET statement_timeout = 0')
  await session.query('SELECT pg_advisory_lock_shared($1)', [upkeepLock])
  try {
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    await session.query(`SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'`)
    const result = await work()
    await session.query('COMMIT')
    return result
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    await session.query('SELECT pg_advisory_unlock_shared($1)', [upkeepLock]).catch(() => undefined)
    await session.query('RESET statement_timeout').catch(() => undefined)
  }
}

async function write(
  session: Queryable,
  partial: string,
  at: Instant,
  onProgress: OnProgress,
): Promise<RowCounts> {
  const migrations = await migrationsRun(session)
  if (migrations === null) {
    throw new AppError('store-none', 'no store: the database was never opened by an engine')
  }
  const tables = await ourTables(session)
  const head: BackupHead = {
    format: backupFormat,
    madeAt: formatInstant(at),
    migrations,
    tables: tables.map(({ name, columns }) => ({
      table: name,
      columns: columns.map((column) => column.name),
    })),
  }
  const counts: Record<string, number> = Object.fromEntries(tables.map(({ name }) => [name, 0]))
  const blocks = blocksOf(session, tables, (table, added) => {
    counts[table] = (counts[table] ?? 0) + added
    onProgress(table, counts[table])
  })
  const out = createWriteStream(partial, { flush: true })
  await pipeline(encodeBackup(head, blocks), createGzip(), out)
  return counts
}

async function* blocksOf(
  session: Queryable,
  tables: readonly TableShape[],
  onRows: (table: string, added: number) => void,
): AsyncGenerator<BackupBlock> {
  for (const { name, columns } of tables) {
    const narrow = columns.every(({ fixedWidth }) => fixedWidth)
    const fetch = `FETCH ${narrow ? backupRowsNarrow : backupRowsWide} FROM backup`
    const spelled = columns.map(copyTextOf).join(', ')
    await session.query(
      `DECLARE backup NO SCROLL CURSOR FOR
       SELECT concat_ws(E'\\t', ${spelled}) AS line FROM ${quoted(name)}`,
    )
    for (;;) {
      const rows = await session.query<{ line: string }>(fetch)
      if (rows.length === 0) break
      const bytes = Buffer.from(rows.map(({ line }) => `${line}\n`).join(''))
      yield { table: name, rows: rows.length, bytes }
      onRows(name, rows.length)
    }
    await session.query('CLOSE backup')
  }
}

/** SQL that spells a column as COPY's text format does; text of fixed width needs no escapes. */
function copyTextOf({ name, fixedWidth }: TableShape['columns'][number]): string {
  const text = `${quoted(name)}::text`
  const escapes = [
    [`'\\'`, `'\\\\'`],
    [`E'\\t'`, `'\\t'`],
    [`E'\\n'`, `'\\n'`],
    [`E'\\r'`, `'\\r'`],
  ]
  const escaped = escapes.reduce((sql, [from, to]) => `replace(${sql}, ${from}, ${to})`, text)
  return `coalesce(${fixedWidth ? text : escaped}, '\\N')`
}

/** Makes the new name itself durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
