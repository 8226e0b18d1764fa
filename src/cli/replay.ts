import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import { connectAsync, type MqttClient } from 'mqtt'
import { AppError } from '../domain/errors.ts'
import { dayMs, formatInstant, type Instant } from '../domain/time.ts'
import {
  mappingFaults,
  missingOption,
  numberThat,
  pair,
  stationId,
  unitOption,
} from './arguments.ts'
import { newestTime, readReplayRows, wholeDayShift, type RowMapping } from './replay-rows.ts'
import { createReplayTally, formatSums, type ReplaySums, type ReplayTally } from './replay-tally.ts'
import { createStderrReport } from './stderr-report.ts'

/** Bounds of a replay. */
const replayLimits = {
  /** Messages without a receipt; half of what the embedded broker lets in flight. */
  unansweredMax: 2_000,
  /** No receipt for so long, with some outstanding: nobody answers. */
  silenceMs: 30_000,
  progressMs: 1_000,
} as const

export type ReplayOptions = RowMapping & {
  readonly file: string
  readonly station: string
  readonly mqttUrl: string
  /** Times the speed of the file's own clock; 0: as fast as receipts come. */
  readonly speed: number
  readonly asRecorded: boolean
  readonly silenceMs?: number
}

/** What a replay tells while it runs: a notice on a line of its own, or the progress so far. */
export type ReplayReport = {
  notice(line: string): void
  progress(line: string): void
}

/**
 * Sends the rows of a file as observations of one station over MQTT, QoS 1, in file order, and
 * adds up the receipts.
 *
 * @param now  the day before it takes the newest row
 * @throws {AppError} `replay-file`, `replay-column`, `broker-away`
 */
export async function runReplay(
  options: ReplayOptions,
  now: Instant,
  report: ReplayReport,
): Promise<ReplaySums> {
  const shiftMs = await shiftFor(options, now, report)
  const session = `replay-${randomUUID().slice(0, 8)}`
  const tally = createReplayTally(session)
  const client = await connectAsync(options.mqttUrl, { protocolVersion: 4 }, false).catch(
    (cause: unknown) => {
      throw new AppError('broker-away', 'cannot reach the broker', cause)
    },
  )
  const answers = watchReceipts(client, tally, options.silenceMs ?? replayLimits.silenceMs)
  const timer = setInterval(() => report.progress(progressLine(tally)), replayLimits.progressMs)
  try {
    await client.subscribeAsync(`qingliu/v1/${options.station}/receipt`, { qos: 1 })
    const sending = { client, tally, answers, report }
    if (await sendRows(options, shiftMs, session, sending)) await answers.downTo(0)
  } finally {
    clearInterval(timer)
    answers.stop()
    report.progress(progressLine(tally))
    await client.endAsync(true)
  }
  return tally.sums()
}

async function shiftFor(
  options: ReplayOptions,
  now: Instant,
  report: ReplayReport,
): Promise<number> {
  if (options.asRecorded) return 0
  const newestAt = await newestTime(options.file, options)
  if (newestAt === null) throw new AppError('replay-file', `${options.file} holds no time`)
  const shiftMs = wholeDayShift(newestAt, now)
  const days = shiftMs / dayMs
  report.notice(`times shifted by ${days} days: the newest is ${formatInstant(newestAt + shiftMs)}`)
  return shiftMs
}

type Sending = {
  readonly client: MqttClient
  readonly tally: ReplayTally
  readonly answers: ReturnType<typeof watchReceipts>
  readonly report: ReplayReport
}

/** Sends row by row; false when nobody answered, and the rest was not sent. */
async function sendRows(
  options: ReplayOptions,
  shiftMs: number,
  session: string,
  { client, tally, answers, report }: Sending,
): Promise<boolean> {
  const topic = `qingliu/v1/${options.station}/obs`
  const pace = createPace(options.speed)
  const skipped = { empty: 0, timeless: 0 }
  let seq = 0
  for await (const { row, observedAt, values } of readReplayRows(options.file, options)) {
    const valueCount = Object.keys(values).length
    if (valueCount === 0) skipped.empty += 1
    else if (observedAt === null) skipped.timeless += 1
    else {
      await pace(observedAt)
      if (!(await answers.downTo(replayLimits.unansweredMax - 1))) return false
      seq += 1
      tally.expect(seq, valueCount)
      const time = formatInstant(observedAt + shiftMs)
      const observation = { schema: 'obs/1', id: `row-${row}`, session, seq, time, values }
      client.publish(topic, JSON.stringify(observation), { qos: 1 })
    }
  }
  if (skipped.empty > 0) report.notice(`${skipped.empty} rows without a value were not sent`)
  if (skipped.timeless > 0) report.notice(`${skipped.timeless} rows without a time were not sent`)
  return true
}

/** Waits until the file's clock, run at `speed`, reaches a time; rows out of order wait for nothing. */
function createPace(speed: number): (observedAt: Instant) => Promise<void> {
  let firstAt: Instant | null = null
  const startedAt = performance.now()
  return async (observedAt) => {
    firstAt ??= observedAt
    if (speed === 0) return
    const waitMs = (observedAt - firstAt) / speed - (performance.now() - startedAt)
    if (waitMs > 1) await sleep(waitMs)
  }
}

/** Counts receipts; silence is measured from the last of them, or from the wait for one. */
function watchReceipts(client: MqttClient, tally: ReplayTally, silenceMs: number) {
  let wake: () => void = () => undefined
  client.on('message', (_topic, payload) => {
    if (tally.receive(payload.toString())) wake()
  })
  client.on('error', () => undefined)
  return {
    /** Waits until at most `count` messages are unanswered; false after a silence. */
    async downTo(count: number): Promise<boolean> {
      while (tally.unanswered() > count) {
        const answered = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(false), silenceMs)
          wake = () => {
            clearTimeout(timer)
            resolve(true)
          }
        })
        if (!answered) return false
      }
      return true
    },
    stop: () => wake(),
  }
}

function progressLine(tally: ReplayTally): string {
  const { messages, values, unanswered } = tally.sums()
  return `${messages} messages, ${values} values sent, ${messages - unanswered} receipts`
}

type Flags = {
  readonly station: string
  readonly time: string
  readonly map: ReadonlyMap<string, string>
  readonly unit: ReadonlyMap<string, string>
  readonly missing: ReadonlySet<number>
  readonly speed: number
  readonly mqtt?: string
  readonly asRecorded: boolean
}

const speed = numberThat('a number, 0 or more', (times) => times >= 0)

/** Adds `replay` to the program. */
export function registerReplay(program: Command): void {
  program
    .command('replay')
    .summary('send a recorded file as observations of one station')
    .description(
      'Sends the rows of a CSV file, plain or gzip, over MQTT to a running engine, in file order, ' +
        'waits for the receipts and adds them up. Times are shifted by whole days so that the ' +
        'newest falls on yesterday; a time without an offset is read as UTC.',
    )
    .argument('<file>', 'CSV file, or .csv.gz')
    .requiredOption('--station <id>', 'station that the values are sent for', stationId)
    .requiredOption('--time <column>', 'column of the time')
    .requiredOption('--map <column=parameter>', 'column and its parameter; once for each', pair)
    .addOption(unitOption())
    .addOption(missingOption())
    .option('--speed <times>', 'times the speed recorded; 0: as fast as it is taken', speed, 0)
    .option('--as-recorded', 'keep the times: needs an engine whose clock starts there', false)
    .addOption(new Option('--mqtt <url>', 'broker').env('MQTT_URL'))
    .addHelpText(
      'after',
      '\nExample (while `npm start` runs):\n' +
        '  npx qingliu replay fixtures/simulator/example.csv --station pingwang --time time \\\n' +
        '    --map water_temp=temp --map oxygen=do --unit oxygen=mg/L --missing=-9999\n',
    )
    .action(async (file: string, flags: Flags) => {
      await replayCommand(file, flags, program)
    })
}

async function replayCommand(file: string, flags: Flags, program: Command): Promise<void> {
  const [fault] = mappingFaults(flags)
  if (fault !== undefined) program.error(`replay: ${fault}`, { exitCode: 2 })
  const port = process.env['QINGLIU_MQTT_PORT'] ?? '1883'
  const options: ReplayOptions = {
    file,
    station: flags.station,
    timeColumn: flags.time,
    parameters: flags.map,
    units: flags.unit,
    missing: flags.missing,
    speed: flags.speed,
    asRecorded: flags.asRecorded,
    mqttUrl: flags.mqtt ?? `mqtt://127.0.0.1:${port}`,
  }
  const report = createStderrReport()
  try {
    const sums = await runReplay(options, Date.now(), report)
    report.end()
    process.stdout.write(`${formatSums(sums)}\n`)
    if (!sums.addsUp) process.exitCode = 1
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    program.error(`replay: ${error.message}`, { exitCode: error.code === 'broker-away' ? 1 : 2 })
  }
}
