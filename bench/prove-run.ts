import { assert } from '../src/domain/errors.ts'
import { hourMs, secondMs } from '../src/domain/time.ts'
import { openServer } from '../src/store/server.ts'
import { hasMosquitto, startMosquitto } from '../test/mosquitto.ts'
import { startNativeServer, type NativeServer } from '../test/native-server.ts'
import { takeAccounts, type Accounts } from './prove-accounts.ts'
import { createEngineProcess, type EngineProcess } from './prove-engine.ts'
import { runFaults, schedule, type FaultName, type Parts } from './prove-faults.ts'
import { openGateways } from './prove-gateways.ts'
import { createInput, type Input } from './prove-input.ts'
import type { Ledger } from './prove-ledger.ts'
import type { InputOptions } from './prove-message.ts'
import { openProxy } from './prove-proxy.ts'
import { mountSmallDisk } from './prove-small-disk.ts'

export type ProveOptions = Omit<InputOptions, 'startAt'> & {
  readonly faults?: readonly FaultName[]
  /** Longest calm between two faults. */
  readonly gapMaxMs?: number
  /** Megabytes of the database's disk; absent: not limited, and never full. */
  readonly diskMb?: number
  readonly onProgress: (line: string) => void
}

/** One run of the input, and what is left of it. */
export type Run = {
  readonly seconds: number
  readonly accounts: Accounts
  readonly ledger: Ledger
  readonly engine: EngineProcess['figures']
  /** Exit code of the engine at the end: 0. */
  readonly exitCode: number | null
  readonly faults: ReadonlyMap<FaultName, number>
}

export type Proof = { readonly input: Input; readonly calm: Run; readonly struck: Run }

/** Calm, the input is sent so many times as fast. */
const calmPace = 3
/** The calm run's clock stands past every observation, so that none of them is in the future. */
const calmAheadMs = 2 * hourMs
const stalledMs = 120 * secondMs
const progressMs = 10 * secondMs

/**
 * Runs the same input twice through the engine, a real broker and a real TimescaleDB server: once
 * in calm, once under the faults of the seed.
 *
 * @returns null where Mosquitto or the server cannot be had
 */
export async function prove(options: ProveOptions): Promise<Proof | null> {
  const { seed, durationMs, diskMb, faults, gapMaxMs, onProgress } = options
  const server = hasMosquitto ? await startNativeServer() : null
  if (server === null) return null
  const disk = diskMb === undefined ? null : await mountSmallDisk(server, diskMb)
  const input = createInput({ ...options, startAt: Date.now() })
  try {
    const calmly = { input, server, disk, pace: calmPace, onProgress }
    const calm = await run('calm', calmly, () => Promise.resolve(new Map()))
    const struck = await run('struck', { input, server, disk, pace: 1, onProgress }, (parts) =>
      runFaults(
        parts,
        schedule(seed, faults, gapMaxMs),
        performance.now() + durationMs,
        onProgress,
      ),
    )
    return { input, calm, struck }
  } finally {
    if (disk !== null) {
      await server.crash()
      await disk.unmount()
    }
    await server.stop()
  }
}

type Given = Pick<Parts, 'disk'> & {
  readonly input: Input
  readonly server: NativeServer
  readonly pace: number
  readonly onProgress: (line: string) => void
}

async function run(
  name: string,
  { input, server, disk, pace, onProgress }: Given,
  strike: (parts: Parts) => Promise<Run['faults']>,
): Promise<Run> {
  const url = new URL(await server.database())
  const broker = await startMosquitto()
  assert(broker, 'Mosquitto is there')
  const gatewayLine = await openProxy(broker.port)
  const brokerLine = await openProxy(broker.port)
  const databaseLine = await openProxy(Number(url.port))
  const direct = url.href
  url.port = String(databaseLine.port)
  const engine = createEngineProcess({
    QINGLIU_HTTP_PORT: '0',
    QINGLIU_DEMO: 'off',
    DATABASE_URL: url.href,
    MQTT_URL: `mqtt://127.0.0.1:${brokerLine.port}`,
  })
  if (name === 'calm') engine.setClock(calmAheadMs)
  engine.start()
  await engine.ready()
  const startedAt = performance.now()
  const gateways = await openGateways(gatewayLine.port, input.messages, pace)
  const { ledger } = gateways
  const told = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    const answered = `${ledger.done()} of ${input.messages.length} messages have their receipt`
    onProgress(`${name} ${seconds} s: ${answered}`)
  }, progressMs)
  try {
    const parts = { engine, broker, database: server, gateways, disk }
    const faults = await strike({ ...parts, gatewayLine, brokerLine, databaseLine })
    await gateways.settled(stalledMs)
    await gateways.close()
    const exitCode = await engine.stop()
    const db = await openServer(direct)
    const accounts = await takeAccounts(db, ledger).finally(() => db.close())
    const seconds = (performance.now() - startedAt) / 1000
    return { seconds, accounts, ledger, engine: engine.figures, exitCode, faults }
  } finally {
    clearInterval(told)
    await gateways.close()
    await engine.kill()
    for (const proxy of [gatewayLine, brokerLine, databaseLine]) proxy.close()
    await broker.stop()
  }
}
