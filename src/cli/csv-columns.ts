import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { readCsv } from './csv-file.ts'
import { parseFileTime } from './replay-rows.ts'

export type ColumnsWanted = {
  readonly file: string
  readonly time: string
  /** Null: every column but the time and the label; what is no number in them is counted. */
  readonly columns: readonly string[] | null
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
   * One for each column: a number; null where nothing stands; NaN where a missing mark stands,
   * which a probe sends in place of a value; or the text of a cell that is no number.
   */
  readonly cells: readonly (number | null | string)[]
  readonly label: boolean
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
  const others = header.filter((_, i) => i !== timeAt && i !== labelAt)
  const columns = wanted.columns ?? others
  if (columns.length === 0) throw new AppError('csv-column', `${wanted.file} has no value column`)
  const places = wanted.columns === null ? placesOf(header, timeAt, labelAt) : columns.map(place)
  return { columns, rows: rowsOf(lines, { timeAt, labelAt, places, missing: wanted.missing }) }
}

function placesOf(header: readonly string[], timeAt: number, labelAt: number | null): number[] {
  return header.map((_, i) => i).filter((i) => i !== timeAt && i !== labelAt)
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
      label: labelAt !== null && parseLabel(line[labelAt] ?? ''),
    }
  }
}

/** @example parseCell('-9999', new Set([-9999])) // => NaN */
function parseCell(text: string, missing: ReadonlySet<number>): number | null | string {
  if (text === '' || emptyMarks.has(text.toLowerCase())) return null
  const value = Number(text)
  if (missing.has(value)) return NaN
  return Number.isFinite(value) ? value : text
}

/** An event: a number other than 0, or a word for yes. */
function parseLabel(text: string): boolean {
  const value = Number(text)
  if (text !== '' && !Number.isNaN(value)) return value !== 0
  return /^(true|yes|y|t)$/i.test(text)
}
