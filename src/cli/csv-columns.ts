import { measuredMost } from '../../models/forecasters/grid.ts'
import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { readCsv } from './csv-file.ts'
import { parseFileTime } from './file-time.ts'

export type ColumnsWanted = {
  readonly file: string
  readonly time: string
  /** Null: every column but time, label and context; what is no number in them is counted. */
  readonly columns: readonly string[] | null
  /** Columns that stand behind these in each row; none by default. */
  readonly context?: readonly string[]
  readonly label: string | null
  /** Numbers that mean: nothing was measured. */
  readonly missing: ReadonlySet<number>
}

/** One line of a file. */
export type ColumnsRow = {
  readonly timeText: string
  /** Null: the cell is no time. */
  readonly at: Instant | null
  /**
   * One for each column, then for each of the context: a number; null where nothing stands; NaN
   * where a missing mark stands, which a probe sends in place of a value; or the text of a cell
   * that is no number.
   */
  readonly cells: readonly (number | null | string)[]
  /** Null: the cell says neither yes nor no. */
  readonly label: boolean | null
}

export type ColumnsFile = {
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<ColumnsRow>
}

const emptyMarks = new Set(['', 'nan', 'na', 'n/a', 'null', 'none', '-'])

/**
 * Opens a CSV file, plain or gzip, as columns of numbers, row by row in file order.
 *
 * @throws {AppError} `csv-file` when it cannot be read or is empty, `csv-column` when a named
 *   column is not in its header
 */
export async function openColumns(wanted: ColumnsWanted): Promise<ColumnsFile> {
  const lines = readCsv<string[]>(wanted.file, {}, 'csv-file')
  const first = await lines.next()
  if (first.done) throw new AppError('csv-file', `${wanted.file} is empty: expected a header`)
  const header = first.value
  const place = (column: string) => {
    const at = header.indexOf(column)
    if (at >= 0) return at
    const has = header.join(', ')
    throw new AppError('csv-column', `no column "${column}" in ${wanted.file}; it has ${has}`)
  }
  const timeAt = place(wanted.time)
  const labelAt = wanted.label === null ? null : place(wanted.label)
  const context = wanted.context ?? []
  const taken = new Set([timeAt, labelAt, ...context.map(place)])
  const columns = wanted.columns ?? header.filter((_, i) => !taken.has(i))
  if (columns.length === 0) throw new AppError('csv-column', `${wanted.file} has no value column`)
  const judged = wanted.columns?.map(place) ?? header.map((_, i) => i).filter((i) => !taken.has(i))
  const label = wanted.label === null ? [] : [wanted.label]
  for (const [role, others] of Object.entries({ context, label })) {
    const both = others.find((column) => judged.includes(place(column)))
    if (both === undefined) continue
    throw new AppError('csv-column', `column "${both}" is judged and cannot be ${role} as well`)
  }
  const places = [...judged, ...context.map(place)]
  return { columns, rows: rowsOf(lines, { timeAt, labelAt, places, missing: wanted.missing }) }
}

type Places = {
  readonly timeAt: number
  readonly labelAt: number | null
  readonly places: readonly number[]
  readonly missing: ReadonlySet<number>
}

async function* rowsOf(
  lines: AsyncIterable<readonly string[]>,
  { timeAt, labelAt, places, missing }: Places,
): AsyncGenerator<ColumnsRow> {
  for await (const line of lines) {
    const timeText = line[timeAt] ?? ''
    yield {
      timeText,
      at: parseFileTime(timeText),
      cells: places.map((place) => parseCell(line[place] ?? '', missing)),
      label: labelAt === null ? false : parseLabel(line[labelAt] ?? ''),
    }
  }
}

/**
 * What can be no measurement is no number: the square of a fill value such as 1e308 is none.
 *
 * @example parseCell('-9999', new Set([-9999])) // => NaN
 */
function parseCell(text: string, missing: ReadonlySet<number>): number | null | string {
  if (text === '' || emptyMarks.has(text.toLowerCase())) return null
  const value = Number(text)
  if (missing.has(value)) return NaN
  return Math.abs(value) <= measuredMost ? value : text
}

const noWords = new Set([...emptyMarks, 'false', 'no', 'n', 'f', 'normal', 'ok', '正常'])
const yesWords = /^(true|yes|y|t|anomaly|anomalous|abnormal|attack|event|outlier|异常)$/i

/** An event: a number other than 0, or a word for yes; null for any other word. */
function parseLabel(text: string): boolean | null {
  if (noWords.has(text.toLowerCase())) return false
  const value = Number(text)
  if (!Number.isNaN(value)) return value !== 0
  return yesWords.test(text) || null
}
