import { AppError } from '../domain/errors.ts'
import { dayMs, type Instant } from '../domain/time.ts'
import { readCsv } from './csv-file.ts'
import { parseFileTime } from './file-time.ts'

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
