import { expect, it } from 'vitest'
import { openEmbeddedBroker } from '../ingest/mqtt/embedded-broker.ts'
import { probePath } from '../ingest/mqtt/canary-probe.ts'
import { startCanary } from '../src/canary.ts'
import { canaryId, canaryStation } from '../src/domain/canary.ts'
import { noonAt } from './engine-app.ts'
import { obsText } from './engine-gateway.ts'
import { openStillEngine } from './engine-still.ts'
import { alertsIn } from './acts.ts'
import { useEngine } from './use-engine.ts'

const engine = useEngine()
const text = async (path: string) => (await fetch(`${engine.httpAddress}${path}`)).text()
const counted = async () =>
  (await text('/metrics')).split('\n').filter((line) => /^qingliu_values_/.test(line))

it('gets its receipt, and is counted and listed nowhere', async () => {
  const before = await counted()
  await probePath(engine.mqttAddress, canaryId('one'), 20_000)
  expect(before.length).toBeGreaterThan(0)
  expect(await counted()).toEqual(before)
  expect(await engine.api.items('refusals')).toEqual([])
  expect(await engine.api.items('events')).toEqual([])
  expect(await text('/api/v1/stations?limit=1000')).not.toContain(canaryStation)
  expect((await engine.api.get(`receipts/${canaryStation}`)).status).toBe(404)
})

it('is refused as any unknown station where it says something else', async () => {
  const gateway = await engine.gateway()
  const said = obsText({ time: noonAt, values: { do: 8 } })
  await gateway.publish(`qingliu/v1/${canaryStation}/obs`, said)
  expect(await engine.api.items('refusals')).toMatchObject([
    { station: canaryStation, faults: [{ code: 'unknown-station' }] },
  ])
})

it('fails where nobody listens', async () => {
  const nobody = probePath('mqtt://127.0.0.1:1', canaryId('two'), 20_000)
  await expect(nobody).rejects.toMatchObject({ code: 'canary-unanswered' })
})

it('is told by the second look in a row, once, and over by the second that is answered', async () => {
  const still = await openStillEngine(noonAt)
  const broker = await openEmbeddedBroker({
    ...{ host: '127.0.0.1', port: 0 },
    intake: async ({ payload }) => {
      const receipt = JSON.stringify({ id: Buffer.from(payload).toString() })
      await broker.publish(`qingliu/v1/${canaryStation}/receipt`, receipt)
    },
  })
  const fail = (error: unknown) => {
    throw error
  }
  const state = async () => {
    const items = await alertsIn(still.engine.parts.db, { kind: 'system' })
    return items.map(({ rule, subject, condition }) => [rule, subject, condition].join(' '))
  }
  const looks = async (url: string, times: number) => {
    const canary = startCanary(still.engine, url, fail)!
    for (let nth = 0; nth < times; nth += 1) await canary.look()
    await canary.close()
    return state()
  }
  const nobody = 'mqtt://127.0.0.1:1'
  expect(await looks(nobody, 1)).toEqual([])
  expect(await looks(nobody, 3)).toEqual(['canary engine firing'])
  expect(await looks(broker.address, 1)).toEqual(['canary engine firing'])
  expect(await looks(broker.address, 2)).toEqual(['canary engine resolved'])
  await broker.close()
  await still.close()
})
