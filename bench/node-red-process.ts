import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connectAsync } from 'mqtt'
import { Pool } from 'pg'
import { answerParent, usageNow, wallMs } from './child.ts'

/**
 * What many run today: a Node-RED flow that takes observations from the broker, `mqtt in →
 * function → one INSERT a message`. Its MQTT node acknowledges before anything is stored.
 */
export type NodeRedOptions = {
  /** URL of a TimescaleDB server, and of its broker. */
  readonly store: string
  readonly broker: string
  /** Folder in whose node_modules Node-RED is. */
  readonly installed: string
}

/** As much of Node-RED as is used here; it has no types of its own. */
type NodeRed = {
  init(server: Server, settings: object): void
  start(): Promise<void>
  stop(): Promise<void>
  readonly runtime: { readonly flows: { setFlows(about: object): Promise<unknown> } }
  readonly events: { once(name: 'flows:started', then: () => void): void }
}

const insert = `INSERT INTO observation (time, station, parameter, value)
  SELECT $1::timestamptz, $2, u.parameter, u.value
  FROM unnest($3::text[], $4::float8[]) AS u (parameter, value)`

/** The function node, as a user writes it; `bench` counts what is stored. */
const functionText = `
  const { id, time, values } = JSON.parse(msg.payload)
  const station = id.slice(0, id.lastIndexOf('-'))
  const rows = [time, station, Object.keys(values), Object.values(values)]
  await global.get('pool').query(${JSON.stringify(insert)}, rows)
  global.get('bench').stored(rows[2].length)`

let rowsStored = 0
let lastStoredAt = 0
let wakeWhenStored: () => void = () => undefined
const bench = {
  stored(rows: number): void {
    rowsStored += rows
    lastStoredAt = wallMs()
    wakeWhenStored()
  },
}

async function open({ store, broker, installed }: NodeRedOptions): Promise<string> {
  const pool = new Pool({ connectionString: store })
  await pool.query('CREATE EXTENSION IF NOT EXISTS timescaledb')
  await pool.query(`CREATE TABLE observation (time timestamptz NOT NULL, station text NOT NULL,
    parameter text NOT NULL, value float8)`)
  await pool.query(`SELECT create_hypertable('observation', by_range('time'))`)
  const userDir = await mkdtemp(join(tmpdir(), 'qingliu-node-red-'))
  const red = createRequire(join(installed, 'package.json'))('node-red') as NodeRed
  const server = createServer()
  red.init(server, {
    userDir,
    httpAdminRoot: false,
    httpNodeRoot: false,
    functionGlobalContext: { pool, bench },
    logging: { console: { level: 'warn', metrics: false, audit: false } },
  })
  const started = new Promise<void>((resolve) => red.events.once('flows:started', resolve))
  await red.start()
  await started
  await red.runtime.flows.setFlows({ flows: { flows: flowsOf(new URL(broker)) } })
  await untilItStores(broker)
  close = async () => {
    await red.stop()
    await pool.end()
    await rm(userDir, { recursive: true, force: true })
  }
  return broker
}

/** Sends until something is stored; what counts begins after. */
async function untilItStores(broker: string): Promise<void> {
  const client = await connectAsync(broker)
  const probe = { id: 'probe-0', time: new Date(wallMs()).toISOString(), values: { probe: 0 } }
  while (rowsStored === 0) {
    await client.publishAsync('qingliu/v1/probe/obs', JSON.stringify(probe), { qos: 1 })
    await wait(200)
  }
  await client.endAsync()
  await wait(500)
  rowsStored = 0
}

function flowsOf({ hostname, port }: URL) {
  const connection = { id: 'broker', type: 'mqtt-broker', broker: hostname, port }
  return [
    { id: 'flow', type: 'tab', label: 'observations' },
    { ...connection, clientid: 'node-red', protocolVersion: '4', keepalive: '60' },
    {
      ...{ id: 'in', type: 'mqtt in', z: 'flow', broker: 'broker', wires: [['store']] },
      ...{ topic: 'qingliu/v1/+/obs', qos: '1', datatype: 'utf8' },
    },
    { id: 'store', type: 'function', z: 'flow', func: functionText, outputs: 0, wires: [] },
  ]
}

/** Resolves with the time of the INSERT that brought the rows since the start up to `rows`. */
async function stored({ rows }: { rows: number }): Promise<number> {
  while (rowsStored < rows) await new Promise<void>((resolve) => (wakeWhenStored = resolve))
  return lastStoredAt
}

let close = () => Promise.resolve()

answerParent({ open, stored, usage: usageNow, close: () => close() })
