import { afterAll, describe, expect, it } from 'vitest'
import { startNativeServer } from '../../test/native-server.ts'
import { openServer } from './server.ts'
import { storeContract } from './store-contract.ts'

const native = await startNativeServer()
afterAll(() => native?.stop())

describe.skipIf(native === null)('a TimescaleDB server', () => {
  storeContract('server', async () => openServer((await native?.database()) ?? ''))

  it('says that the server cannot be reached', async () => {
    const nobody = openServer('postgres://postgres@127.0.0.1:1/postgres')
    await expect(nobody).rejects.toMatchObject({ code: 'store-unreachable' })
  })

  it('cancels a statement that runs too long', async () => {
    const db = await openServer(native?.url ?? '')
    const slow = db.session(async (session) => {
      await session.query('SET statement_timeout = 50')
      await session.query('SELECT pg_sleep(60)')
    })
    await expect(slow).rejects.toMatchObject({ code: 'store-timeout' })
    await db.close()
  })

  it.each(['query', 'transaction'] as const)('gives up a %s that is not answered', async (kind) => {
    const db = await openServer(native?.url ?? '', { poolMax: 1, answerMs: 2_000 })
    const sleep = 'SELECT pg_sleep(60)'
    const mute = kind === 'query' ? db.query(sleep) : db.transaction((tx) => tx.query(sleep))
    await expect(mute).rejects.toMatchObject({ code: 'store-unreachable' })
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await db.close()
  })

  it('goes on after its connections were cut', async () => {
    const db = await openServer(native?.url ?? '', { poolMax: 2 })
    const cut = db.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user',
    )
    await expect(cut).rejects.toMatchObject({ code: 'store-unreachable' })
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await db.close()
  })
})
