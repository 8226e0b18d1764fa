import { existsSync, rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { dayMs, formatInstant, hourMs, parseInstant, secondMs } from '../src/domain/time.ts'
import { packageFolder } from '../src/package.ts'
import { createApi, type Api } from '../test/engine-api.ts'
import { prepareFile, type PreparedFile } from './replay-file.ts'
import { readFindings } from './replay-findings.ts'
import { runReplayCommand, startEngine } from './replay-process.ts'
import { faultsOf, formatReport, type Result, type Sums } from './replay-report.ts'
import { sources, type Source } from './replay-sources.ts'

/**
 * Sends measured files through a fresh engine each, by the real commands, and tells what became of
 * every value and what was found. Leaves with 1 when a sum does not hold.
 *
 *     npm run bench:replay -- [--quick] [--only NAME] [--live TIMES] [--keep FOLDER]
 *
 * Files sent as recorded meet an engine whose clock stands an hour after their last row; with
 * `--live` one whose clock runs through the file, so many times as fast as it was recorded.
 * `--keep` writes events and alerts of each file into a folder, as the interface answers them.
 */
const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    live: { type: 'string' },
    keep: { type: 'string' },
  },
})
const shared = process.env['QINGLIU_SHARED_DATA'] ?? resolve(packageFolder, '../shared/data')
const rowsMax = given.quick ? 5_000 : Infinity
/** By the wall: what the engine needs to be ready, so that its clock then stands at the first row. */
const startMs = 10 * secondMs
const noteEveryMs = 5 * secondMs

const wanted = sources.filter(({ name }) => given.only === undefined || name === given.only)
if (wanted.length === 0 || !(Number(given.live ?? 1) > 0)) {
  process.stderr.write(`--only: ${sources.map(({ name }) => name).join(', ')}; --live: above 0\n`)
  process.exit(2)
}
const results: Result[] = []
for (const source of wanted) {
  const path = join(shared, source.path)
  if (existsSync(path)) results.push(await replayFile(source, path))
  else process.stderr.write(`${source.name}: skipped, there is no ${path}\n`)
}
const faults = results.flatMap(faultsOf)
if (results.length > 0) process.stdout.write(`${formatReport(results)}\n\n`)
const verdict = 'every file adds up: sent = received = stored + duplicate + revised + refused'
if (faults.length > 0) process.stdout.write(`${faults.join('\n')}\n`)
else process.stdout.write(`${results.length === 0 ? 'no file was replayed' : verdict}\n`)
process.exitCode = faults.length === 0 ? 0 : 1

async function replayFile(source: Source, sharedPath: string): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'qingliu-replay-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.once('exit', remove)
  try {
    return await replayInto(folder, source, await prepareFile(source, sharedPath, folder, rowsMax))
  } finally {
    process.off('exit', remove)
    remove()
  }
}

async function replayInto(folder: string, source: Source, file: PreparedFile): Promise<Result> {
  const { name, asRecorded } = source
  const isLive = asRecorded && given.live !== undefined
  const speed = isLive ? Number(given.live) : 0
  const note = noteOf(name)
  const engine = await startEngine(folder, clockOf(source, file, speed), note.always)
  try {
    const api = createApi(engine.httpAddress)
    if (isLive) await untilClock(api, file.firstAt)
    const cpuBefore = await cpuOf(engine.httpAddress)
    const args = replayArguments(source, file.path, engine.mqttAddress, speed)
    const { code, lines, seconds } = await runReplayCommand(args, note.sometimes)
    const told = toldBy(lines)
    const { received, ...counts } = await settledCounts(api)
    const cpuSeconds = (await cpuOf(engine.httpAddress)) - cpuBefore
    const findings = await readFindings(api, source, note.shiftMs(), file.lastAt)
    if (given.keep !== undefined) {
      const { events, alerts } = findings
      await writeFile(join(given.keep, `${name}.json`), JSON.stringify({ events, alerts }, null, 1))
    }
    const receipts = receiptSums(told)
    const counted = { values: received, ...counts }
    const about = { source, file, told, receipts, engine: counted, exitCode: code }
    return { ...about, seconds, cpuSeconds, speed, findings }
  } finally {
    await engine.close()
  }
}

function replayArguments(source: Source, path: string, mqttUrl: string, speed: number): string[] {
  const { station, timeColumn, map, asRecorded } = source
  const args = [path, '--mqtt', mqttUrl, '--station', station, '--time', timeColumn]
  for (const [column, parameter, unit] of map) {
    args.push('--map', `${column}=${parameter}`)
    if (unit !== undefined) args.push('--unit', `${column}=${unit}`)
  }
  args.push('--speed', String(speed))
  return asRecorded ? [...args, '--as-recorded'] : args
}

function clockOf({ asRecorded }: Source, { firstAt, lastAt }: PreparedFile, speed: number) {
  if (!asRecorded) return {}
  const startAt = speed === 0 ? lastAt + hourMs : firstAt - startMs * speed
  return { QINGLIU_CLOCK: `${formatInstant(startAt)},${speed === 0 ? 1 : speed}` }
}

/** Shows what the commands tell on the way, and keeps the shift that a replay tells. */
function noteOf(name: string) {
  let shiftMs = 0
  let notedAt = -Infinity
  const always = (line: string) => void process.stderr.write(`${name}: ${line}\n`)
  return {
    always,
    sometimes: (line: string) => {
      const shift = /shifted by (-?\d+) days/.exec(line)
      if (shift !== null) shiftMs = Number(shift[1]) * dayMs
      const isProgress = /receipts$/.test(line)
      if (isProgress && performance.now() - notedAt < noteEveryMs) return
      if (isProgress) notedAt = performance.now()
      always(line)
    },
    shiftMs: () => shiftMs,
  }
}

async function untilClock(api: Api, at: number): Promise<void> {
  for (;;) {
    const { body } = await api.get<{ now: string }>('clock')
    if (parseInstant(body.now)! >= at) return
    await wait(20)
  }
}

/** The lines of the replay's table; a refusal's code as `refused: code`. */
function toldBy(lines: readonly string[]): Map<string, number> {
  const told = new Map<string, number>()
  for (const line of lines) {
    const [, indent = '', name = '', figure = ''] = /^( *)(\S.*?) {2,}([\d,]+)$/.exec(line) ?? []
    if (figure === '') continue
    told.set(indent.length > 2 ? `refused: ${name}` : name, Number(figure.replaceAll(',', '')))
  }
  return told
}

function receiptSums(told: ReadonlyMap<string, number>): Sums {
  const figure = (name: string) => told.get(name) ?? NaN
  return {
    values: figure('values sent'),
    stored: figure('stored'),
    duplicate: figure('duplicate'),
    revised: figure('revised'),
    refused: figure('refused'),
  }
}

async function settledCounts(api: Api) {
  for (let tries = 0; ; tries += 1) {
    const counts = await api.counts()
    if (counts.inHand === 0 || tries === 100) return counts
    await wait(100)
  }
}

async function cpuOf(address: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text()
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1])
}
