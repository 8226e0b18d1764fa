import { connectAsync, type MqttClient } from 'mqtt'
import { answerParent, usageNow, wallMs } from './child.ts'
import {
  createMessageMaker,
  valuesPerMessage,
  type BenchMessage,
  type MessageMaker,
} from './messages.ts'
import { followStream } from './stream-probe.ts'

/** All gateways of the network in one process, one connection each, apart from the engine's. */

/** Unacknowledged messages of one gateway; 35 of them keep some 3,500 on their way. */
const inFlightMax = 100

/** Steps `from` … `to` of the messages made beforehand; `receipts`: wait for the engine's too. */
export type Publish = { readonly url: string; readonly receipts: boolean }
export type Published = {
  readonly startedMs: number
  readonly endedMs: number
  readonly readings: number
  readonly cpuUs: number
}
export type Pace = {
  readonly url: string
  readonly stream: string
  readonly messagesPerSecond: number
}
/** From publication to each frame, ms; `missing`: frames replaced by a newer value, or lost. */
export type Latencies = { readonly ms: readonly number[]; readonly missing: number }

let maker: MessageMaker
let prepared: BenchMessage[] = []

function prepare({ from, to }: { from: number; to: number }): void {
  prepared = []
  for (let step = from; step < to; step += 1) prepared.push(...maker.step(step))
}

async function publish({ url, receipts }: Publish): Promise<Published> {
  const gateways = await connectAll(url)
  const queueOf = (station: string) => prepared.filter((message) => message.station === station)
  let received = 0
  let allReceived: () => void = () => undefined
  const told = new Promise<void>((resolve) => (allReceived = resolve))
  if (receipts) {
    for (const [station, client] of gateways) {
      client.on('message', () => {
        received += 1
        if (received === prepared.length) allReceived()
      })
      await client.subscribeAsync(`qingliu/v1/${station}/receipt`, { qos: 1 })
    }
  }
  const queues = [...gateways].map(([station, client]) => [client, queueOf(station)] as const)
  const { cpuUs } = usageNow()
  const startedMs = wallMs()
  await Promise.all(queues.map(([client, queue]) => send(client, queue)))
  if (receipts) await told
  const endedMs = wallMs()
  const used = usageNow().cpuUs - cpuUs
  for (const client of gateways.values()) await client.endAsync(true)
  return { startedMs, endedMs, readings: prepared.length * valuesPerMessage, cpuUs: used }
}

async function connectAll(url: string): Promise<Map<string, MqttClient>> {
  const connected = maker.stations.map(async (station) => {
    const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 })
    return [station, client] as const
  })
  return new Map(await Promise.all(connected))
}

/** Publishes in order, so many unacknowledged at most; resolves with the last PUBACK. */
function send(client: MqttClient, queue: readonly BenchMessage[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = 0
    let acknowledged = 0
    const publishNext = () => {
      const message = queue[next]
      if (message === undefined) return
      next += 1
      client.publish(message.topic, message.payload, { qos: 1 }, (error) => {
        if (error instanceof Error) reject(error)
        acknowledged += 1
        if (acknowledged === queue.length) resolve()
        publishNext()
      })
    }
    client.once('close', () => reject(new Error('a gateway lost its connection')))
    for (let count = 0; count < inFlightMax; count += 1) publishNext()
  })
}

/** Publishes evenly at a rate and listens to the stream of readings. */
async function pace({ url, stream, messagesPerSecond }: Pace): Promise<Latencies> {
  const gateways = await connectAll(url)
  const probe = await followStream(stream)
  const startedAt = performance.now()
  let next = 0
  while (next < prepared.length) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * messagesPerSecond)
    for (; next < Math.min(due, prepared.length); next += 1) {
      const { station, topic, payload, observedAt } = prepared[next]!
      probe.sent(station, observedAt)
      gateways.get(station)!.publish(topic, payload, { qos: 1 })
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const latencies = await probe.end()
  for (const client of gateways.values()) await client.endAsync(true)
  return latencies
}

answerParent({
  open: ({ startAt }: { startAt: number }) => {
    maker = createMessageMaker(startAt)
    return maker.stations.length
  },
  prepare,
  publish,
  pace,
  close: () => undefined,
})
