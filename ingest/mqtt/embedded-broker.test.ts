import { connect as connectSocket } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { until } from '../../test/until.ts'
import type { BrokerLimits, BrokerMessage, Intake } from './broker-door.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'

const atEnd: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end()
})

async function open(intake: Intake, limits: Partial<BrokerLimits> = {}) {
  const door = await openEmbeddedBroker({ host: '127.0.0.1', port: 0, intake, limits })
  atEnd.push(() => door.close())
  return door
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

const closedBy = (client: MqttClient) =>
  new Promise((resolve) => client.once('close', () => resolve(true)))

const obs = 'qingliu/v1/pingwang/obs'

describe('embedded broker', () => {
  it('writes no PUBACK before the intake has resolved', async () => {
    const gate = createGate()
    let taken = 0
    const door = await open(() => {
      taken += 1
      return gate.opened
    })
    const client = await gateway(door.address)
    let acknowledged = 0
    const sent = Array.from({ length: 500 }, () =>
      client.publishAsync(obs, 'x', { qos: 1 }).then(() => (acknowledged += 1)),
    )
    await until(() => expect(taken).toBeGreaterThan(100))
    // A second client's answer proves that the broker has had the time to answer the first.
    const other = await gateway(door.address)
    await other.subscribeAsync('qingliu/v1/pingwang/receipt', { qos: 1 })
    expect(acknowledged).toBe(0)
    gate.open()
    await Promise.all(sent)
    expect(acknowledged).toBe(500)
  })

  it('refuses an MQTT 5 client with the code for its version', async () => {
    const door = await open(() => Promise.resolve())
    await expect(
      connectAsync(door.address, { protocolVersion: 5, reconnectPeriod: 0 }),
    ).rejects.toMatchObject({ code: 1 })
  })

  it('retains a status but no observation', async () => {
    const door = await open(() => Promise.resolve())
    const client = await gateway(door.address)
    await client.publishAsync(obs, 'observation', { qos: 1, retain: true })
    await client.publishAsync('qingliu/v1/pingwang/status', 'status', { qos: 1, retain: true })
    const later = await gateway(door.address)
    const heard: string[] = []
    later.on('message', (_topic, payload) => heard.push(payload.toString()))
    await later.subscribeAsync('qingliu/v1/pingwang/#', { qos: 1 })
    await until(() => expect(heard).toEqual(['status']))
  })

  it('hands a receipt from a client to the intake and to nobody else', async () => {
    const seen: BrokerMessage[] = []
    const door = await open((message) => {
      seen.push(message)
      return Promise.resolve()
    })
    const client = await gateway(door.address)
    const heard: string[] = []
    client.on('message', (_topic, payload) => heard.push(payload.toString()))
    await client.subscribeAsync('qingliu/v1/pingwang/receipt', { qos: 1 })
    const forger = await gateway(door.address)
    await forger.publishAsync('qingliu/v1/pingwang/receipt', 'forged', { qos: 1, retain: true })
    await door.publish('qingliu/v1/pingwang/receipt', 'true')
    await until(() => expect(heard).toEqual(['true']))
    expect(seen.map((message) => message.topic)).toEqual(['qingliu/v1/pingwang/receipt'])
  })

  it('hands on odd topics as they are, and closes on the broker’s own', async () => {
    const seen: string[] = []
    const door = await open(({ topic }) => {
      seen.push(topic)
      return Promise.resolve()
    })
    const client = await gateway(door.address)
    const odd = [
      'qingliu/v1/a b/obs',
      'qingliu/v1/淀山湖/obs',
      '../../etc',
      'qingliu/v1//obs',
      '__proto__',
    ]
    for (const topic of odd) await client.publishAsync(topic, 'x', { qos: 1 })
    expect(seen).toEqual(odd)
    const closed = closedBy(client)
    client.publish('$SYS/x/heartbeat', 'x', { qos: 0 })
    await closed
    expect(seen).toEqual(odd)
  })

  it('takes 10 MB to the intake, and cuts a connection that announces more than 16 MB', async () => {
    const sizes: number[] = []
    const door = await open(({ payload }) => {
      sizes.push(payload.byteLength)
      return Promise.resolve()
    })
    const client = await gateway(door.address)
    await client.publishAsync(obs, Buffer.alloc(10 * 1024 * 1024), { qos: 1 })
    expect(sizes).toEqual([10 * 1024 * 1024])
    const closed = closedBy(client)
    client.publish(obs, Buffer.alloc(17 * 1024 * 1024), { qos: 1 })
    await closed
    expect(sizes).toHaveLength(1)
  })

  it('closes while strangers hold sockets open', async () => {
    const door = await open(() => Promise.resolve())
    const socket = connectSocket(Number(new URL(door.address).port), '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    await door.close()
  })

  it('lets what is in hand finish before it closes, and acknowledges it', async () => {
    const gate = createGate()
    const door = await open(() => gate.opened)
    const client = await gateway(door.address)
    const sent = client.publishAsync(obs, 'last', { qos: 1 })
    await until(() => expect(door.inFlight()).toBe(1))
    const closed = door.close()
    gate.open()
    await sent
    await closed
  })

  it('says which port is taken', async () => {
    const door = await open(() => Promise.resolve())
    const port = Number(new URL(door.address).port)
    await expect(
      openEmbeddedBroker({ host: '127.0.0.1', port, intake: () => Promise.resolve() }),
    ).rejects.toMatchObject({ code: 'broker-port' })
  })
})
