import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { dayMs, formatBeijing } from '../src/domain/time.ts'
import { startChild } from './child.ts'
import { compile, compiledUrl } from './compiled.ts'
import { machine, printTable } from './figures.ts'
import { historyRows, type History } from './history-rows.ts'
import { waterNames } from './messages.ts'
import { embeddedSetting, nativeSetting, type Setting } from './settings.ts'
import { storeSetting } from './store.ts'

/**
 * `npm run bench:history`: how long a history takes to come in by `import`, a command for each
 * station as a user gives it, beside a bare COPY of the same rows; and how long it takes to fold
 * it again from nothing, beside reading it from the store. Leaves with 1 when folding again gives
 * another state, event or alert. `--days 365 --stations 20 --only native`.
 */
const { values: given } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    stations: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
  },
})
const history: History = {
  stations: Number(given.stations),
  days: Number(given.days),
  until: Math.floor(Date.now() / dayMs) * dayMs,
}

console.log(machine())
compile()
const folder = await mkdtemp(join(tmpdir(), 'qingliu-history-'))
try {
  const files = await writeFiles()
  for (const open of [embeddedSetting, nativeSetting]) {
    if (given.only !== '' && !open.name.startsWith(given.only)) continue
    const setting = await open()
    if (setting !== null) await measure(setting, files).finally(() => setting.close())
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

type HistoryFile = { readonly station: string; readonly path: string }

async function writeFiles(): Promise<HistoryFile[]> {
  const files: HistoryFile[] = []
  for (const { station, steps } of historyRows(history)) {
    const path = join(folder, `${station}.csv`)
    const lines = function* () {
      yield `time,${waterNames.join(',')}\n`
      for (const { at, values } of steps()) yield `${formatBeijing(at)},${values.join(',')}\n`
    }
    await pipeline(Readable.from(lines()), createWriteStream(path))
    files.push({ station, path })
    progress(`${files.length} of ${history.stations} files written`)
  }
  return files
}

async function measure(setting: Setting, files: readonly HistoryFile[]): Promise<void> {
  const child = await startChild('history-process', {})
  const { store: bare } = await setting.places()
  const copied = await child.ask<number>('copy', { store: bare, history })
  const { store } = await setting.places()
  const from = performance.now()
  for (const [nth, file] of files.entries()) {
    await importFile(store, file)
    progress(`${setting.name}: ${nth + 1} of ${files.length} files imported`)
  }
  const imported = (performance.now() - from) / 1_000
  progress(`${setting.name}: reading and folding again`)
  const read = await child.ask<{ readings: number; seconds: number }>('read', { store })
  const again = await child.ask<{ seconds: number; differing: string[] }>('refold', { store })
  await child.end()
  printTable(
    [setting.name],
    [
      { name: 'readings', values: [read.readings] },
      { name: 'COPY alone, s', values: [copied] },
      { name: 'import, s', values: [imported] },
      { name: 'import / COPY', values: [imported / copied] },
      { name: 'import, readings/s', values: [read.readings / imported] },
      { name: 'reading from the store, s', values: [read.seconds] },
      { name: 'start that folds all again, s', values: [again.seconds] },
      { name: 'folding / reading', values: [again.seconds / read.seconds] },
    ],
  )
  const { length: others } = again.differing
  console.log(others === 0 ? 'folded again: the same' : `folded again: ${others} differ, the first`)
  for (const key of again.differing.slice(0, 10)) console.log(`  ${key}`)
  if (others > 0) process.exitCode = 1
}

async function importFile(store: string, { station, path }: HistoryFile): Promise<void> {
  const main = fileURLToPath(compiledUrl('src/cli/main'))
  const maps = waterNames.flatMap((alias) => ['--map', `${alias}=${alias}`])
  const args = [main, 'import', path, '--station', station, '--time', 'time', ...maps]
  const env = { ...process.env, DATABASE_URL: '', MQTT_URL: '', ...storeSetting(store) }
  await promisify(execFile)(process.execPath, args, { env })
}

function progress(line: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`)
}
