import { AppError, assert } from '../domain/errors.ts'
import type { OnProgress } from './backup.ts'
import { openBackup } from './backup-format.ts'
import type { BackupHead, RowCounts } from './backup-format.ts'
import type { LogVerdict } from './change-log.ts'
import { quoted } from './db.ts'
import type { Db, Queryable, Tx } from './db.ts'
import { knownMigrations, migrate } from './migrate.ts'
import { migrationsRun, ourTables } from './tables.ts'
import { verifyLogAndState } from './verify-state.ts'

export type Restored = {
  readonly head: BackupHead
  /** Rows of each table as the file tells them, and as they were then counted: they agree. */
  readonly inFile: RowCounts
  readonly inStore: RowCounts
  /** Of the log, and of the alerts and workflows that it tells of. */
  readonly log: LogVerdict
}

/**
 * Reads a backup through to its end and checks it; nothing is written.
 *
 * @throws {AppError} `backup-file`, `backup-damaged`, `backup-newer` when it knows migrations that
 *   this program does not
 */
export async function checkBackup(file: string): Promise<void> {
  const backup = await openBackup(file)
  try {
    requireKnown(file, backup.head)
    for await (const block of backup.blocks()) {
      assert(block.rows > 0, 'a block of a backup holds rows')
    }
  } finally {
    backup.close()
  }
}

function requireKnown(file: string, { migrations }: BackupHead): void {
  const known = knownMigrations()
  const unknown = migrations.find((name, index) => known[index] !== name)
  if (unknown === undefined) return
  throw new AppError(
    'backup-newer',
    `backup ${file}: made by another version, whose migration ${unknown} is not the next of ours`,
  )
}

/**
 * Puts a backup into an empty store, checked by {@link checkBackup} before. The schema is brought
 * to where it was when the backup was made, filled in one transaction, then brought up to now; a
 * failure leaves an empty store.
 *
 * @throws {AppError} `store-not-empty`, `backup-damaged`, `store-…`
 */
export async function restore(db: Db, file: string, onProgress: OnProgress): Promise<Restored> {
  await requireEmpty(db)
  const backup = await openBackup(file)
  const { head } = backup
  try {
    await removeEmptySchema(db)
    await migrate(db, head.migrations.length)
    const counts = await db.transaction((tx) => load(tx, backup, onProgress), { unhurried: true })
    await migrate(db)
    return { head, ...counts, log: await verifyLogAndState(db) }
  } finally {
    backup.close()
  }
}

/** Empty is a database without our schema, or with one in which nothing was ever taken. */
async function requireEmpty(db: Queryable): Promise<void> {
  if ((await migrationsRun(db)) === null) return
  const [found] = await db.query<{ values: number; changes: number }>(
    `SELECT (SELECT sum(value) FROM counter)::int8 AS values,
            (SELECT n FROM change_head) AS changes`,
  )
  if (found?.values === 0 && found.changes === 0) return
  throw new AppError(
    'store-not-empty',
    `store: expected an empty one, got ${found?.values} values counted and ${found?.changes} ` +
      'changes; restore into a new folder (QINGLIU_DATA) or database (DATABASE_URL)',
  )
}

async function removeEmptySchema(db: Db): Promise<void> {
  if ((await migrationsRun(db)) === null) return
  // A hypertable cannot be dropped along with others.
  for (const { name } of await ourTables(db)) await db.query(`DROP TABLE ${quoted(name)} CASCADE`)
  await db.query('DROP TABLE migration')
}

async function load(
  tx: Tx,
  backup: Awaited<ReturnType<typeof openBackup>>,
  onProgress: OnProgress,
): Promise<Pick<Restored, 'inFile' | 'inStore'>> {
  const columnsOf = new Map(backup.head.tables.map(({ table, columns }) => [table, columns]))
  const tables = [...columnsOf.keys()]
  // The migrations put first rows into some.
  await tx.query(`TRUNCATE ${tables.map(quoted).join(', ')}`)
  const blocks = backup.blocks()
  const loaded = new Map<string, number>()
  for (;;) {
    const next = await blocks.next()
    if (next.done === true) {
      const inFile = next.value.rows
      return { inFile, inStore: await requireCounts(tx, inFile) }
    }
    const { table, rows, bytes } = next.value
    const columns = columnsOf.get(table)
    if (columns === undefined) {
      throw new AppError('backup-damaged', `backup: expected a table of its head, got ${table}`)
    }
    await tx.copyText({ table, columns }, new Uint8Array(bytes))
    loaded.set(table, (loaded.get(table) ?? 0) + rows)
    onProgress(table, loaded.get(table) ?? 0)
  }
}

async function requireCounts(tx: Queryable, expected: RowCounts): Promise<RowCounts> {
  const counted: Record<string, number> = {}
  for (const [table, rows] of Object.entries(expected)) {
    const [found] = await tx.query<{ n: number }>(`SELECT count(*) AS n FROM ${quoted(table)}`)
    counted[table] = found?.n ?? 0
    if (counted[table] === rows) continue
    throw new AppError(
      'backup-damaged',
      `${table}: expected ${rows} rows, the store has ${counted[table]}`,
    )
  }
  return counted
}
