import { InvalidArgumentError, Option, type Command } from 'commander'
import type { DegradeNote, Forecast } from '../../models/forecasters/forecaster.ts'
import type { Grid } from '../../models/forecasters/grid.ts'
import { levelIndex } from '../../models/forecasters/levels.ts'
import { rollOrigins, type RollingResult } from '../../models/forecasters/rolling-origins.ts'
import type { Scores } from '../../models/forecasters/scores.ts'
import { AppError } from '../domain/errors.ts'
import { dayMs, formatInstant, hourMs, minuteMs, secondMs, type Instant } from '../domain/time.ts'
import { missingOption, names, time } from './arguments.ts'
import { readGrid, type GridOptions } from './backtest-grid.ts'
import { describeFailure } from './describe-failure.ts'
import { openOutFile } from './out-file.ts'
import { createScreenLine } from './screen-line.ts'

type BacktestOptions = GridOptions & {
  readonly horizons: readonly number[]
  readonly every: number
  readonly from: Instant
  readonly to?: Instant
  readonly out?: string
  readonly json?: true
}

/** `qingliu backtest`: 0 done, 1 nothing could be forecast, 2 a wrong file or option. */
export function registerBacktest(program: Command): void {
  program
    .command('backtest')
    .description('forecast a column of a file from origins in its past, and score the forecasts')
    .argument('<file>', 'CSV, plain or .gz')
    .requiredOption('--time <column>', 'column of the time; without an offset it is UTC')
    .requiredOption('--target <column>', 'column to forecast')
    .option('--features <columns>', 'columns that may explain it, a,b,…', names, [])
    .option('--known-ahead <columns>', 'columns also known at future times', names, [])
    .addOption(missingOption())
    .addOption(
      new Option('--step <duration>', 'the file is averaged to it')
        .argParser(parseDuration)
        .default(hourMs, '1h'),
    )
    .requiredOption('--horizons <durations>', 'how far ahead, 1h,24h,72h', parseDurations)
    .addOption(
      new Option('--every <duration>', 'from one origin to the next')
        .argParser(parseDuration)
        .default(dayMs, '24h'),
    )
    .requiredOption('--from <time>', 'first origin', time)
    .option('--to <time>', 'last origin', time)
    .option('--out <file>', 'write every forecast as CSV')
    .option('--json', 'print the scores as JSON')
    .addHelpText(
      'after',
      '\nExample:\n' +
        '  npx qingliu backtest fixtures/simulator/example.csv --time time --target water_temp \\\n' +
        '    --step 5m --horizons 5m,10m --every 5m --from 2026-11-20T08:15 --missing=-9999\n',
    )
    .action(async (file: string, options: BacktestOptions) => {
      try {
        await runBacktest(file, options)
      } catch (error) {
        console.error(describeFailure(error))
        process.exitCode = 2
      }
    })
}

async function runBacktest(file: string, options: BacktestOptions): Promise<void> {
  const startedAt = performance.now()
  checkPlan(options)
  const { grid, leftOut } = await readGrid(file, options)
  const steps = (ms: number) => Math.round(ms / options.step)
  const from = Math.ceil((options.from - grid.startAt) / options.step)
  const to = Math.floor(((options.to ?? Infinity) - grid.startAt) / options.step)
  if (from < 0 || from >= grid.target.length) {
    const end = grid.startAt + (grid.target.length - 1) * grid.stepMs
    const span = `${formatInstant(grid.startAt)} … ${formatInstant(end)}`
    throw new AppError('backtest-from', `--from: expected a time within ${span}`)
  }
  const out = options.out === undefined ? null : await openOutFile(options.out, outHeader, file)
  const lines: string[] = []
  const plan = { horizons: options.horizons.map(steps), from, to, every: steps(options.every) }
  const progress = createScreenLine()
  const result = rollOrigins(
    grid,
    plan,
    (forecast, observed) => void lines.push(lineOf(grid, forecast, observed)),
    (share) => progress.tell(() => `${Math.round(100 * share)} % of the origins`),
  )
  progress.end()
  for (const line of lines) await out?.write(line)
  await out?.close()
  const seconds = (performance.now() - startedAt) / 1000
  if (options.json) console.log(JSON.stringify(jsonOf(result, options.step, seconds), null, 2))
  else printTable(result, options.step, seconds)
  for (const what of leftOut) console.error(what)
  for (const note of result.notes) console.error(noteOf(note, options.step))
  const issued = result.scores.some(({ model }) => model.n > 0)
  if (!issued) {
    console.error('nothing to score: no forecast met a measured target')
    process.exitCode = 1
  }
}

function checkPlan({ step, horizons, every, from, to }: BacktestOptions): void {
  if (to !== undefined && to < from) {
    throw new AppError('backtest-to', '--to: expected a time not before --from')
  }
  for (const ms of [...horizons, every]) {
    if (ms % step === 0) continue
    const asked = formatDuration(ms)
    throw new AppError(
      'backtest-step',
      `expected durations that are multiples of --step ${formatDuration(step)}, got ${asked}`,
    )
  }
}

const outHeader = 'origin,time,horizon,median,low80,high80,low95,high95,observed'

function lineOf(grid: Grid, { origin, horizon, quantiles }: Forecast, observed: number): string {
  const time = (step: number) => formatInstant(grid.startAt + step * grid.stepMs)
  const { median, low80, high80, low95, high95 } = levelIndex
  const values = [median, low80, high80, low95, high95].map((level) => round(quantiles[level]!))
  const truth = Number.isNaN(observed) ? '' : round(observed)
  const ahead = formatDuration(horizon * grid.stepMs)
  return [time(origin), time(origin + horizon), ahead, ...values, truth].join(',')
}

/** Nine digits: enough for any sensor, and the same text wherever it is computed. */
const round = (value: number) => Number(value.toPrecision(9))

const scoresOf = ({ n, mae, rmse, crps, coverage80, coverage95 }: Scores) => ({
  n,
  mae,
  rmse,
  crps,
  coverage80,
  coverage95,
})

function jsonOf(result: RollingResult, stepMs: number, seconds: number): object {
  const ofNull = ({ mae, crps }: Scores) => ({ mae, crps })
  return {
    horizons: result.scores.map(({ horizon, model, nulls }) => ({
      horizon: formatDuration(horizon * stepMs),
      ...scoresOf(model),
      persistence: ofNull(nulls.persistence),
      seasonalNaive: ofNull(nulls['seasonal-naive']),
      climatology: ofNull(nulls.climatology),
    })),
    notes: result.notes.map((note) => ({
      reason: note.reason,
      horizon: formatDuration(note.horizon * stepMs),
      sentence: note.sentence,
      count: note.count,
    })),
    seconds: Math.round(seconds * 1000) / 1000,
  }
}

function printTable(result: RollingResult, stepMs: number, seconds: number): void {
  const show = (value: number | null) =>
    value === null ? '-' : String(Number(value.toPrecision(4)))
  const heads = 'horizon n MAE RMSE CRPS in80 in95 persistence seasonal-naive climatology'
  console.log(heads.split(' ').join('\t'))
  for (const { horizon, model, nulls } of result.scores) {
    const { n, mae, rmse, crps, coverage80, coverage95 } = model
    const others = Object.values(nulls).map((one) => one.mae)
    const values = [n, mae, rmse, crps, coverage80, coverage95, ...others].map(show)
    console.log([formatDuration(horizon * stepMs), ...values].join('\t'))
  }
  console.log(`${seconds.toFixed(1)} s`)
}

const noteOf = ({ horizon, sentence, count }: DegradeNote, stepMs: number) =>
  `${formatDuration(horizon * stepMs)}: ${sentence} (${count} forecasts)`

const unitMs: Readonly<Record<string, number>> = { s: secondMs, m: minuteMs, h: hourMs, d: dayMs }

function parseDuration(text: string): number {
  const match = /^(\d+)([smhd]|min)$/.exec(text.trim())
  const ms = match === null ? 0 : Number(match[1]) * unitMs[match[2]![0]!]!
  if (ms > 0) return ms
  throw new InvalidArgumentError('expected a duration such as 15m, 1h, 3d')
}

/** As it was asked: hours up to weeks, days where they are whole and the steps are days. */
function formatDuration(ms: number): string {
  if (ms % hourMs === 0) return `${ms / hourMs}h`
  return ms % minuteMs === 0 ? `${ms / minuteMs}m` : `${ms / secondMs}s`
}

function parseDurations(text: string): number[] {
  const parts = text.split(',').filter((part) => part.trim() !== '')
  const durations = parts.map(parseDuration)
  if (durations.length > 0) return [...new Set(durations)]
  throw new InvalidArgumentError('expected durations such as 1h,24h,72h')
}
