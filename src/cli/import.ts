import { statSync } from 'node:fs'
import { InvalidArgumentError, type Command } from 'commander'
import { decodeLimits } from '../../ingest/decode/decode.ts'
import { openStoredEngine } from '../stored-engine.ts'
import { loadNetwork } from '../config/network.ts'
import type { Settings } from '../config/settings.ts'
import { AppError } from '../domain/errors.ts'
import { dayMs, formatInstant } from '../domain/time.ts'
import { decodersOf } from '../memory.ts'
import { networkFolder } from '../network-folder.ts'
import { createReceive } from '../receive.ts'
import { sessionReceipts } from '../store/receipts.ts'
import {
  mappingFaults,
  missingOption,
  numberThat,
  pair,
  stationId,
  unitOption,
} from './arguments.ts'
import { describeFailure } from './describe-failure.ts'
import { runImport, type ImportDoor, type ImportOptions, type ImportReport } from './import-run.ts'
import { formatSums } from './replay-tally.ts'
import { settingsOrExit } from './settings-or-exit.ts'
import { createStderrReport } from './stderr-report.ts'

/** Refused rows that are shown; all of them are kept with the refusals. */
const refusedLinesMax = 20
const barWidth = 30

type Flags = {
  readonly station: string
  readonly time?: string
  readonly sampleTime?: string
  readonly analysisTime?: string
  readonly method?: string
  readonly map: ReadonlyMap<string, string>
  readonly unit: ReadonlyMap<string, string>
  readonly missing: ReadonlySet<number>
  readonly period: string
  readonly source?: 'automatic' | 'manual'
  readonly offset?: string
  readonly depth?: number
  readonly ageMax: number
}

const metres = numberThat('a number of metres, 0 or more', (number) => number >= 0)
const days = numberThat(
  'a number of days, more than 0',
  (number) => number > 0 && number < Infinity,
)

/** Adds `import` to the program. */
export function registerImport(program: Command): void {
  program
    .command('import')
    .summary('bring a history or manual samples from a file into the store')
    .description(
      'Brings the rows of a CSV file, UTF-8 or GBK, plain or gzip, into the store of a stopped ' +
        'engine, checked and refused as if they had come over MQTT, as history: no live alert is ' +
        'opened. An import that was cut goes on where it stopped when it is started again with the ' +
        'same file.',
    )
    .argument('<file>', 'CSV file, or .csv.gz')
    .requiredOption('--station <id>', 'station that the values are of', stationId)
    .option('--time <column>', 'column of the time')
    .option('--sample-time <column>', 'for manual samples in its place: when they were taken')
    .option('--analysis-time <column>', 'when they were analysed')
    .option('--method <column>', 'by which method they were analysed')
    .requiredOption('--map <column=parameter>', 'column and its parameter; once for each', pair)
    .addOption(unitOption())
    .addOption(missingOption())
    .option('--period <period>', 'averaging period, the time its start', 'PT0S')
    .option('--source <source>', 'automatic, or manual (which the sample options imply)', source)
    .option('--offset <offset>', 'offset of times that have none, such as +08:00', offset)
    .option('--depth <metres>', 'depth below the surface', metres)
    .option('--age-max <days>', 'oldest time taken', days, decodeLimits.ageMaxMs / dayMs)
    .addHelpText(
      'after',
      '\nExample (while no engine runs on the same store):\n' +
        '  npx qingliu import fixtures/simulator/example.csv --station pingwang --time time \\\n' +
        '    --offset +08:00 --map water_temp=temp --map oxygen=do --unit oxygen=mg/L\n',
    )
    .action(async (file: string, flags: Flags) => {
      const { settings } = settingsOrExit()
      try {
        await importCommand(file, flags, settings)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        for (const line of describeFailure(error).split('\n')) console.error(`import: ${line}`)
        process.exitCode = isTheirs(error) ? 2 : 1
      }
    })
}

/** What another command, file or setting would mend, and not only another time. */
function isTheirs({ code }: AppError): boolean {
  return !code.startsWith('store-') || ['store-locked', 'store-folder'].includes(code)
}

async function importCommand(file: string, flags: Flags, settings: Settings): Promise<void> {
  const options = optionsOf(file, flags)
  const limits = { ...decodeLimits, ageMaxMs: flags.ageMax * dayMs }
  checkMapping(options, settings)
  const size = sizeOf(file)
  const { engine, close } = await openStoredEngine(settings, { decodeLimits: limits })
  // History says nothing of who lives now.
  engine.silence.listen(false, engine.parts.clock.now())
  const ended = engine.pipeline.run()
  const report = createReport(size)
  try {
    const door: ImportDoor = {
      earlier: async (station, session) => {
        const receipts = await sessionReceipts(engine.parts.db, station)
        return receipts.find((one) => one.session === session) ?? null
      },
      take: (topic, payload) => engine.pipeline.take(topic, payload),
    }
    const failed = ended.then(() => new Promise<never>(() => undefined))
    const sums = await Promise.race([runImport(options, door, report), failed])
    report.end()
    if (sums.valuesBefore > 0) console.log(`${sums.valuesBefore} values were there from before`)
    console.log(formatSums(sums))
    if (!sums.addsUp) process.exitCode = 1
  } finally {
    engine.pipeline.close()
    await ended.finally(close)
  }
}

function optionsOf(file: string, flags: Flags): ImportOptions {
  const { time, sampleTime, analysisTime, method, source } = flags
  const isSampled = [sampleTime, analysisTime, method].some((column) => column !== undefined)
  const faults = [
    ...((time === undefined) === (sampleTime === undefined)
      ? ['--time: expected this or --sample-time, one of them']
      : []),
    ...(isSampled && source === 'automatic'
      ? ['--source: expected manual with --sample-time, --analysis-time or --method, got automatic']
      : []),
    ...mappingFaults(flags),
  ]
  if (faults.length > 0) throw new AppError('usage', faults.join('\n'))
  return {
    file,
    station: flags.station,
    timeColumn: time ?? sampleTime ?? '',
    analysisColumn: analysisTime ?? null,
    methodColumn: method ?? null,
    parameters: flags.map,
    units: flags.unit,
    missing: flags.missing,
    offset: flags.offset ?? null,
    period: flags.period,
    source: source ?? (isSampled ? 'manual' : 'automatic'),
    depth: flags.depth ?? null,
  }
}

/** Tries the mapping on one row of ones: what would refuse every row is told before the first. */
function checkMapping(options: ImportOptions, settings: Settings): void {
  const network = loadNetwork(networkFolder(settings))
  const stations = new Map(network.stations.map((station) => [station.id, station]))
  const receive = createReceive({
    stations,
    ...decodersOf(network),
    onSentAt: () => undefined,
  })
  const { station, parameters, units, period, source, depth } = options
  const values = Object.fromEntries(
    [...parameters].map(([column, name]) => [name, { value: 1, unit: units.get(column) ?? null }]),
  )
  const now = Date.now()
  const message = { schema: 'obs/1', time: formatInstant(now), values, period, source, depth }
  const payload = Buffer.from(JSON.stringify(message))
  const { faults } = receive(`qingliu/v1/${station}/obs`, payload, now)
  if (faults.length === 0) return
  throw new AppError('usage', faults.map(({ code, detail }) => `${code}: ${detail}`).join('\n'))
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('import-file', `cannot read ${file}: ${why}`, cause)
  }
}

/** A bar on a terminal, lines elsewhere. */
function createReport(size: number): ImportReport & { end(): void } {
  const report = createStderrReport()
  const startedAt = performance.now()
  let refused = 0
  return {
    refused(line) {
      refused += 1
      if (refused <= refusedLinesMax) report.notice(line)
    },
    progress(bytes, values) {
      const share = size === 0 ? 1 : bytes / size
      const filled = Math.round(share * barWidth)
      const bar = process.stderr.isTTY ? `[${'#'.repeat(filled).padEnd(barWidth, '-')}] ` : ''
      const perSecond = Math.round(values / ((performance.now() - startedAt) / 1_000))
      report.progress(`${bar}${Math.floor(share * 100)} %, ${values} values, ${perSecond} a second`)
    },
    end() {
      report.end()
      const more = refused - refusedLinesMax
      if (more > 0) report.notice(`${more} more refusals: see /api/v1/refusals`)
    },
  }
}

function source(text: string): 'automatic' | 'manual' {
  if (text === 'automatic' || text === 'manual') return text
  throw new InvalidArgumentError('expected automatic or manual')
}

function offset(text: string): string {
  if (/^(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.test(text)) return text
  throw new InvalidArgumentError('expected Z, or hours and minutes such as +08:00')
}
