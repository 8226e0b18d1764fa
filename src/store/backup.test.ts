import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNativeServer } from '../../test/native-server.ts'
import { saveAlert } from './alerts.ts'
import { backUp } from './backup.ts'
import { appendChange, changeHead, verifyLog } from './change-log.ts'
import { saveCheckpoint } from './checkpoints.ts'
import { batchOf, commitRow, exampleAlert, exampleChange } from './contract-examples.ts'
import { exampleEvent, exampleWorkflow, newSeries, startAt } from './contract-examples.ts'
import { loadCounters } from './counters.ts'
import type { Db } from './db.ts'
import { quoted, timeSql } from './db.ts'
import { openEmbedded } from './embedded.ts'
import { insertEventsSql } from './events.ts'
import { remember } from './idempotency.ts'
import { migrate } from './migrate.ts'
import { createReadingCommitter } from './readings-commit.ts'
import { checkBackup, restore } from './restore.ts'
import { loadSeries } from './series.ts'
import { openServer } from './server.ts'
import { ourTables } from './tables.ts'
import { saveWorkflow } from './workflows.ts'

const home = mkdtempSync(join(tmpdir(), 'qingliu-backup-'))
const native = await startNativeServer()
const opened: Db[] = []
afterAll(async () => {
  for (const db of opened) await db.close()
  await native?.stop()
  rmSync(home, { recursive: true, force: true })
})

async function empty(kind: Db['kind']): Promise<Db> {
  const folder = join(home, `store-${opened.length}`)
  const db = await (kind === 'embedded'
    ? openEmbedded(folder)
    : openServer((await native?.database()) ?? ''))
  opened.push(db)
  return db
}

const awkward = 'tab\t line\nfeed\r back\\slash \\N \\. "quote" \u2028 清流 '

/** Something in every table, with what a text format could spoil. */
async function fill(db: Db): Promise<void> {
  await migrate(db)
  const id = await newSeries(db, awkward)
  const { commit } = createReadingCommitter(db)
  const values = [-0.1 + 1e-17, 5e-324, 1.7976931348623157e308, -0]
  const rows = values.map((value, step) => commitRow(id, step, { value }))
  const payload = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const refusal = {
    station: null,
    topic: awkward,
    receivedAt: startAt,
    faults: [{ parameter: null, code: 'not-json', detail: awkward }] as const,
    values: 1,
    payload,
    payloadWhole: true,
  }
  await commit(
    batchOf(rows, {
      refusals: [refusal, refusal],
      receipts: [1, 2, 9].map((seq) => ({
        ...{ station: 's', session: awkward, seq, from: 0, to: 0, refused: 0 },
      })),
      rawFrames: [{ station: 's', payload, receivedAt: startAt }],
      received: rows.length + 2,
    }),
  )
  await commit(batchOf([commitRow(id, 1, { value: 7, ahead: false })]))
  await db.query(insertEventsSql([exampleEvent('e', { evidence: { awkward } })]))
  await saveCheckpoint(
    db,
    { foldedNo: 4, form: 1 },
    new Map([['part', JSON.stringify({ awkward })]]),
  )
  await db.query(`INSERT INTO tick (no, after_ingest_no, at, kind, body)
    VALUES (1, 4, ${timeSql(String(startAt))}, 'timer', '{}')`)
  await remember(db, { key: 'k', requestHash: 'h', status: 200, response: awkward }, startAt)
  const [alert, workflow] = [exampleAlert('a', { n: 39 }), exampleWorkflow('w', { n: 40 })]
  await saveAlert(db, alert)
  await saveWorkflow(db, workflow)
  const changes = Array.from({ length: 39 }, () => exampleChange('a', { body: { alert } }))
  changes.push(exampleChange('w', { type: 'workflow.opened', body: { workflow } }))
  for (const change of changes) {
    await db.transaction((tx) => appendChange(tx, { ...change, reason: awkward }))
  }
}

/** Every row of every table as text. */
async function contents(db: Db): Promise<Record<string, unknown>> {
  const tables = await ourTables(db)
  const found = []
  for (const { name } of tables) {
    const rows = await db.query(`SELECT t::text AS row FROM ${quoted(name)} t ORDER BY 1`)
    found.push([name, rows.map(({ row }) => row)])
  }
  return Object.fromEntries(found) as Record<string, unknown>
}

const ignore = () => undefined

const hasServer = native !== null
describe.each([
  ['embedded', 'embedded', true],
  ['embedded', 'server', hasServer],
  ['server', 'embedded', hasServer],
] as const)('a backup of the %s store, restored into the %s', (from, to, possible) => {
  const file = join(home, `${from}-${to}.backup`)
  let source: Db
  let target: Db
  beforeAll(async () => {
    if (!possible) return
    source = await empty(from)
    target = await empty(to)
    await fill(source)
    await backUp(source, file, startAt, ignore)
    await checkBackup(file)
  }, 600_000)

  afterAll(async () => {
    if (possible) await Promise.all([source.close(), target.close()])
  })

  it.skipIf(!possible)('holds every row of every table', async () => {
    const { inFile, inStore, log } = await restore(target, file, ignore)
    expect(inStore).toEqual(inFile)
    expect(inFile).toMatchObject({ reading: 4, reading_revision: 1, refusal: 2, raw_frame: 1 })
    expect(log).toEqual({ intact: true, head: 40 })
    expect(await contents(target)).toEqual(await contents(source))
  })

  it.skipIf(!possible)('goes on where it was, without doubling', async () => {
    const id = (await loadSeries(target))[0]?.id ?? 0
    const { commit } = createReadingCommitter(target)
    const rows = [commitRow(id, 1, { value: 7, ahead: false }), commitRow(id, 9)]
    const { rows: outcomes, head } = await commit(batchOf(rows))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['duplicate', 'stored'])
    expect(head).toBe(6)
    expect(await loadCounters(target)).toMatchObject({ received: 9, stored: 5, refused: 2 })
    await target.transaction((tx) => appendChange(tx, exampleChange('a')))
    expect(await changeHead(target)).toBe(41)
    expect(await verifyLog(target)).toEqual({ intact: true, head: 41 })
  })

  it.skipIf(!possible)('is refused by a store that took something', async () => {
    const again = restore(target, file, ignore)
    await expect(again).rejects.toMatchObject({ code: 'store-not-empty' })
  })
})

describe('a backup file', () => {
  let db: Db
  const file = join(home, 'one.backup')
  beforeAll(async () => {
    db = await empty('embedded')
    await fill(db)
    await backUp(db, file, startAt, ignore)
  }, 600_000)
  const changed = (name: string, bytes: Uint8Array) => {
    const path = join(home, name)
    writeFileSync(path, bytes)
    return path
  }

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 20)],
    ['cut in its middle', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['of something else', () => gzipSync('{"some":"thing"}\n')],
    ['with a changed byte', (bytes: Buffer) => Buffer.from(bytes).fill(bytes[500]! ^ 1, 500, 501)],
    [
      'changed and compressed again',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString('latin1').replace('\t7\t', '\t8\t')),
    ],
    [
      'whose compressed content ends early',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).subarray(0, -200)),
    ],
    ['with more behind its end', (bytes: Buffer) => gzipSync(`${gunzipSync(bytes).toString()}x`)],
  ])('%s is refused', async (name, change) => {
    const path = changed(name.replaceAll(' ', '-'), change(readFileSync(file)))
    await expect(checkBackup(path)).rejects.toMatchObject({ code: 'backup-damaged' })
  })

  it('that changed after it was checked leaves the store empty', async () => {
    const target = await empty('embedded')
    const bad = gunzipSync(readFileSync(file)).toString('latin1').replace('\t7\t', '\t8\t')
    const path = changed('late.backup', gzipSync(Buffer.from(bad, 'latin1')))
    await expect(restore(target, path, ignore)).rejects.toMatchObject({ code: 'backup-damaged' })
    expect(await loadSeries(target)).toEqual([])
    await restore(target, file, ignore)
    expect(await contents(target)).toEqual(await contents(db))
    await target.close()
  }, 600_000)

  it.each([
    ['alert', `kind = 'air'`, 39],
    ['workflow', `body = jsonb_set(body, '{district}', '"none"')`, 40],
  ])(
    'of a store whose %s is not as its change left it is told as such',
    async (table, set, n) => {
      const path = join(home, `${table}.backup`)
      const [before] = await db.query<{ body: string; kind: string }>(
        `SELECT body::text AS body, kind FROM ${table}`,
      )
      await db.query(`UPDATE ${table} SET ${set}`)
      await backUp(db, path, startAt, ignore)
      await db.query(`UPDATE ${table} SET body = $1, kind = $2`, [before!.body, before!.kind])
      const target = await empty('embedded')
      const { log } = await restore(target, path, ignore)
      expect(log).toMatchObject({ intact: false, firstWrong: n })
      await target.close()
    },
    600_000,
  )

  it('of a version to come is refused', async () => {
    const newer = gunzipSync(readFileSync(file))
      .toString('latin1')
      .replace('"migrations":[', '"migrations":["000-first",')
    const path = changed('newer.backup', gzipSync(Buffer.from(newer, 'latin1')))
    await expect(checkBackup(path)).rejects.toMatchObject({ code: 'backup-newer' })
  })

  it('that cannot be written or read is said so, and nothing is left behind', async () => {
    const nowhere = join(home, 'no', 'folder')
    await expect(backUp(db, nowhere, startAt, ignore)).rejects.toMatchObject({
      code: 'backup-file',
    })
    await expect(checkBackup(nowhere)).rejects.toMatchObject({ code: 'backup-file' })
    expect(readdirSync(home).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  it('of an older schema is filled in, then brought up to now', async () => {
    const old = await empty('embedded')
    await migrate(old, 3)
    await old.query(`UPDATE counter SET value = 3 WHERE name IN ('received', 'refused')`)
    const path = join(home, 'old.backup')
    await backUp(old, path, startAt, ignore)
    await old.close()
    const target = await empty('embedded')
    await checkBackup(path)
    await restore(target, path, ignore)
    expect(await migrate(target)).toEqual([])
    expect(await loadCounters(target)).toMatchObject({ received: 3, refused: 3 })
    await target.close()
  }, 600_000)

  it('need not know of sequences, since no table has one', async () => {
    const sequences = await db.query(
      `SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace`,
    )
    expect(sequences).toEqual([{ relname: 'migration_id_seq' }])
  })
})
