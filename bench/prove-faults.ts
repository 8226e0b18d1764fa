import { setTimeout as wait } from 'node:timers/promises'
import { createNoise } from '../fixtures/simulator/noise.ts'
import { hourMs } from '../src/domain/time.ts'
import type { Mosquitto } from '../test/mosquitto.ts'
import type { NativeServer } from '../test/native-server.ts'
import type { EngineProcess } from './prove-engine.ts'
import type { Gateways } from './prove-gateways.ts'
import type { Proxy } from './prove-proxy.ts'
import type { SmallDisk } from './prove-small-disk.ts'

/** Everything that a fault may hit. */
export type Parts = {
  readonly engine: EngineProcess
  readonly broker: Mosquitto
  readonly database: NativeServer
  readonly gateways: Gateways
  /** Gateways to broker, engine to broker, engine to database. */
  readonly gatewayLine: Proxy
  readonly brokerLine: Proxy
  readonly databaseLine: Proxy
  /** Null where none can be mounted. */
  readonly disk: SmallDisk | null
}

type Fault = (parts: Parts, downMs: number) => Promise<void>

const faults = {
  'engine killed': async ({ engine }, downMs) => {
    await engine.kill()
    await wait(downMs)
    engine.start()
  },
  'engine killed, and again while it starts': async ({ engine }, downMs) => {
    await engine.kill()
    engine.start()
    await wait(downMs)
    await engine.kill()
    engine.start()
  },
  'broker killed': async ({ broker }, downMs) => {
    await broker.crash()
    await wait(downMs)
    await broker.restart()
  },
  'database killed': async ({ database }, downMs) => {
    await database.crash()
    await wait(downMs)
    await database.restart()
  },
  'all three killed': async ({ engine, broker, database }, downMs) => {
    await Promise.all([engine.kill(), broker.crash(), database.crash()])
    await wait(downMs)
    engine.start()
    await Promise.all([broker.restart(), database.restart()])
  },
  'gateways cut off': async ({ gatewayLine }) => {
    gatewayLine.cut()
    await Promise.resolve()
  },
  'engine cut off from broker': async ({ brokerLine }) => {
    brokerLine.cut()
    await Promise.resolve()
  },
  'engine cut off from database': async ({ databaseLine }) => {
    databaseLine.cut()
    await Promise.resolve()
  },
  'answer to a commit cut off': async (parts, downMs) => {
    await cutCommit(parts, downMs)
    await wait(downMs)
  },
  'engine killed within a commit': async (parts, downMs) => {
    const { engine } = parts
    await cutCommit(parts, downMs)
    await wait(downMs % 50)
    await engine.kill()
    engine.start()
  },
  'silence between engine and broker': ({ brokerLine }, downMs) => brokerLine.hush(2 * downMs),
  'silence between engine and database': ({ databaseLine }, downMs) =>
    databaseLine.hush(2 * downMs),
  'clock an hour ahead': (parts, downMs) => withClock(parts, hourMs, downMs),
  'clock an hour back': (parts, downMs) => withClock(parts, -hourMs, downMs),
  'disk of the database full': async ({ disk, database }, downMs) => {
    if (disk === null) return
    await disk.fill()
    await wait(2 * downMs)
    await disk.free()
    // It has gone down where its log found no room.
    await database.crash()
    await database.restart()
  },
} satisfies Record<string, Fault>

export type FaultName = keyof typeof faults
export const faultNames = Object.keys(faults) as FaultName[]

/** The shortest choice with a kill of each. */
export const essentialFaults: readonly FaultName[] = [
  'engine killed',
  'broker killed',
  'database killed',
  'answer to a commit cut off',
  'gateways cut off',
  'clock an hour back',
]

/** Cuts a commit that has good chances to hold the reading that makes a condition begin. */
async function cutCommit({ databaseLine, gateways }: Parts, downMs: number): Promise<void> {
  await Promise.race([gateways.nextBeginning(), wait(5_000)])
  await wait(downMs % 12)
  databaseLine.cutAfter('COMMIT')
}

async function withClock({ engine }: Parts, aheadMs: number, downMs: number): Promise<void> {
  for (const ms of [aheadMs, 0]) {
    await engine.kill()
    engine.setClock(ms)
    engine.start()
    await engine.ready()
    if (ms !== 0) await wait(3 * downMs)
  }
}

export type Scheduled = {
  readonly name: FaultName
  /** How often each kind has struck before it. */
  readonly round: number
  /** Calm before it. */
  readonly gapMs: number
  readonly downMs: number
  /** Strikes just after a message that makes a condition begin. */
  readonly aimed: boolean
}

/** The faults of a seed, without end: every kind once in a random order, and again. */
export function* schedule(
  seed: number,
  chosen: readonly FaultName[] = faultNames,
  gapMaxMs = 8_000,
): Generator<Scheduled> {
  const noise = createNoise(`${seed}/faults`)
  for (let round = 0; ; round += 1) {
    const draw = (index: number, what: number) => noise.share((round * 64 + index) * 8 + what)
    const deck = chosen.map((name, index) => ({ name, index, place: draw(index, 0) }))
    for (const { name, index } of deck.toSorted((a, b) => a.place - b.place)) {
      yield {
        ...{ name, round },
        gapMs: (0.1 + 0.9 * draw(index, 1)) * gapMaxMs,
        downMs: 250 + draw(index, 2) ** 2 * 4_000,
        aimed: draw(index, 3) < 0.5,
      }
    }
  }
}

/** Runs the schedule until each kind has struck and the time is over; the engine is ready then. */
export async function runFaults(
  parts: Parts,
  scheduled: Iterable<Scheduled>,
  untilMs: number,
  onFault: (name: FaultName) => void,
): Promise<ReadonlyMap<FaultName, number>> {
  const done = new Map<FaultName, number>()
  for (const fault of scheduled) {
    await wait(fault.gapMs)
    if (fault.round > 0 && performance.now() > untilMs) break
    if (fault.name === 'disk of the database full' && parts.disk === null) continue
    if (fault.aimed) await Promise.race([parts.gateways.nextBeginning(), wait(3_000)])
    onFault(fault.name)
    const act: Fault = faults[fault.name]
    await act(parts, fault.downMs)
    await parts.engine.ready()
    done.set(fault.name, (done.get(fault.name) ?? 0) + 1)
  }
  return done
}
