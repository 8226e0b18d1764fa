import { createWatch, type Verdict } from '../../models/joint/watch.ts'
import { measureAlarms, type JudgedRow, type Measures } from '../../models/joint/measures.ts'
import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { limits } from '../limits.ts'
import { openColumns, type ColumnsRow, type ColumnsWanted } from './csv-columns.ts'

export type DetectOptions = ColumnsWanted & {
  /** Rows before it are history; null: every row is judged and none is. */
  readonly trainUntil: Instant | null
  readonly alarmsPerDay: number
}

export type DetectSummary = {
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: number
  /** Rows from the end of the history on, to which the figures below belong. */
  readonly judgedRows: number
  readonly warmingRows: number
  readonly seconds: number
  /** Rows with an alarm, and the events that they make. */
  readonly alarms: number
  readonly events: number
  readonly falseAlarmsPerDayWanted: number
  /** The first events of the judged rows, and what drove them. */
  readonly firstEvents: readonly ToldEvent[]
  readonly notes: readonly string[]
} & Partial<Measures>

/** The first row of an event. */
export type ToldEvent = {
  readonly event: number
  readonly time: string
  readonly drivers: readonly {
    readonly column: string
    /** Negative where it came lower than expected; magnitudes sum to 1. */
    readonly share: number
    readonly expected: number
    /** Null: a mark came in place of a value. */
    readonly came: number | null
  }[]
}

export type DetectSink = (line: string) => Promise<void>

/**
 * Runs the models over a file, row by row, as the live engine would have.
 *
 * @param write  takes the lines of the answer, header first
 * @param seconds  a clock that only moves forward
 * @throws {AppError} `csv-file`, `csv-column`
 */
export async function detectFile(
  options: DetectOptions,
  write: DetectSink,
  seconds: () => number,
): Promise<DetectSummary> {
  const startedAt = seconds()
  const { columns, rows } = await openColumns(options)
  const reader = createCellReader(columns, options.columns !== null)
  const watch = createWatch({ width: columns.length, alarmsPerDay: options.alarmsPerDay })
  const tally = createTally(options)
  const firstEvents: ToldEvent[] = []
  await write('time,score,alarm,event,top')
  for await (const row of rows) {
    const history = options.trainUntil !== null && row.at !== null && row.at < options.trainUntil
    const values = reader.read(row)
    const label = history && options.label !== null ? row.label : undefined
    const verdict = row.at === null ? null : watch.take(row.at, values, label)
    tally.add(row, verdict, history)
    if (!history && firstEvents.length < limits.detectEventsToldMax) {
      firstEvents.push(...toldOf(row.timeText, verdict, columns))
    }
    await write(lineOf(row.timeText, verdict, columns))
  }
  if (tally.rows() === 0) throw new AppError('csv-file', `${options.file} holds no rows`)
  reader.assertNumbers(options.file)
  return {
    file: options.file,
    columns: reader.used(),
    ...tally.sums(),
    seconds: Math.round((seconds() - startedAt) * 1000) / 1000,
    falseAlarmsPerDayWanted: options.alarmsPerDay,
    firstEvents,
    notes: [...reader.notes(), ...tally.notes()],
  }
}

/** The event that begins with this verdict, in names and rounded to what can be read. */
function toldOf(time: string, verdict: Verdict | null, columns: readonly string[]): ToldEvent[] {
  if (verdict === null || verdict.event === null || verdict.drivers.length === 0) return []
  const drivers = verdict.drivers.map(({ column, share, expected, came }) => ({
    column: columns[column]!,
    share: Math.round(share * 100) / 100,
    expected: Number(expected.toPrecision(6)),
    came,
  }))
  return [{ event: verdict.event, time, drivers }]
}

function lineOf(time: string, verdict: Verdict | null, columns: readonly string[]): string {
  const quoted = quote(time)
  if (verdict === null || verdict.score === null) return `${quoted},,0,,`
  const { score, alarm, event, top } = verdict
  const cause = top === null ? '' : quote(columns[top]!)
  return `${quoted},${score.toFixed(6)},${alarm ? 1 : 0},${event ?? ''},${cause}`
}

function quote(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Cells as numbers. A column whose first cell is a text is none of numbers, and left out unless it
 * was asked for; a text further down is a missing value. Only rows already read decide.
 */
function createCellReader(columns: readonly string[], asked: boolean) {
  const kinds = columns.map(() => 'unseen')
  const texts = columns.map(() => 0)
  const lowest = columns.map(() => Infinity)
  const highest = columns.map(() => -Infinity)
  const named = (wanted: (i: number) => boolean) => columns.filter((_, i) => wanted(i))
  return {
    read: ({ cells }: ColumnsRow): (number | null)[] =>
      cells.map((cell, i) => {
        if (cell === null || kinds[i] === 'text') return null
        if (typeof cell === 'string') {
          if (kinds[i] === 'unseen' && !asked) kinds[i] = 'text'
          else texts[i]! += 1
          return null
        }
        if (Number.isNaN(cell)) return cell
        kinds[i] = 'number'
        lowest[i] = Math.min(lowest[i]!, cell)
        highest[i] = Math.max(highest[i]!, cell)
        return cell
      }),
    used: () => named((i) => kinds[i] === 'number'),
    assertNumbers(file: string): void {
      if (kinds.includes('number')) return
      const list = columns.length > 5 ? 'any column' : columns.map((name) => `"${name}"`).join(', ')
      throw new AppError('csv-column', `no number in ${list} of ${file}`)
    },
    notes: () => [
      ...columns.flatMap((name, i) =>
        texts[i]! > 0
          ? [`column "${name}": ${texts[i]!} cells are no number, read as missing`]
          : [],
      ),
      ...named((i) => kinds[i] === 'number' && lowest[i] === highest[i]).map(
        (name) => `column "${name}" never changes`,
      ),
      ...named((i) => kinds[i] === 'unseen').map((name) => `column "${name}" holds no number`),
    ],
  }
}

function createTally({ label, trainUntil }: DetectOptions) {
  const judged: JudgedRow[] = []
  const events = new Set<number>()
  const counts = { rows: 0, judgedRows: 0, warmingRows: 0, alarms: 0, timeless: 0, backwards: 0 }
  let newestAt = -Infinity
  return {
    rows: () => counts.rows,
    add({ at, label: isEvent }: ColumnsRow, verdict: Verdict | null, history: boolean): void {
      counts.rows += 1
      if (at === null) counts.timeless += 1
      if (at === null || verdict === null) return
      if (at < newestAt) counts.backwards += 1
      newestAt = Math.max(newestAt, at)
      if (history) return
      counts.judgedRows += 1
      if (verdict.score === null) counts.warmingRows += 1
      if (verdict.alarm) counts.alarms += 1
      if (verdict.event !== null) events.add(verdict.event)
      const { score, alarm } = verdict
      if (label !== null) judged.push({ at, score, alarm, label: isEvent })
    },
    sums() {
      const { rows, judgedRows, warmingRows, alarms } = counts
      const measures = label === null ? {} : measureAlarms(judged)
      return { rows, judgedRows, warmingRows, alarms, events: events.size, ...measures }
    },
    notes() {
      const { rows, judgedRows, warmingRows, timeless, backwards } = counts
      return [
        ...(timeless > 0 ? [`${timeless} of ${rows} rows have no readable time: not judged`] : []),
        ...(backwards > 0 ? [`${backwards} rows are older than a row before them`] : []),
        ...(judgedRows === 0 && trainUntil !== null ? ['no row is left after --train-until'] : []),
        ...(judgedRows > 0 && warmingRows === judgedRows ? ['all judged rows are warming'] : []),
      ]
    },
  }
}
