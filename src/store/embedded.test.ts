import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it } from 'vitest'
import { schemaPicture } from '../../test/schema-picture.ts'
import { openEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'
import { storeContract } from './store-contract.ts'

const home = mkdtempSync(join(tmpdir(), 'qingliu-store-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

storeContract('embedded', () => openEmbedded(join(home, 'contract')))

/** Another process that opens the folder, writes a row and stays; what it said first. */
async function anotherProcess(folder: string) {
  const script = `
    import { openEmbedded } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)}
    try {
      const db = await openEmbedded(${JSON.stringify(folder)})
      await db.query('CREATE TABLE survives (n int); INSERT INTO survives VALUES (7)')
      console.log('opened')
      setInterval(() => undefined, 1000)
    } catch (error) {
      console.log(error.code)
    }`
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [said] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, said }
}

describe('an embedded folder', () => {
  it('makes chunk indexes after it was reopened', async () => {
    const folder = join(home, 'reopened')
    const first = await openEmbedded(folder)
    await first.query(`
      CREATE TABLE h (at timestamptz NOT NULL, v float8);
      SELECT create_hypertable('h', by_range('at', INTERVAL '1 day'));
      INSERT INTO h SELECT '2026-11-01'::timestamptz + i * INTERVAL '1 day', i
        FROM generate_series(0, 3) AS i`)
    await first.close()
    const second = await openEmbedded(folder)
    await second.query('CREATE INDEX made_later ON h (v)')
    const [count] = await second.query<{ n: number }>(
      `SELECT count(*) AS n FROM pg_indexes WHERE indexname LIKE '%_made_later'`,
    )
    await second.close()
    expect(count?.n).toBe(4)
  })

  it('is refused to a second opener, in this process and in another, until it is closed', async () => {
    const folder = join(home, 'held')
    const db = await openEmbedded(folder)
    await expect(openEmbedded(folder)).rejects.toMatchObject({ code: 'store-locked' })
    const { child, said } = await anotherProcess(folder)
    expect(said).toBe('store-locked')
    child.kill()
    await db.close()
    await (await openEmbedded(folder)).close()
  })

  it('is free at once when its process was killed, and has what was written', async () => {
    const folder = join(home, 'killed')
    const { child, said } = await anotherProcess(folder)
    expect(said).toBe('opened')
    await expect(openEmbedded(folder)).rejects.toMatchObject({ code: 'store-locked' })
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    const db = await openEmbedded(folder)
    expect(await db.query('SELECT n FROM survives')).toEqual([{ n: 7 }])
    await expect(openEmbedded(folder)).rejects.toMatchObject({ code: 'store-locked' })
    await db.close()
  })

  it('starts afresh where the first initialisation was cut short', async () => {
    const folder = join(home, 'cut-short')
    mkdirSync(join(folder, 'timescaledb', 'base'), { recursive: true })
    writeFileSync(join(folder, 'timescaledb', 'PG_VERSION'), '17')
    writeFileSync(join(folder, 'initialising'), '')
    const db = await openEmbedded(folder)
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await db.close()
  })

  it('has the schema of docs/schema.md', async () => {
    const db = await openEmbedded(join(home, 'contract-schema'))
    await migrate(db)
    await expect(await schemaPicture(db)).toMatchFileSnapshot('../../docs/schema.md')
    await db.close()
  })

  it('fails what is asked after it was closed', async () => {
    const db = await openEmbedded(join(home, 'closed'))
    await db.close()
    await db.close()
    await expect(db.query('SELECT 1')).rejects.toMatchObject({ code: 'store-stopped' })
  })
})
