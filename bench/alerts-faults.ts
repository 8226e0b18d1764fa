import { setTimeout as wait } from 'node:timers/promises'
import type { NativeServer } from '../test/native-server.ts'
import type { StreamClients } from './alerts-clients.ts'
import type { EngineProcess } from './prove-engine.ts'
import type { Proxy } from './prove-proxy.ts'

/** One of the engines, where its clients find it, and its own line to the database. */
export type ProveEngine = {
  readonly process: EngineProcess
  readonly address: string
  readonly databaseLine: Proxy
}

export type AlertsParts = {
  readonly engines: readonly ProveEngine[]
  readonly database: NativeServer
  readonly brokerLine: Proxy
  readonly clients: StreamClients
}

type Fault = (parts: AlertsParts, downMs: number) => Promise<void>

const faults = {
  'owner killed': async (parts, downMs) => restart(await ownersOf(parts, true), downMs),
  'stand-by killed': async (parts, downMs) => restart(await ownersOf(parts, false), downMs),
  'both engines killed': ({ engines }, downMs) => restart(engines, downMs),
  'database killed': async ({ database }, downMs) => {
    await database.crash()
    await wait(downMs)
    await database.restart()
  },
  'owner cut off from database': async (parts) => {
    for (const { databaseLine } of await ownersOf(parts, true)) databaseLine.cut()
  },
  'stand-by cut off from database': async (parts) => {
    for (const { databaseLine } of await ownersOf(parts, false)) databaseLine.cut()
  },
  'silence between owner and database': async (parts, downMs) => {
    for (const { databaseLine } of await ownersOf(parts, true)) await databaseLine.hush(2 * downMs)
  },
  'answer to a commit cut off': async (parts) => {
    for (const { databaseLine } of await ownersOf(parts, true)) databaseLine.cutAfter('COMMIT')
  },
  'half of the clients cut': async ({ clients }) => {
    clients.cut(0.5)
    await Promise.resolve()
  },
  'engines cut off from broker': async ({ brokerLine }) => {
    brokerLine.cut()
    await Promise.resolve()
  },
} satisfies Record<string, Fault>

export type AlertsFault = keyof typeof faults
export const alertsFaults = Object.keys(faults) as AlertsFault[]
/** The shortest choice with a kill of each. */
export const essentialAlertsFaults: readonly AlertsFault[] = [
  'owner killed',
  'half of the clients cut',
  'database killed',
  'stand-by killed',
]

async function restart(engines: readonly ProveEngine[], downMs: number): Promise<void> {
  await Promise.all(engines.map((one) => one.process.kill()))
  await wait(downMs)
  for (const one of engines) one.process.start()
}

/** The engines that say that they own the fold, or those that do not. */
async function ownersOf({ engines }: AlertsParts, own: boolean): Promise<ProveEngine[]> {
  const roles = await Promise.all(engines.map((one) => roleOf(one.address)))
  const found = engines.filter((_, place) => (roles[place] === 'owner') === own)
  return found.slice(0, 1)
}

/** Null while it does not answer. */
export async function roleOf(address: string): Promise<string | null> {
  try {
    const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) })
    return ((await answer.json()) as { role?: string }).role ?? null
  } catch {
    return null
  }
}

/**
 * Strikes each kind once in a random order, and again until the time is over; all is up after.
 */
export async function strikeAlerts(
  parts: AlertsParts,
  chosen: readonly AlertsFault[],
  { untilMs, gapMaxMs }: { readonly untilMs: number; readonly gapMaxMs: number },
  random: () => number,
  onFault: (name: AlertsFault) => void,
): Promise<Map<AlertsFault, number>> {
  const done = new Map<AlertsFault, number>()
  for (let deck: AlertsFault[] = []; ;) {
    if (deck.length === 0) deck = shuffled(chosen, random)
    await wait((0.1 + 0.9 * random()) * gapMaxMs)
    if (done.size === chosen.length && performance.now() > untilMs) return done
    const name = deck.pop()!
    onFault(name)
    const act: Fault = faults[name]
    await act(parts, 250 + random() ** 2 * 4_000)
    await Promise.all(parts.engines.map((one) => one.process.ready()))
    done.set(name, (done.get(name) ?? 0) + 1)
  }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one)
}
