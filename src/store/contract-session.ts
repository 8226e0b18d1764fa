import { expect, it } from 'vitest'
import { hasCode } from './db.ts'
import { engineVersion } from './engine-version.ts'
import { migrate } from './migrate.ts'
import type { Opened } from './store-contract.ts'

/** Values, transactions and migrations behave alike. */
export function sessionContract(opened: Opened): void {
  it('gives times as milliseconds, int8 as numbers, jsonb parsed and bytea as bytes', async () => {
    const rows = await opened().query(
      `SELECT '2026-11-23 08:05:00.25+08'::timestamptz AS at, 9007199254740991::int8 AS n,
              $1::jsonb AS body, $2::bytea AS bytes, $3::text AS nothing`,
      ['{"a":[1]}', Uint8Array.of(0, 255, 92), null],
    )
    expect(rows).toEqual([
      {
        at: 1795392300250,
        n: 9007199254740991,
        body: { a: [1] },
        bytes: Uint8Array.of(0, 255, 92),
        nothing: null,
      },
    ])
  })

  it('answers a text of several statements with the rows of the last', async () => {
    expect(await opened().query('SELECT 1 AS a; SELECT 2 AS b')).toEqual([{ b: 2 }])
  })

  it('rolls a failed transaction back and goes on', async () => {
    const db = opened()
    await db.query('CREATE TABLE rolled (n int)')
    const failing = db.transaction(async (tx) => {
      await tx.query('INSERT INTO rolled VALUES (1)')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await db.transaction((tx) => tx.query('INSERT INTO rolled VALUES (2)'))
    expect(await db.query('SELECT n FROM rolled')).toEqual([{ n: 2 }])
  })

  it('names what went wrong by a code', async () => {
    const db = opened()
    await db.query('CREATE TABLE once (n int PRIMARY KEY)')
    const twice = db.query('INSERT INTO once VALUES (1), (1)').catch((error: unknown) => error)
    expect(hasCode(await twice, 'store-key-taken')).toBe(true)
    const wrong = db.query('SELEC').catch((error: unknown) => error)
    expect(hasCode(await wrong, 'store-query')).toBe(true)
  })

  it('does not mix the transactions of callers that come at once', async () => {
    const db = opened()
    await db.query('CREATE TABLE turns (n int); INSERT INTO turns VALUES (0)')
    const turn = () =>
      db.transaction(async (tx) => {
        const [row] = await tx.query<{ n: number }>('SELECT n FROM turns FOR UPDATE')
        await tx.query('UPDATE turns SET n = $1', [(row?.n ?? 0) + 1])
      })
    await Promise.all(Array.from({ length: 20 }, turn))
    expect(await db.query('SELECT n FROM turns')).toEqual([{ n: 20 }])
  })

  it('has nothing to migrate the second time', async () => {
    expect(await migrate(opened())).toEqual([])
  })

  it('runs on TimescaleDB', async () => {
    const { timescaledb, licence } = await engineVersion(opened())
    expect(timescaledb).toMatch(/^2\.\d+/)
    expect(['apache', 'timescale']).toContain(licence)
  })
}
