import type { Command } from 'commander'
import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { missingOption, names, numberThat, time } from './arguments.ts'
import { afterText, detectFile, type DetectOptions, type DetectSummary } from './detect-file.ts'
import { openOutFile, type OutFile } from './out-file.ts'
import { createRowProgress } from './row-progress.ts'

type Flags = {
  readonly time: string
  readonly columns?: readonly string[]
  readonly context?: readonly string[]
  readonly label?: string
  readonly trainUntil?: Instant
  readonly missing: ReadonlySet<number>
  readonly falseAlarmsPerDay: number
  readonly out?: string
  readonly json: boolean
}

/** Adds `detect` to the program. */
export function registerDetect(program: Command): void {
  program
    .command('detect')
    .summary('find events and sick sensors in a recorded file')
    .description(
      'Runs the detectors of the live engine over a CSV file, plain or gzip, row by row: the ' +
        'answer for a row depends on it and earlier rows only. A time without an offset is UTC.',
    )
    .argument('<file>', 'CSV file, or .csv.gz')
    .requiredOption('--time <column>', 'column of the time')
    .option('--columns <names>', 'columns to judge, by commas; else every column of numbers', names)
    .option('--context <names>', 'columns not judged, which may explain what these do', names)
    .option('--label <column>', 'column that marks events: measures the answer')
    .option('--train-until <time>', 'rows before it are history, learned with their labels', time)
    .addOption(missingOption())
    .option('--false-alarms-per-day <number>', 'wanted false alarms a day', positive, 0.1)
    .option(
      '--out <file>',
      'write time,score,alarm,event,top (with --context: ,explained) for every row',
    )
    .option('--json', 'print the summary as JSON', false)
    .addHelpText(
      'after',
      '\nExample:\n' +
        '  npx qingliu detect fixtures/simulator/example.csv --time time --missing=-9999 \\\n' +
        '    --out answers.csv --json\n' +
        '  npx qingliu detect fixtures/simulator/example.csv --time time --missing=-9999 \\\n' +
        '    --context water_temp --out answers.csv\n',
    )
    .action(async (file: string, flags: Flags) => {
      await detectCommand(file, flags, program)
    })
}

async function detectCommand(file: string, flags: Flags, program: Command): Promise<void> {
  const options: DetectOptions = {
    file,
    time: flags.time,
    columns: flags.columns ?? null,
    context: flags.context ?? [],
    label: flags.label ?? null,
    trainUntil: flags.trainUntil ?? null,
    missing: flags.missing,
    alarmsPerDay: flags.falseAlarmsPerDay,
  }
  const out = openOut(flags.out, file)
  const progress = createRowProgress()
  try {
    const write = (line: string) => {
      progress.count()
      return out.write(line)
    }
    const seconds = () => performance.now() / 1000
    const summary = await detectFile(options, write, seconds).finally(() => progress.end())
    await out.close()
    for (const note of summary.notes) process.stderr.write(`detect: ${note}\n`)
    console.log(flags.json ? JSON.stringify(summary) : formatSummary(summary))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // Rows that were answered before a fault of the file stay answered.
    await out.close().catch(() => undefined)
    program.error(`detect: ${error.message}`, { exitCode: 2 })
  }
}

const positive = numberThat('a number above 0', (number) => number > 0 && number < Infinity)

/** Events of which a person is told; `--json` has more. */
const eventsPrinted = 5

/** Takes lines for a file, which is touched with the first of them: a wrong command ruins none. */
function openOut(file: string | undefined, input: string) {
  if (file === undefined) return { write: async () => {}, close: async () => {} }
  let opened: OutFile | null = null
  return {
    async write(line: string): Promise<void> {
      if (opened !== null) return opened.write(line)
      opened = await openOutFile(file, line, input)
    },
    close: () => opened?.close() ?? Promise.resolve(),
  }
}

function formatSummary(summary: DetectSummary): string {
  const { rows, judgedRows, alarms, events, seconds, columns } = summary
  const lines = [
    `${rows} rows of ${columns.length} columns in ${seconds} s, ${judgedRows} judged: ` +
      `${alarms} rows with an alarm in ${events} events`,
  ]
  if (summary.eventsTotal !== undefined) {
    const figure = (value: number | null | undefined) => (value ?? NaN).toFixed(3)
    lines.push(
      `precision ${figure(summary.pointPrecision)}, recall ${figure(summary.pointRecall)}, ` +
        `F1 ${figure(summary.pointF1)}, AUC-PR ${figure(summary.aucPr)}`,
      `events found ${summary.eventsFound ?? 0} of ${summary.eventsTotal}, false alarms a day ` +
        `${figure(summary.falseAlarmsPerDay)}, median delay ` +
        `${figure(summary.medianDelayMinutes)} min`,
    )
  }
  for (const { event, time, drivers } of summary.firstEvents.slice(0, eventsPrinted)) {
    const { column, share, expected, came, after } = drivers[0]!
    const beside = after ? ` (beyond ${afterText(after)})` : ''
    const percent = `${share < 0 ? '' : '+'}${Math.round(100 * share)} %`
    lines.push(
      `event ${event} at ${time}: ${column} ${percent}, ${came ?? 'a mark'} for ${expected}${beside}`,
    )
  }
  if (summary.context.length > 0) lines.push(...explainedLines(summary))
  return lines.join('\n')
}

function explainedLines({ context, explainedRows, firstExplained }: DetectSummary): string[] {
  const told = firstExplained
    .slice(0, eventsPrinted)
    .flatMap(({ time: at, columns }) =>
      columns.map(({ column, ...after }) => `explained at ${at}: ${column} by ${afterText(after)}`),
    )
  return [`${explainedRows} rows explained by ${context.join(', ')}`, ...told]
}
