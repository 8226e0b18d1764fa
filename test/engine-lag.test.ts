import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Client } from 'pg'
import { hourMs } from '../src/domain/time.ts'
import type { Alert } from './engine-api.ts'
import { noonAt, openEngine, type EngineApp } from './engine-app.ts'
import { until } from './until.ts'
import { startNativeServer } from './native-server.ts'

/** An engine whose commits of readings are held up on the server, by a rule of seconds. */
const native = await startNativeServer()
const folder = mkdtempSync(join(tmpdir(), 'qingliu-lag-'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await native?.stop()
})

describe.skipIf(native === null)('an engine that lags', () => {
  let engine: EngineApp
  let other: Client
  beforeEach(async () => {
    const network = join(folder, 'network')
    cpSync(join(import.meta.dirname, '../fixtures/network'), network, { recursive: true })
    const file = join(network, 'rules.json')
    const rules = JSON.parse(readFileSync(file, 'utf8')) as { rules: Rule[] }
    const rule = rules.rules.find(({ id }) => id === 'system-lag')!
    Object.assign(rule, { onDelay: 'PT1S', offDelay: 'PT1S' })
    rule.hold = { results: 2, minimum: 'PT0S' }
    rule.thresholds[0]!.value = 1
    writeFileSync(file, JSON.stringify(rules))
    const database = await native!.database()
    engine = await openEngine({ DATABASE_URL: database, QINGLIU_NETWORK: network })
    other = new Client(database)
    await other.connect()
  })
  afterEach(async () => {
    await other.end()
    await engine.close()
  })
  type Rule = { id: string; hold: object; thresholds: { value: number }[] }
  const alerts = (state: string) => engine.api.items<Alert>(`alerts?state=${state}&kind=system`)

  it('says so once while it does, and that it is over', async () => {
    const gateway = await engine.gateway()
    await other.query('BEGIN; LOCK TABLE reading IN EXCLUSIVE MODE')
    const observed = gateway.observe('pingwang', { time: noonAt - hourMs, values: { do: 8 } })
    await until(async () =>
      expect(await alerts('open')).toMatchObject([
        { rule: 'system-lag', condition: 'firing', colour: null, evidence: { limit: 1 } },
      ]),
    )
    await other.query('COMMIT')
    await observed
    await until(async () =>
      expect(await alerts('resolved')).toMatchObject([{ rule: 'system-lag', occurrences: 1 }]),
    )
  })
})
