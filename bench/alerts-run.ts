import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createNoise } from '../fixtures/simulator/noise.ts'
import { assert } from '../src/domain/errors.ts'
import { secondMs } from '../src/domain/time.ts'
import { packageFolder } from '../src/package.ts'
import { queryAlerts } from '../src/store/alerts.ts'
import { changeHead } from '../src/store/change-log.ts'
import type { Db } from '../src/store/db.ts'
import { countQueued } from '../src/store/deliveries.ts'
import { openServer } from '../src/store/server.ts'
import { hasMosquitto, startMosquitto } from '../test/mosquitto.ts'
import { startNativeServer, type NativeServer } from '../test/native-server.ts'
import { takeAlertAccounts, type AlertAccounts } from './alerts-accounts.ts'
import { openStreamClients, type ClientFigures } from './alerts-clients.ts'
import { roleOf, strikeAlerts, type AlertsFault, type ProveEngine } from './alerts-faults.ts'
import { startOperators, type Operators } from './alerts-operators.ts'
import { openReceiver, type Receiver } from './alerts-receiver.ts'
import { startStorm, stormRule, type Storm } from './alerts-storm.ts'
import { createEngineProcess } from './prove-engine.ts'
import { openProxy } from './prove-proxy.ts'

export type ProveAlertsOptions = {
  readonly seed: number
  readonly clients: number
  readonly durationMs: number
  /** Readings a second, two of three of which raise or resolve. */
  readonly rate: number
  readonly faults: readonly AlertsFault[]
  readonly gapMaxMs: number
  readonly onProgress: (line: string) => void
}

/** Everything that the verdict needs. */
export type AlertsProof = {
  readonly seconds: number
  readonly head: number
  readonly clients: ClientFigures & { readonly count: number; readonly allThere: boolean }
  readonly storm: Storm['figures']
  readonly operators: Pick<Operators, 'done' | 'figures'>
  readonly heard: Receiver['heard']
  readonly accounts: AlertAccounts
  readonly faults: ReadonlyMap<AlertsFault, number>
  readonly engines: readonly ProveEngine['process']['figures'][]
  readonly exitCodes: readonly (number | null)[]
  readonly undelivered: number
}

const settledMs = 90 * secondMs

/**
 * Two engines on one database and one broker, watched by many clients, while conditions come and
 * go, people act, and things are killed.
 *
 * @returns null where Mosquitto or the TimescaleDB server cannot be had
 */
export async function proveAlerts(options: ProveAlertsOptions): Promise<AlertsProof | null> {
  const database = hasMosquitto ? await startNativeServer() : null
  if (database === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'qingliu-prove-'))
  const closing: (() => unknown)[] = [
    () => rmSync(folder, { recursive: true, force: true }),
    () => database.stop(),
  ]
  try {
    return await run(options, database, folder, closing)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

async function run(
  {
    seed,
    clients: count,
    durationMs,
    rate,
    faults: chosen,
    gapMaxMs,
    onProgress,
  }: ProveAlertsOptions,
  database: NativeServer,
  folder: string,
  closing: (() => unknown)[],
): Promise<AlertsProof> {
  const draws = (name: string) => {
    const noise = createNoise(`${seed}/${name}`)
    let drawn = 0
    return () => noise.share((drawn += 1))
  }
  const startedAt = performance.now()
  const broker = await startMosquitto()
  assert(broker, 'Mosquitto is there')
  closing.push(() => broker.stop())
  const receiver = await openReceiver(draws('receiver'))
  closing.push(() => receiver.close())
  const brokerLine = await openProxy(broker.port)
  closing.push(() => brokerLine.close())
  const url = await database.database()
  const network = networkWithRoute(folder, receiver.url)
  const engines: ProveEngine[] = []
  for (let nth = 0; nth < 2; nth += 1) {
    engines.push(await startOne(url, `mqtt://127.0.0.1:${brokerLine.port}`, network, closing))
  }
  await Promise.all(engines.map((one) => one.process.ready()))
  const addresses = engines.map(({ address }) => address)
  const streams = addresses.map((address) => address.replace('http', 'ws'))
  const clients = openStreamClients(count, streams, draws('clients'))
  closing.push(() => clients.close())
  const storm = await startStorm(broker.url, rate)
  const operators = startOperators(4, addresses, draws('operators'))
  const told = setInterval(() => {
    const { frames, connections } = clients.figures
    onProgress(`${storm.figures.stored} readings, ${frames} frames, ${connections} connections`)
  }, 10 * secondMs)
  closing.push(() => clearInterval(told))

  const faults = await strikeAlerts(
    { engines, database, brokerLine, clients },
    chosen,
    { untilMs: performance.now() + durationMs, gapMaxMs },
    draws('faults'),
    onProgress,
  )
  await operators.end()
  await storm.end()
  onProgress('the storm is over')
  const db = await openServer(url)
  const undelivered = await settle(db, addresses)
  const head = await changeHead(db)
  const allThere = await clients.reached(head, settledMs)
  clients.close()
  const exitCodes = await Promise.all(engines.map((one) => one.process.stop()))
  const accounts = await takeAlertAccounts(db).finally(() => db.close())
  return {
    seconds: (performance.now() - startedAt) / 1_000,
    ...{ head, faults, exitCodes, undelivered, accounts, operators },
    clients: { ...clients.figures, count, allThere },
    storm: storm.figures,
    heard: receiver.heard,
    engines: engines.map((one) => one.process.figures),
  }
}

/** An engine on a port that stays its own, behind a line to the database that can be cut. */
async function startOne(
  databaseUrl: string,
  brokerUrl: string,
  network: string,
  closing: (() => unknown)[],
): Promise<ProveEngine> {
  const url = new URL(databaseUrl)
  const databaseLine = await openProxy(Number(url.port))
  url.port = String(databaseLine.port)
  const port = await freePort()
  const process = createEngineProcess({
    QINGLIU_HTTP_PORT: String(port),
    QINGLIU_STANDBY: 'on',
    QINGLIU_DEMO: 'off',
    QINGLIU_FORECASTS: 'off',
    QINGLIU_NETWORK: network,
    // Both have one key of evidence, as both engines of a pair must.
    QINGLIU_DATA: dirname(network),
    QINGLIU_PROVE_SECRET: 'a secret of the proof',
    DATABASE_URL: url.href,
    MQTT_URL: brokerUrl,
  })
  closing.push(
    () => databaseLine.close(),
    () => process.kill(),
  )
  process.start()
  await process.ready()
  return { process, address: `http://127.0.0.1:${port}`, databaseLine }
}

/** The shipped network, whose alerts are told at once, and again when nobody acknowledges. */
function networkWithRoute(folder: string, url: string): string {
  const network = join(folder, 'network')
  cpSync(join(packageFolder, 'fixtures/network'), network, { recursive: true })
  const rulesFile = join(network, 'rules.json')
  const rules = JSON.parse(readFileSync(rulesFile, 'utf8')) as { rules: { id: string }[] }
  for (const rule of rules.rules) if (rule.id === stormRule.id) Object.assign(rule, stormRule)
  writeFileSync(rulesFile, JSON.stringify(rules))
  const to = { type: 'webhook', url, secretFrom: 'QINGLIU_PROVE_SECRET', allowPrivate: true }
  const steps = ['PT0S', 'PT3S'].map((after) => ({ after, to }))
  const route = { id: 'proof', enabled: true, rules: [stormRule.id], steps }
  writeFileSync(join(network, 'routes.json'), JSON.stringify({ routes: [route] }))
  return network
}

/** Until there is an owner, nothing waits to be told or to be seen, and the log stands still. */
async function settle(db: Db, addresses: readonly string[]): Promise<number> {
  const untilMs = performance.now() + settledMs
  for (let head = -1, still = 0; performance.now() < untilMs && still < 8;) {
    const roles = await Promise.all(addresses.map(roleOf))
    const now = await changeHead(db)
    const waits = (await countQueued(db)) > 0 || (await isHiddenFor(db, settledMs))
    const calm = roles.includes('owner') && !waits && now === head
    still = calm ? still + 1 : 0
    head = now
    await wait(secondMs)
  }
  return countQueued(db)
}

/** Whether a person has shelved an alert for no longer: what is due of it is due after that. */
async function isHiddenFor(db: Db, ms: number): Promise<boolean> {
  const open = { state: 'open', station: null, kind: null, changedSince: null } as const
  const { items } = await queryAlerts(db, { ...open, limit: 1_000, cursor: null })
  const before = Date.now() + ms
  return items.some(
    ({ hiding }) => hiding !== null && hiding !== undefined && hiding.until < before,
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
