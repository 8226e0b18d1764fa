import { afterEach, describe, expect, it } from 'vitest'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { hasMosquitto, startMosquitto } from '../../test/mosquitto.ts'
import { until } from '../../test/until.ts'
import type { BrokerDoor, BrokerLimits, BrokerMessage } from './broker-door.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'
import { openExternalBroker } from './external-broker.ts'

type Bench = {
  url: () => string
  /** Messages seen by the intake, in order. */
  readonly seen: BrokerMessage[]
  /** What the intake answers; held until set. */
  readonly intake: { answer: (message: BrokerMessage, nth: number) => Promise<void> }
  open: (limits?: Partial<BrokerLimits>) => Promise<BrokerDoor>
}

const atEnd: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end()
})

function bench(
  openDoor: (intake: (m: BrokerMessage) => Promise<void>) => Omit<Bench, 'seen' | 'intake'>,
) {
  const seen: BrokerMessage[] = []
  const intake: Bench['intake'] = { answer: () => Promise.resolve() }
  return {
    seen,
    intake,
    ...openDoor((message) => {
      seen.push(message)
      return intake.answer(message, seen.length)
    }),
  }
}

async function embeddedBench(): Promise<Bench> {
  const made = bench((intake) => {
    const state = { url: '' }
    return {
      url: () => state.url,
      open: async (limits = {}) => {
        const door = await openEmbeddedBroker({ host: '127.0.0.1', port: 0, intake, limits })
        state.url = door.address
        atEnd.push(() => door.close())
        return door
      },
    }
  })
  return Promise.resolve(made)
}

async function mosquittoBench(): Promise<Bench> {
  const broker = await startMosquitto()
  if (broker === null) throw new Error('mosquitto went away')
  atEnd.push(() => broker.stop())
  return bench((intake) => ({
    url: () => broker.url,
    open: async (limits = {}) => {
      const door = await openExternalBroker({
        url: broker.url.replace('mqtt://', 'mqtt://engine:secret@'),
        clientId: 'qingliu-test',
        intake,
        limits: { reconnectMs: 20, ...limits },
      })
      atEnd.push(() => door.close())
      return door
    },
  }))
}

async function gateway(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, ...options })
  client.on('error', () => undefined)
  atEnd.push(() => client.endAsync(true))
  return client
}

function createGate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

const text = (message: BrokerMessage | undefined) => Buffer.from(message?.payload ?? []).toString()
const obs = 'qingliu/v1/pingwang/obs'

describe.each([
  { name: 'embedded broker', available: true, makeBench: embeddedBench },
  { name: 'Mosquitto', available: hasMosquitto, makeBench: mosquittoBench },
])('broker door over $name', ({ available, makeBench }) => {
  it.skipIf(!available)('takes topic and bytes as they came, and acknowledges 500', async () => {
    const { seen, open, url } = await makeBench()
    const door = await open()
    const client = await gateway(url())
    await Promise.all(
      Array.from({ length: 500 }, (_, n) => client.publishAsync(obs, `message ${n}`, { qos: 1 })),
    )
    await until(() => expect(seen.length).toBe(500))
    await until(() => expect(door.inFlight()).toBe(0))
    expect(seen[0]?.topic).toBe(obs)
    expect(seen.map(text)).toEqual(Array.from({ length: 500 }, (_, n) => `message ${n}`))
  })

  it.skipIf(!available)('takes QoS 0 and raw HJ 212 bytes too', async () => {
    const made = await makeBench()
    await made.open()
    const client = await gateway(made.url())
    const bytes = Buffer.from([0x23, 0x23, 0x00, 0xff])
    await client.publishAsync('qingliu/v1/pingwang/hj212', bytes, { qos: 0 })
    await until(() => expect(made.seen.length).toBe(1))
    expect(Buffer.from(made.seen[0]!.payload)).toEqual(bytes)
  })

  it.skipIf(!available)('passes a receipt to the gateway that listens for it', async () => {
    const made = await makeBench()
    const door = await made.open()
    const client = await gateway(made.url())
    const receipts: string[] = []
    client.on('message', (topic, payload) => receipts.push(`${topic} ${payload.toString()}`))
    await client.subscribeAsync('qingliu/v1/pingwang/receipt', { qos: 1 })
    await door.publish('qingliu/v1/pingwang/receipt', '{"seq":1}')
    await until(() => expect(receipts).toEqual(['qingliu/v1/pingwang/receipt {"seq":1}']))
  })

  it.skipIf(!available)('sees a gateway go by its will', async () => {
    const made = await makeBench()
    await made.open()
    const topic = 'qingliu/v1/pingwang/status'
    const will = { topic, payload: Buffer.from('{"online":false}'), qos: 1 as const, retain: true }
    const client = await gateway(made.url(), { will })
    client.stream.destroy()
    await until(() => expect(made.seen.map(text)).toEqual(['{"online":false}']))
    const later = await gateway(made.url())
    const retained: boolean[] = []
    later.on('message', (_topic, _payload, packet) => retained.push(packet.retain))
    await later.subscribeAsync(topic, { qos: 1 })
    await until(() => expect(retained).toEqual([true]))
  })

  it.skipIf(!available)(
    'has more messages in hand than its window is wide, none lost',
    async () => {
      const made = await makeBench()
      const door = await made.open({ inFlightMax: 8 })
      const gate = createGate()
      made.intake.answer = () => gate.opened
      const client = await gateway(made.url())
      const sent = Array.from({ length: 50 }, (_, n) =>
        client.publishAsync(obs, `${n}`, { qos: 1 }),
      )
      await until(() => expect(made.seen.length).toBe(8))
      gate.open()
      await Promise.all(sent)
      await until(() => expect(made.seen.length).toBe(50))
      await until(() => expect(door.inFlight()).toBe(0))
    },
  )

  it.skipIf(!available)('sends again what the intake rejected', async () => {
    const made = await makeBench()
    await made.open()
    made.intake.answer = (_message, nth) =>
      nth <= 3 ? Promise.reject(new Error('store away')) : Promise.resolve()
    const client = await gateway(made.url(), { reconnectPeriod: 20 })
    const sent = client.publishAsync(obs, 'precious', { qos: 1 })
    await until(() => expect(made.seen.length).toBe(4))
    expect(made.seen.map(text)).toEqual(['precious', 'precious', 'precious', 'precious'])
    await sent
  })

  it.skipIf(!available)(
    'shows no credentials, tells of its end and publishes no more',
    async () => {
      const made = await makeBench()
      const door = await made.open()
      const states: boolean[] = []
      door.onConnectionChange((state) => states.push(state))
      expect(door.address).toBe(made.url())
      expect(door.connected()).toBe(true)
      await door.close()
      expect(door.connected()).toBe(false)
      expect(states).toEqual([false])
      await expect(door.publish('qingliu/v1/x/receipt', '')).rejects.toMatchObject({
        code: 'broker-away',
      })
    },
  )
})
