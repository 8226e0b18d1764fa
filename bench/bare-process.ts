import { createServer, type AddressInfo } from 'node:net'
import { Aedes } from 'aedes'
import { connectAsync, type MqttClient, type Packet } from 'mqtt'
import { WebSocketServer } from 'ws'
import { encodeReadings, type NumberedReading } from '../src/store/copy-encoder.ts'
import type { Db } from '../src/store/db.ts'
import { answerParent, usageNow, wallMs } from './child.ts'
import type { Places } from './engine-process.ts'
import { openMigrated } from './store.ts'

/**
 * The least that could do the engine's work: JSON.parse, binary COPY into the same table,
 * acknowledgement after the commit, a frame to who listens. No check, no receipt, no duplicates,
 * no models. As in the engine, one batch is parsed while the one before commits.
 */
type Waiting = { readonly payload: Buffer; readonly acknowledge: () => void }
type Observation = { time: string; values: Record<string, number> }

const batchMessages = 400
const copyRowsPerBatch = 4_000
const queue: Waiting[] = []
const series = new Map<string, number>()
let wake: () => void = () => undefined
let rowsStored = 0
let lastStoredAt = 0
let db: Db
let listeners: WebSocketServer

async function open({ store, broker: url }: Places) {
  db = await openMigrated(store)
  listeners = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => listeners.once('listening', resolve))
  const stream = `ws://127.0.0.1:${(listeners.address() as AddressInfo).port}`
  void run()
  if (url === null) return { address: await openBroker(), stream }
  await consume(url)
  return { address: url, stream }
}

const take = (payload: Buffer, acknowledge: () => void) => {
  queue.push({ payload, acknowledge })
  wake()
}

async function openBroker(): Promise<string> {
  const broker = await Aedes.createBroker({
    authorizePublish: (_client, { payload }, callback) =>
      take(payload as Buffer, () => callback(null)),
  })
  const server = createServer((socket) => void broker.handle(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** As the engine's door does, MQTT.js is made to read on and to acknowledge later. */
async function consume(url: string): Promise<void> {
  const properties = { receiveMaximum: 4_096 }
  const client = await connectAsync(url, { protocolVersion: 5, properties })
  const { _sendPacket: send } = client as unknown as {
    _sendPacket: (this: MqttClient, packet: Packet) => void
  }
  client.handleMessage = ({ payload, messageId }, readOn) => {
    take(payload as Buffer, () => {
      send.call(client, { cmd: 'puback', messageId: messageId!, reasonCode: 0 })
    })
    readOn(new Error('acknowledged after the commit'))
  }
  await client.subscribeAsync('qingliu/v1/+/obs', { qos: 1 })
}

async function run(): Promise<void> {
  let stored = Promise.resolve()
  for (;;) {
    while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    const batch = queue.splice(0, batchMessages)
    const rows = batch.flatMap(parse)
    await stored
    stored = storeBatch(batch, rows)
  }
}

function parse({ payload }: Waiting): NumberedReading[] {
  const message = JSON.parse(payload.toString()) as Observation & { id: string }
  const station = message.id.slice(0, message.id.lastIndexOf('-'))
  const observedAt = Date.parse(message.time)
  return Object.entries(message.values).map(([parameter, value]) => {
    const key = `${station}|${parameter}`
    let seriesId = series.get(key)
    if (seriesId === undefined) series.set(key, (seriesId = series.size + 1))
    return rowOf(seriesId, observedAt, value, { station, parameter })
  })
}

function rowOf(
  seriesId: number,
  observedAt: number,
  value: number,
  { station, parameter }: { station: string; parameter: string },
): NumberedReading {
  const row = {
    station,
    parameter,
    period: 'PT0S',
    source: 'automatic',
    depthM: null,
    observedAt,
    value,
    qualifier: '',
    sourceFlag: 'normal',
    historical: false,
    flag: 1,
    reasons: 0,
    receivedAt: observedAt,
    seriesId,
  } as const
  return { row, revision: 0, ingestNo: ++rowsNumbered }
}
let rowsNumbered = 0

async function storeBatch(batch: Waiting[], rows: NumberedReading[]): Promise<void> {
  await db.transaction((tx) => tx.finish({ readings: encodeReadings(rows), sql: '' }))
  rowsStored += rows.length
  lastStoredAt = wallMs()
  for (const { acknowledge } of batch) acknowledge()
  for (const listener of listeners.clients) {
    for (const { row } of rows) {
      const { station, parameter, value } = row
      const observedAt = new Date(row.observedAt).toISOString()
      const data = { station, parameter, value, observedAt }
      listener.send(JSON.stringify({ type: 'reading', data }))
    }
  }
  wakeWhenStored()
}

let wakeWhenStored: () => void = () => undefined

/** Resolves with the time of the commit that brought the rows since the start up to `rows`. */
async function stored({ rows }: { rows: number }): Promise<number> {
  while (rowsStored < rows) await new Promise<void>((resolve) => (wakeWhenStored = resolve))
  return lastStoredAt
}

/** COPY and nothing else, one batch after the other, in series of its own. @returns seconds */
async function copy({ rows, from }: { rows: number; from: number }): Promise<number> {
  const about = { station: '', parameter: '' }
  const batches = Array.from({ length: rows / copyRowsPerBatch }, (_, batch) =>
    Array.from({ length: copyRowsPerBatch }, (_, at) => {
      const observedAt = from + Math.floor((batch * copyRowsPerBatch + at) / 350) * 300_000
      return rowOf(10_000 + ((batch * copyRowsPerBatch + at) % 350), observedAt, at / 7, about)
    }),
  )
  const startedAt = performance.now()
  for (const batch of batches) {
    await db.transaction((tx) => tx.finish({ readings: encodeReadings(batch), sql: '' }))
  }
  return (performance.now() - startedAt) / 1_000
}

answerParent({ open, stored, copy, usage: usageNow, close: () => db.close() })
