import { tmpdir } from 'node:os'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { NewChange } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import { hourMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { createHttpCapabilities } from '../src/http-capabilities.ts'
import { createHttpServer, type HttpServer } from '../src/http/server.ts'
import { queryAlerts } from '../src/store/alerts.ts'
import { appendChanges, changeHead, changesAfter } from '../src/store/change-log.ts'
import { answerParent, usageNow, wallMs } from './child.ts'
import { openBenchEngine } from './open-engine.ts'

/** The engine with its pages on a server's database, and a bare `ws` server beside it. */
let engine: Engine
let http: HttpServer
let bare: WebSocketServer
let raised = 0
let committedMs = 0

async function open({ store }: { store: string }) {
  engine = await openBenchEngine(store, true)
  // The first to hear of a commit, so that what is measured begins there.
  engine.changes.subscribe(() => {
    committedMs = wallMs()
  })
  const capabilities = createHttpCapabilities(engine, {
    ...{ operators: 1, capSender: 'bench.invalid', dataFolder: tmpdir() },
  })
  http = await createHttpServer(capabilities, { webRoot: null, version: '0' })
  const port = await http.listen('127.0.0.1', 0)
  bare = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => bare.once('listening', resolve))
  return {
    stream: `ws://127.0.0.1:${port}/api/v1/stream`,
    bare: `ws://127.0.0.1:${(bare.address() as AddressInfo).port}`,
  }
}

/** A condition that nobody has raised yet. */
function beginning(): Event {
  raised += 1
  const stations = engine.parts.network.stations
  const station = stations[raised % stations.length]!.id
  return {
    ...{ key: `bench|${raised}`, rule: 'toxic-limit', kind: 'deterioration', station },
    ...{ subject: `${station}/bench-${raised}`, phase: 'begin', colour: 'orange', live: true },
    observedAt: Date.now(),
    readings: [{ parameter: 'w20004', observedAt: Date.now(), value: 0.0062, ingestNo: raised }],
    evidence: { limit: 0.005 },
  } as unknown as Event
}

/** Raises one alert. @returns its number, and when its commit was known */
async function raise() {
  await engine.desk.announce([beginning()])
  return { n: await changeHead(engine.parts.db), atMs: committedMs }
}

/** The least that could be done: the same bytes to everybody. @returns when it began */
function broadcast({ text }: { text: string }): number {
  const bytes = Buffer.from(text)
  const atMs = wallMs()
  for (const socket of bare.clients) socket.send(bytes, { binary: false })
  return atMs
}

/**
 * Raises alerts for so long, so many of them in a transaction and so many transactions at once.
 *
 * @returns how many a second, and the CPU time of this process for each: an embedded store is in it,
 *   and it says the same on a machine that does other work
 */
async function sustain({ ms, together, atOnce }: { ms: number; together: number; atOnce: number }) {
  const before = await changeHead(engine.parts.db)
  const { cpuUs } = usageNow()
  const startedAt = performance.now()
  const writers = Array.from({ length: atOnce }, async () => {
    while (performance.now() - startedAt < ms) {
      await engine.desk.announce(Array.from({ length: together }, beginning))
    }
  })
  await Promise.all(writers)
  const seconds = (performance.now() - startedAt) / 1_000
  const usedUs = usageNow().cpuUs - cpuUs
  const transitions = (await changeHead(engine.parts.db)) - before
  return { aSecond: transitions / seconds, cpuUs: usedUs / transitions }
}

/** People's acts for so long, each with a transaction of its own since it has its own answer. */
async function act({ ms, atOnce }: { ms: number; atOnce: number }) {
  const { db } = engine.parts
  await engine.desk.announce(Array.from({ length: atOnce }, beginning))
  const filter = { state: 'open', station: null, kind: null, changedSince: null } as const
  const { items } = await queryAlerts(db, { ...filter, limit: atOnce, cursor: null })
  const before = await changeHead(db)
  const startedAt = performance.now()
  const people = items.map(async ({ id }) => {
    const about = { person: 'bench', reason: 'bench' }
    while (performance.now() - startedAt < ms) {
      const until = Date.now() + hourMs
      await engine.desk.command(id, { ...about, verb: 'shelve', until }, null)
      await engine.desk.command(id, { ...about, verb: 'unshelve' }, null)
    }
  })
  await Promise.all(people)
  const seconds = (performance.now() - startedAt) / 1_000
  return ((await changeHead(db)) - before) / seconds
}

/** Fills the log with changes as they are, 1,000 in a transaction. */
async function fill({ count }: { count: number }): Promise<number> {
  const { db } = engine.parts
  const [first] = await changesAfter(db, { after: 0, limit: 1, types: null })
  const { at, subject, type, actor, reason, body } = first!
  const change = { at, subject, type, actor, reason, body }
  for (let done = 0; done < count; done += 1_000) {
    await db.transaction((tx) => appendChanges(tx, Array<NewChange>(1_000).fill(change)))
  }
  return changeHead(db)
}

let peakMb = 0
let sampling: NodeJS.Timeout | null = null
/** Begins to watch what it holds; the next time tells the most. */
function watchPeak(): number {
  const peak = peakMb
  if (sampling !== null) clearInterval(sampling)
  peakMb = usageNow().residentMb
  sampling = setInterval(() => {
    peakMb = Math.max(peakMb, usageNow().residentMb)
  }, 20).unref()
  return peak
}

async function close() {
  if (sampling !== null) clearInterval(sampling)
  for (const socket of bare.clients) socket.terminate()
  bare.close()
  await http.close()
  await engine.parts.db.close()
}

/** What is held after garbage is gone, where the process may collect it. */
function usage() {
  globalThis.gc?.()
  return usageNow()
}

answerParent({ open, raise, broadcast, sustain, act, fill, watchPeak, usage, close })
