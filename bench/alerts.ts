import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startNativeServer } from '../test/native-server.ts'
import { startChild, type Child, type Usage } from './child.ts'
import { compile } from './compiled.ts'
import { machine, median, quantile } from './figures.ts'

/**
 * `npm run bench:alerts`: what the stream of alerts costs on a TimescaleDB server, each figure
 * beside its target; the readers are a process of their own. Exit code 2: no server is to be had.
 */
const { values: given } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    idle: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '200' },
    missed: { type: 'string', default: '100000' },
  },
})
const [clients, idle, rounds] = [given.clients, given.idle, given.rounds].map(Number) as Three
type Three = [number, number, number]
const missed = Number(given.missed)

type Row = readonly [what: string, is: string, target: string]
const rows: Row[] = []
const number = (value: number, digits = 0) =>
  value.toLocaleString('en', { maximumFractionDigits: digits })

console.log(machine())
const server = await startNativeServer()
if (server === null) {
  console.error('skipped: the TimescaleDB server is not to be had here')
  process.exit(2)
}
compile()
type Opened = { readonly stream: string; readonly bare: string }
const service = await startChild<Opened>('alerts-service-process', {
  store: await server.database(),
})
const readers = await startChild('alerts-readers-process', {})
const bareReaders = await startChild('alerts-readers-process', {})
const { stream, bare } = service.opened

await measureLatency()
await measureTransitions()
await measureIdle()
await measureResume()
for (const child of [readers, bareReaders, service]) await child.end()
await server.stop()
console.log()
for (const [what, is, target] of rows) {
  console.log(`${what.padEnd(58)}${is.padStart(14)}   ${target}`)
}

/** The service and the bare broadcast in turns; the first tenth warms up and is left out. */
async function measureLatency(): Promise<void> {
  await readers.ask('connect', { url: stream, count: clients })
  await bareReaders.ask('connect', { url: bare, count: clients })
  const ms: number[] = []
  const bareMs: number[] = []
  for (let round = -rounds / 10; round < rounds; round += 1) {
    const { n, atMs } = await service.ask<{ n: number; atMs: number }>('raise')
    const { lastMs, text } = await reached(readers, n)
    const bareAtMs = await service.ask<number>('broadcast', { text })
    const least = await reached(bareReaders, n)
    if (round < 0) continue
    ms.push(lastMs - atMs)
    bareMs.push(least.lastMs - bareAtMs)
  }
  for (const [name, of] of [
    ['p50', median],
    ['p99', (values: readonly number[]) => quantile(values, 0.99)],
  ] as const) {
    const [whole, least] = [of(ms), of(bareMs)]
    rows.push(
      [`commit to the frame of client ${number(clients)}, ${name}, ms`, number(whole, 1), ''],
      ['  bare broadcast of the same bytes, ms', number(least, 1), ''],
      ['  ratio', number(whole / least, 2), '< 3'],
    )
  }
  for (const child of [readers, bareReaders]) await child.ask('leave')
}

function reached(child: Child, n: number) {
  return child.ask<{ lastMs: number; text: string }>('reached', { n, readers: clients })
}

/** On a server each commit waits for the disk, once for all that are joined; embedded ones do not. */
async function measureTransitions(): Promise<void> {
  const ms = 10_000
  const wanted = '> 1,000'
  const folder = mkdtempSync(join(tmpdir(), 'qingliu-bench-'))
  const embedded = await startChild<Opened>('alerts-service-process', { store: folder })
  for (const [child, where] of [
    [service, 'server'],
    [embedded, 'embedded'],
  ] as const) {
    const sustain = (together: number, atOnce: number) =>
      child.ask<{ aSecond: number; cpuUs: number }>('sustain', { ms, together, atOnce })
    const [one, six, many] = [await sustain(1, 1), await sustain(1, 6), await sustain(1, 50)]
    const batched = await sustain(50, 1)
    const acts = await child.ask<number>('act', { ms, atOnce: 6 })
    rows.push(
      [`transitions a second, ${where}, 50 of one batch`, number(batched.aSecond), wanted],
      ['  CPU of the engine for each, µs', number(batched.cpuUs), '< 1,000'],
      ['  announced one by one by 50 at once', number(many.aSecond), wanted],
      ['  announced one by one by 6 at once', number(six.aSecond), wanted],
      ['  announced one by one by one: a commit each', number(one.aSecond), ''],
      ["  6 people's acts at once: a commit each", number(acts), ''],
    )
  }
  await embedded.end()
  rmSync(folder, { recursive: true })
}

async function measureIdle(): Promise<void> {
  const before = await service.ask<Usage>('usage')
  await readers.ask('connect', { url: stream, count: idle })
  await wait(3_000)
  const after = await service.ask<Usage>('usage')
  rows.push(
    [`resident with ${number(idle)} idle clients, MB`, number(after.residentMb), '< 600'],
    ['  before them, MB', number(before.residentMb), ''],
  )
  await readers.ask('leave')
  await wait(1_000)
}

async function measureResume(): Promise<void> {
  const head = await service.ask<number>('fill', { count: missed })
  const since = head - missed
  for (const count of [1, 10]) {
    await service.ask('watchPeak')
    const before = await service.ask<Usage>('usage')
    type Resumed = { seconds: number; faults: number }
    const done = await readers.ask<Resumed>('resume', { url: stream, since, head, count })
    const peakMb = await service.ask<number>('watchPeak')
    rows.push(
      [
        `resume over ${number(missed)} changes, ${count} at once, s`,
        number(done.seconds, 1),
        done.faults === 0 ? 'each once and in order' : `${done.faults} FAULTS`,
      ],
      [
        '  resident before / at most, MB',
        `${number(before.residentMb)} / ${number(peakMb)}`,
        'bounded',
      ],
    )
  }
}
