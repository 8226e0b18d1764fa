import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { openServer } from '../src/store/server.ts'
import type { Db } from '../src/store/db.ts'
import { walk, type Act } from './kill-walk.ts'
import { startNativeServer } from './native-server.ts'
import { antimonyActs, checkAntimony } from './walk-antimony.ts'
import { bloomActs, checkBloom } from './walk-bloom.ts'
import { checkForecastDay, forecastDayActs } from './walk-forecast-day.ts'

/** Cases from their first sign to their end, with an engine killed by SIGKILL in each act. */
const native = await startNativeServer()
afterAll(() => native?.stop())
const engine = pathToFileURL(join(inject('transpiled'), 'test/kill-walk-process.js'))

describe.skipIf(native === null)('no act is lost or done twice', () => {
  it.concurrent.each<readonly [string, readonly Act[], (db: Db) => Promise<void>]>([
    ['a bloom, from its first sign to the half-year digest', bloomActs, checkBloom],
    ['antimony in two districts at once, one boat too few', antimonyActs, checkAntimony],
    ['a forecast day on which Jiaxing is late', forecastDayActs, checkForecastDay],
  ])('%s', async (_name, acts, check) => {
    const url = await native!.database()
    const killed = await walk(engine, url, acts)
    expect(killed).toBeGreaterThanOrEqual(acts.length)
    const db = await openServer(url)
    await check(db)
    await db.close()
  })
})
