import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Info } from 'csv-parse'
import { AppError } from '../domain/errors.ts'
import { readCsv } from './csv-file.ts'
import { withOffset } from './file-time.ts'
import { valuesOf, type ReplayValue, type RowMapping } from './replay-rows.ts'

/** Where in a file a sampling stands, and what is the same in all of its rows. */
export type ImportMapping = RowMapping & {
  readonly analysisColumn: string | null
  readonly methodColumn: string | null
  /** Of times that have none, `+08:00`; null: such times are refused. */
  readonly offset: string | null
  readonly period: string
  readonly source: 'automatic' | 'manual'
  readonly depth: number | null
}

/** One row that holds a value, as the observation it is sent as. */
export type ImportRow = {
  /** Line of the file, 1 the header. */
  readonly line: number
  readonly values: number
  /** Without session and seq, which are the run's. */
  readonly observation: Readonly<Record<string, unknown>>
}

type Cells = Readonly<Record<string, string>>
type LinedRecord = { readonly record: Cells; readonly info: Info }

/**
 * Streams the rows of a CSV file, plain or `.gz`, in file order; a row without any value is left
 * out. Nothing is judged here: cells that are no numbers or times go as they are, and are refused
 * where everything is refused.
 *
 * @throws {AppError} `import-file` when the file is empty or cannot be read to its end, naming the
 *   last line that was read; `import-column` when a named column is not in its header, or twice
 */
export async function* readImportRows(
  file: string,
  mapping: ImportMapping,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<ImportRow> {
  let line = 0
  const columns = (header: string[]) => {
    line = 1
    return checkHeader(file, header, mapping)
  }
  const records = readCsv<LinedRecord>(file, { columns, info: true }, 'import-file', onBytes)
  try {
    for await (const { record, info } of records) {
      line = info.lines
      const values = valuesOf(record, mapping)
      const count = Object.keys(values).length
      if (count > 0)
        yield { line, values: count, observation: observationOf(record, values, mapping) }
    }
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'import-file') throw cause
    throw new AppError('import-file', `${cause.message}, after line ${line}`, cause)
  }
  if (line === 0) throw new AppError('import-file', `${file} is empty: expected a header`)
}

function checkHeader(file: string, header: string[], mapping: ImportMapping): string[] {
  const { timeColumn, analysisColumn, methodColumn, parameters } = mapping
  const named = [timeColumn, analysisColumn, methodColumn, ...parameters.keys()]
  const has = header.join(', ')
  const faults = named.flatMap((column) => {
    const count = column === null ? 1 : header.filter((one) => one === column).length
    if (count === 1) return []
    const found = count === 0 ? 'no column' : `${count} columns`
    return [`line 1: ${found} "${column}" in ${file}; it has ${has}`]
  })
  if (faults.length === 0) return header
  throw new AppError('import-column', faults.join('\n'))
}

function observationOf(
  cells: Cells,
  values: Readonly<Record<string, ReplayValue>>,
  mapping: ImportMapping,
): ImportRow['observation'] {
  const { timeColumn, analysisColumn, methodColumn, offset, period, source, depth } = mapping
  const time = cells[timeColumn] ?? ''
  const analysedAt = analysisColumn === null ? '' : (cells[analysisColumn] ?? '')
  const method = methodColumn === null ? '' : (cells[methodColumn] ?? '')
  const analysis = {
    ...(analysedAt === '' ? {} : { at: withOffset(analysedAt, offset) ?? analysedAt }),
    ...(method === '' ? {} : { method }),
  }
  return {
    schema: 'obs/1',
    time: withOffset(time, offset) ?? time,
    values: qualified(values, mapping),
    historical: true,
    period,
    source,
    ...(depth === null ? {} : { depth }),
    ...(Object.keys(analysis).length === 0 ? {} : { analysis }),
  }
}

/** As laboratories write it: `<0.05`, `>100`, and `0.05L` for below a detection limit of 0.05. */
const censored = /^(?:([<>])\s*(\d[\d.eE+-]*)|(\d[\d.eE+-]*)\s*L)$/

function qualified(
  values: Readonly<Record<string, ReplayValue>>,
  { parameters, units }: ImportMapping,
): Record<string, unknown> {
  const told: Record<string, unknown> = { ...values }
  for (const [column, parameter] of parameters) {
    const sent = values[parameter]
    const match = typeof sent === 'string' ? censored.exec(sent) : null
    if (match === null) continue
    const [, sign = '<', beside, before] = match
    const unit = units.get(column)
    const value = Number(beside ?? before)
    told[parameter] = { value, qualifier: sign, ...(unit === undefined ? {} : { unit }) }
  }
  return told
}

/**
 * Name of a run: the same file with the same mapping for the same station goes on where it was
 * stopped; anything else is another import.
 *
 * @throws {AppError} `import-file`
 */
export async function importSession(file: string, mapping: ImportMapping): Promise<string> {
  const hash = createHash('sha256')
  const { parameters, units, missing, ...rest } = mapping
  hash.update(JSON.stringify([...parameters, ...units, ...missing, rest]))
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('import-file', `cannot read ${file}: ${why}`, cause)
  }
  return `import-${hash.digest('hex').slice(0, 20)}`
}
