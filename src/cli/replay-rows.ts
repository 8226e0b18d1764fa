import { AppError } from '../domain/errors.ts'
import { dayMs, parseInstant, type Instant } from '../domain/time.ts'
import { readCsv } from './csv-file.ts'

/** Where in a file the time and the values stand. */
export type RowMapping = {
  readonly timeColumn: string
  /** Column → parameter, code or alias. */
  readonly parameters: ReadonlyMap<string, string>
  /** Column → unit, where it is not the catalogue's. */
  readonly units: ReadonlyMap<string, string>
  /** Numbers that mean: nothing was measured. */
  readonly missing: ReadonlySet<number>
}

export type ReplayValue = number | string | { readonly value: number; readonly unit: string }
export type ReplayRow = {
  /** Line number of data, 1 the first below the header. */
  readonly row: number
  /** Null: the cell is no time. */
  readonly observedAt: Instant | null
  readonly values: Readonly<Record<string, ReplayValue>>
}

/** As files, spreadsheets and loggers write it, the year first, so that a day is no month. */
const loose =
  /^(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:[T ] ?(\d\d?):(\d\d)(?::(\d\d(?:\.\d+)?))?)? ?(Z|[+-]\d\d:?\d\d)?$/i

/** What {@link parseFileTime} reads, for messages. */
export const timeExample = '2026-11-23T08:00:00+08:00 or 2026-11-23 08:00'

/**
 * Reads a time of a file: RFC 3339, or without an offset, which is UTC here; seconds, or the
 * whole time of day, may be missing. A day may be written 2013/5/17, an offset +0800.
 *
 * @example parseFileTime('2013-05-17 00:05') // => 1368749100000
 */
export function parseFileTime(text: string): Instant | null {
  const trimmed = text.trim()
  return parseInstant(trimmed) ?? parseLoose(trimmed)
}

function parseLoose(text: string): Instant | null {
  const match = loose.exec(text)
  return match === null ? null : parseInstant(spell(match, 'Z'))
}

/**
 * A time of a file as RFC 3339, with an offset where it has none of its own; null where the text
 * is no time of a day, or has no offset from anywhere.
 *
 * @example withOffset('2026/11/20 8:00', '+08:00') // => '2026-11-20T08:00:00+08:00'
 */
export function withOffset(text: string, offset: string | null): string | null {
  const match = loose.exec(text)
  const own = match?.[8] ?? offset
  return match?.[5] === undefined || own === null ? null : spell(match, own)
}

function spell(match: RegExpExecArray, otherwise: string): string {
  const [, year, , month, day, hour = '0', minute = '00', second = '00', offset = otherwise] = match
  const two = (digits: string | undefined) => (digits ?? '').padStart(2, '0')
  const sign = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${sign}`
}

/**
 * Streams the rows of a CSV file, plain or `.gz`, in file order.
 *
 * A cell that is empty, `NaN` or a missing mark gives no value; a cell that is not a number is
 * passed on as it is, so that it is refused where everything is refused.
 *
 * @throws {AppError} `replay-file` when the file cannot be read, `replay-column` when a named
 *   column is not in its header
 */
export async function* readReplayRows(
  file: string,
  mapping: RowMapping,
): AsyncGenerator<ReplayRow> {
  let row = 0
  for await (const cells of readCells(file, [mapping.timeColumn, ...mapping.parameters.keys()])) {
    row += 1
    yield {
      row,
      observedAt: parseFileTime(cells[mapping.timeColumn] ?? ''),
      values: valuesOf(cells, mapping),
    }
  }
}

async function* readCells(
  file: string,
  columns: readonly string[],
): AsyncGenerator<Readonly<Record<string, string>>> {
  const checkHeader = (header: string[]) => {
    const absent = columns.filter((column) => !header.includes(column))
    if (absent.length === 0) return header
    const list = absent.map((column) => `"${column}"`).join(', ')
    throw new AppError('replay-column', `no column ${list} in ${file}; it has ${header.join(', ')}`)
  }
  yield* readCsv(file, { columns: checkHeader }, 'replay-file')
}

/** The values of a row by parameter, those that are not missing. */
export function valuesOf(
  cells: Readonly<Record<string, string>>,
  { parameters, units, missing }: Pick<RowMapping, 'parameters' | 'units' | 'missing'>,
): Record<string, ReplayValue> {
  const values: Record<string, ReplayValue> = {}
  for (const [column, parameter] of parameters) {
    const text = cells[column] ?? ''
    if (text === '' || text.toLowerCase() === 'nan') continue
    const value = Number(text)
    if (missing.has(value)) continue
    const unit = units.get(column)
    if (Number.isNaN(value)) values[parameter] = text
    else values[parameter] = unit === undefined ? value : { value, unit }
  }
  return values
}

/**
 * How far a file's times move so that its newest falls on the day before `now` (UTC days); whole
 * days, so that the time of day stays.
 */
export function wholeDayShift(newestAt: Instant, now: Instant): number {
  return (Math.floor(now / dayMs) - 1 - Math.floor(newestAt / dayMs)) * dayMs
}

/** The newest time of a file; null when no row has one. */
export async function newestTime(file: string, mapping: RowMapping): Promise<Instant | null> {
  let newestAt: Instant | null = null
  for await (const cells of readCells(file, [mapping.timeColumn])) {
    const at = parseFileTime(cells[mapping.timeColumn] ?? '')
    if (at !== null && (newestAt === null || at > newestAt)) newestAt = at
  }
  return newestAt
}
