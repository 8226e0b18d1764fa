import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCounters } from '../src/store/counters.ts'
import type { Db } from '../src/store/db.ts'
import { queryEvents } from '../src/store/events.ts'
import { queryReadings } from '../src/store/readings-query.ts'
import { openServer } from '../src/store/server.ts'
import { until } from './until.ts'
import { createFolder, runCommand, startCommand, startEngine } from './engine-process.ts'
import { startNativeServer } from './native-server.ts'

/** `import` as its own process, on a store that others can look into. */
const native = await startNativeServer()
afterAll(() => native?.stop())

let folder: Awaited<ReturnType<typeof createFolder>>
beforeEach(async () => void (folder = await createFolder()))
afterEach(() => folder.remove())

const startAt = Date.parse('2026-06-01T00:00:00Z')
const settings = async () => ({
  DATABASE_URL: await native!.database(),
  QINGLIU_CLOCK: '2026-11-23T12:00:00+08:00,1',
})
const history = ['--station', 'pingwang', '--time', 'time', '--map', 't=temp', '--map', 'o=do']

/** Rows of two values, five minutes apart. */
function rowsFrom(count: number): string {
  const lines = Array.from({ length: count }, (_, row) => {
    const time = new Date(startAt + row * 300_000).toISOString()
    return `${time},${(15 + Math.sin(row / 50)).toFixed(1)},${(8 + Math.cos(row / 50)).toFixed(2)}`
  })
  return ['time,t,o', ...lines].join('\n')
}

/** How many clients the database has. */
async function sessions(db: Db): Promise<number> {
  const rows = await db.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend'`,
  )
  return rows.length
}

describe.skipIf(native === null)('import', () => {
  it('killed and started again takes up where it stopped, and the sums add up', async () => {
    const set = await settings()
    const file = join(folder.path, 'history.csv')
    await writeFile(file, rowsFrom(40_000))
    const args = ['import', file, ...history]
    const db = await openServer(set.DATABASE_URL)
    const ours = await sessions(db)
    const first = startCommand(args, folder.path, set)
    await until(async () => expect((await loadCounters(db)).stored).toBeGreaterThan(0))
    expect((await first.kill()).signal).toBe('SIGKILL')
    // The server ends what it was asked before the client's death.
    await until(async () => expect(await sessions(db)).toBeLessThanOrEqual(ours))
    const cut = (await loadCounters(db)).received
    expect(cut).toBeLessThan(80_000)

    const second = await runCommand(args, folder.path, set)
    expect([second.code, second.stdout]).toEqual([0, expect.stringMatching(/adds up/)])
    expect(second.stdout).toContain(`${cut} values were there from before`)
    const sums = { received: 80_000, stored: 80_000, duplicate: 0, revised: 0, refused: 0 }
    expect(await loadCounters(db)).toEqual(sums)
    await db.close()
  })

  it('keeps analysis and method of manual samples, and names each refused line', async () => {
    const set = await settings()
    const file = join(folder.path, 'samples.csv')
    const lines = [
      'sampled,analysed,how,tp,sb',
      '2026-11-20 08:00,2026-11-21 10:00,GB 11893-89,0.087,<0.0005',
      '2026-11-21 08:00,2026-11-20 10:00,GB 11893-89,0.09,',
      '2026-11-22,,,0.1,',
    ]
    await writeFile(file, lines.join('\n'))
    const args = ['import', file, '--station', 'pingwang', '--sample-time', 'sampled']
    args.push('--analysis-time', 'analysed', '--method', 'how', '--offset', '+08:00')
    const done = await runCommand([...args, '--map', 'tp=tp', '--map', 'sb=sb'], folder.path, set)
    expect(done.code).toBe(0)
    expect(done.stderr).toMatch(/^line 3: bad-time: analysis\.at/m)
    expect(done.stderr).toMatch(/^line 4: bad-time: time/m)
    const db = await openServer(set.DATABASE_URL)
    const all = { from: null, to: null, period: null, asOf: null, limit: 9, cursor: null }
    const query = { ...all, station: 'pingwang', parameter: null, source: 'manual' } as const
    const { items } = await queryReadings(db, query)
    const analysedAt = Date.parse('2026-11-21T10:00:00+08:00')
    const analysis = { analysedAt, method: 'GB 11893-89' }
    expect(items).toMatchObject([
      { parameter: 'w21011', value: 0.087, analysis },
      { parameter: 'w20004', value: 0.0005, qualifier: '<', analysis },
    ])
    const events = { station: null, kind: null, from: null, to: null, limit: 9, cursor: null }
    expect((await queryEvents(db, events)).items.filter(({ live }) => live)).toEqual([])
    await db.close()
  })

  it('is refused while an engine writes to the same database', async () => {
    const set = await settings()
    const file = join(folder.path, 'history.csv')
    await writeFile(file, rowsFrom(2))
    const engine = await startEngine(folder.path, set)
    const refused = await runCommand(['import', file, ...history], folder.path, set)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toBe(
      'import: store: another engine or import writes to this database; stop it first\n',
    )
    expect((await engine.kill('SIGTERM')).code).toBe(0)
    const taken = await runCommand(['import', file, ...history], folder.path, set)
    expect(taken.stdout).toContain('adds up')
  })
})
