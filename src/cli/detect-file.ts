import type { After } from '../../models/joint/context.ts'
import { createWatch, type Verdict } from '../../models/joint/watch.ts'
import type { Measures } from '../../models/joint/measures.ts'
import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { limits } from '../limits.ts'
import { openColumns, type ColumnsRow, type ColumnsWanted } from './csv-columns.ts'
import { createTally, scoreDigits } from './detect-tally.ts'

export type DetectOptions = ColumnsWanted & {
  /** Rows before it are history; null: every row is judged and none is. */
  readonly trainUntil: Instant | null
  readonly alarmsPerDay: number
}

export type DetectSummary = {
  readonly file: string
  readonly columns: readonly string[]
  /** Columns that are not judged, and a change of which may explain what these do. */
  readonly context: readonly string[]
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
  /** Judged rows of which something was explained by context and nothing alarmed. */
  readonly explainedRows: number
  /** The first rows of the first stretches of such. */
  readonly firstExplained: readonly ToldExplained[]
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
    /** The context that it stands out from all the same, if any has to do with it. */
    readonly after?: ToldContext
  }[]
}

/** A column of context, and rows since its change; null: longer ago than is counted. */
export type ToldContext = { readonly context: string; readonly rowsAgo: number | null }

export type ToldExplained = {
  readonly time: string
  readonly columns: readonly (ToldContext & { readonly column: string })[]
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
  const context = options.context ?? []
  const names = { columns, context }
  const reader = createCellReader(columns, options.columns !== null)
  const contextReader = createCellReader(context, true)
  const watch = createWatch({ width: columns.length, alarmsPerDay: options.alarmsPerDay })
  const tally = createTally(options)
  const firstEvents: ToldEvent[] = []
  const explained = createExplained(names)
  await write(`time,score,alarm,event,top${context.length > 0 ? ',explained' : ''}`)
  for await (const row of rows) {
    const history = options.trainUntil !== null && row.at !== null && row.at < options.trainUntil
    const values = reader.read(row.cells.slice(0, columns.length))
    const around = contextReader.read(row.cells.slice(columns.length))
    const label = history && options.label !== null ? row.label === true : undefined
    const verdict = row.at === null ? null : watch.take(row.at, values, label, around)
    tally.add(row, verdict, history)
    if (!history && firstEvents.length < limits.detectEventsToldMax) {
      firstEvents.push(...toldOf(row.timeText, verdict, names))
    }
    if (!history) explained.add(row.timeText, verdict)
    await write(lineOf(row.timeText, verdict, names))
  }
  if (tally.rows() === 0) throw new AppError('csv-file', `${options.file} holds no rows`)
  tally.assertCells(options)
  reader.assertNumbers(options.file)
  return {
    file: options.file,
    columns: reader.used(),
    context: contextReader.used(),
    ...tally.sums(),
    seconds: Math.round((seconds() - startedAt) * 1000) / 1000,
    falseAlarmsPerDayWanted: options.alarmsPerDay,
    firstEvents,
    ...explained.sums(),
    notes: [...reader.notes(), ...contextReader.notes(), ...tally.notes()],
  }
}

type Names = { readonly columns: readonly string[]; readonly context: readonly string[] }

/** The event that begins with this verdict, in names and rounded to what can be read. */
function toldOf(time: string, verdict: Verdict | null, names: Names): ToldEvent[] {
  if (verdict === null || verdict.event === null || verdict.drivers.length === 0) return []
  const drivers = verdict.drivers.map(({ column, share, expected, came, after }) => ({
    column: names.columns[column]!,
    share: Math.round(share * 100) / 100,
    expected: Number(expected.toPrecision(6)),
    came,
    ...(after ? { after: toldContext(after, names) } : {}),
  }))
  return [{ event: verdict.event, time, drivers }]
}

function lineOf(time: string, verdict: Verdict | null, names: Names): string {
  const quoted = quote(time)
  const last = names.context.length > 0 ? [quote(explainedText(verdict, names))] : []
  if (verdict === null || verdict.score === null) return [quoted, '', 0, '', '', ...last].join(',')
  const { score, alarm, event, top } = verdict
  const cause = top === null ? '' : quote(names.columns[top]!)
  return [quoted, score.toFixed(scoreDigits), alarm ? 1 : 0, event ?? '', cause, ...last].join(',')
}

/** @example `cl2 by flow, 6 rows after its change; ph by flow` */
function explainedText(verdict: Verdict | null, names: Names): string {
  return (verdict?.explained ?? [])
    .map((one) => `${names.columns[one.column]!} by ${afterText(toldContext(one, names))}`)
    .join('; ')
}

/** By the name of its column. */
function toldContext({ context, rowsAgo }: After, names: Names): ToldContext {
  return { context: names.context[context]!, rowsAgo }
}

/** @example `flow, 6 rows after its change` */
export function afterText({ context, rowsAgo }: ToldContext): string {
  return rowsAgo === null ? context : `${context}, ${rowsAgo} rows after its change`
}

/** What context explained of the judged rows without an alarm. */
function createExplained(names: Names) {
  let rows = 0
  let standing = false
  const first: ToldExplained[] = []
  return {
    add(time: string, verdict: Verdict | null): void {
      const explained = verdict === null || verdict.alarm ? [] : verdict.explained
      const begins = explained.length > 0 && !standing
      standing = explained.length > 0
      if (standing) rows += 1
      if (!begins || first.length >= limits.detectEventsToldMax) return
      const told = explained.map((one) => ({
        column: names.columns[one.column]!,
        ...toldContext(one, names),
      }))
      first.push({ time, columns: told })
    },
    sums: () => ({ explainedRows: rows, firstExplained: first }),
  }
}

function quote(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Cells as numbers. A column that was not asked for is judged once more of its cells were numbers
 * than texts, so that one of texts is left out, and one that begins with a text is not; a text in
 * a judged column is a missing value. Only rows already read decide.
 */
function createCellReader(columns: readonly string[], asked: boolean) {
  const judged = columns.map(() => false)
  const numbers = columns.map(() => 0)
  const texts = columns.map(() => 0)
  const lowest = columns.map(() => Infinity)
  const highest = columns.map(() => -Infinity)
  const named = (wanted: (i: number) => boolean) => columns.filter((_, i) => wanted(i))
  return {
    read: (cells: ColumnsRow['cells']): (number | null)[] =>
      cells.map((cell, i) => {
        if (cell === null) return null
        if (typeof cell === 'string') {
          texts[i]! += 1
          return null
        }
        if (Number.isNaN(cell)) return judged[i] || texts[i] === 0 || asked ? cell : null
        numbers[i]! += 1
        if (!judged[i] && !asked && numbers[i]! <= texts[i]!) return null
        judged[i] = true
        lowest[i] = Math.min(lowest[i]!, cell)
        highest[i] = Math.max(highest[i]!, cell)
        return cell
      }),
    used: () => named((i) => judged[i]!),
    assertNumbers(file: string): void {
      if (judged.includes(true)) return
      const list = columns.length > 5 ? 'any column' : columns.map((name) => `"${name}"`).join(', ')
      throw new AppError('csv-column', `no number in ${list} of ${file}`)
    },
    notes: () => [
      ...columns.flatMap((name, i) => {
        if (texts[i] === 0) return []
        if (!judged[i]) return [`column "${name}" holds text: not judged`]
        return [`column "${name}": ${texts[i]!} cells are no number, read as missing`]
      }),
      ...named((i) => judged[i]! && lowest[i] === highest[i]).map(
        (name) => `column "${name}" never changes`,
      ),
      ...named((i) => !judged[i] && texts[i] === 0).map(
        (name) => `column "${name}" holds no number`,
      ),
    ],
  }
}
