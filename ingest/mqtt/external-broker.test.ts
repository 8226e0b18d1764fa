import { afterEach, describe, expect, it } from 'vitest'
import { connectAsync, type MqttClient } from 'mqtt'
import { Aedes } from 'aedes'
import { createServer, type AddressInfo } from 'node:net'
import { hasMosquitto, startMosquitto } from '../../test/mosquitto.ts'
import { until } from '../../test/until.ts'
import type { BrokerLimits, Intake } from './broker-door.ts'
import { openExternalBroker } from './external-broker.ts'

const atEnd: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end()
})

async function gateway(url: string): Promise<MqttClient> {
  const client = await connectAsync(url)
  atEnd.push(() => client.endAsync(true))
  return client
}

async function open(
  url: string,
  intake: Intake,
  protocolVersions: readonly (4 | 5)[] = [5, 4],
  drainMs = 5_000,
  fewer: Partial<BrokerLimits> = {},
) {
  const limits = { reconnectMs: 20, connectTimeoutMs: 2_000, drainMs, ...fewer }
  const door = await openExternalBroker({
    url,
    clientId: 'qingliu-test',
    intake,
    limits,
    protocolVersions,
  })
  atEnd.push(() => door.close())
  return door
}

/** A 3.1.1 broker that knows nothing of the engine. */
async function startPlainBroker(): Promise<string> {
  const broker = await Aedes.createBroker()
  const server = createServer((socket) => void broker.handle(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd.push(async () => {
    await new Promise<void>((resolve) => broker.close(resolve))
    await new Promise((resolve) => server.close(resolve))
  })
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function startRealBroker(): Promise<string> {
  const broker = await startMosquitto()
  if (broker === null) throw new Error('mosquitto went away')
  atEnd.push(() => broker.stop())
  return broker.url
}

const obs = 'qingliu/v1/pingwang/obs'

type Case = {
  readonly name: string
  readonly available: boolean
  readonly start: () => Promise<string>
  readonly versions: readonly (4 | 5)[]
}

describe.each<Case>([
  {
    name: 'aedes, which grants no 5',
    available: true,
    start: () => startPlainBroker(),
    versions: [5, 4],
  },
  { name: 'Mosquitto 5', available: hasMosquitto, start: startRealBroker, versions: [5] },
  { name: 'Mosquitto 3.1.1', available: hasMosquitto, start: startRealBroker, versions: [4] },
])('external broker: $name', ({ available, start, versions }) => {
  it.skipIf(!available)(
    'what was not acknowledged at an end is delivered to the next',
    async () => {
      const url = await start()
      let taken = 0
      const first = await open(url, () => new Promise(() => (taken += 1)), versions, 1)
      const client = await gateway(url)
      const messages = Array.from({ length: 30 }, (_, n) => `${n}`)
      for (const message of messages) await client.publishAsync(obs, message, { qos: 1 })
      await until(() => expect(taken).toBe(30))
      await first.close()
      const again: string[] = []
      const second = await open(
        url,
        ({ payload }) => {
          again.push(Buffer.from(payload).toString())
          return Promise.resolve()
        },
        versions,
      )
      await until(() => expect(again).toEqual(messages))
      await second.close()
      const third: string[] = []
      await open(url, ({ payload }) => Promise.resolve(void third.push(String(payload))), versions)
      await client.publishAsync(obs, 'new', { qos: 1 })
      await until(() => expect(third).toHaveLength(1))
    },
  )

  it.skipIf(!available)(
    'opens, and publishes, though more waits for it than it may hold',
    async () => {
      const url = await start()
      const before = await open(url, () => Promise.resolve(), versions)
      await before.close()
      const client = await gateway(url)
      for (let n = 0; n < 30; n += 1) await client.publishAsync(obs, `${n}`, { qos: 1 })
      let taken = 0
      let store = (): void => undefined
      const stored = new Promise<void>((resolve) => (store = resolve))
      const intake = () => ((taken += 1), stored)
      const door = await open(url, intake, versions, 5_000, { inFlightMax: 10 })
      await until(() => expect(taken).toBe(10))
      await door.publish('qingliu/v1/x/receipt', '{}')
      store()
      await until(() => expect(taken).toBe(30))
    },
  )

  it.skipIf(!available)('sees the retained status of a gateway that was there before', async () => {
    const url = await start()
    const client = await gateway(url)
    await client.publishAsync('qingliu/v1/pingwang/status', '{"online":true}', {
      qos: 1,
      retain: true,
    })
    const topics: string[] = []
    await open(url, ({ topic }) => Promise.resolve(void topics.push(topic)), versions)
    await until(() => expect(topics).toEqual(['qingliu/v1/pingwang/status']))
  })

  it.skipIf(!available)('reconnects by itself, and tells', async () => {
    const url = await start()
    const seen: string[] = []
    const door = await open(url, ({ topic }) => Promise.resolve(void seen.push(topic)), versions)
    const states: boolean[] = []
    door.onConnectionChange((state) => states.push(state))
    // The same client id from elsewhere makes the broker cut our connection.
    const thief = await connectAsync(url, { clientId: 'qingliu-test', reconnectPeriod: 0 })
    thief.on('error', () => undefined)
    await until(() => expect(states).toEqual([false, true]))
    await thief.endAsync(true)
    const client = await gateway(url)
    await client.publishAsync(obs, 'x', { qos: 1 })
    await until(() => expect(seen).toContain(obs))
  })
})

describe('external broker', () => {
  it.skipIf(!hasMosquitto)('outlives a killed broker, and says so meanwhile', async () => {
    const broker = await startMosquitto()
    if (broker === null) return
    const door = await open(broker.url, () => Promise.resolve())
    await broker.kill()
    await until(() => expect(door.connected()).toBe(false))
    await expect(door.publish('qingliu/v1/x/receipt', '{}')).rejects.toMatchObject({
      code: 'broker-away',
    })
  })

  it('says that a broker cannot be reached, without its password', async () => {
    await expect(
      open('mqtt://engine:secret@127.0.0.1:9', () => Promise.resolve()),
    ).rejects.toMatchObject({
      code: 'broker-away',
      message: expect.not.stringContaining('secret') as unknown,
    })
  })
})
