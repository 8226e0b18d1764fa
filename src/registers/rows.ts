import { parse, type CsvError } from 'csv-parse/sync'
import { csvHeader, csvLine, type CsvColumns } from '../domain/csv.ts'
import type { Names } from '../domain/network.ts'
import type {
  RegisterDefinition,
  RegisterEntry,
  RegisterField,
  RegisterValue,
} from '../domain/register.ts'
import { cellOf } from './values.ts'

/** 20,000 rows of 500 bytes are 10 MB; a larger register comes in several files. */
const registerRowsMax = 20_000

/** A row of a table: where it stands, its key, and what is given by field. */
export type RegisterRow = {
  readonly line: number
  readonly key: string
  readonly given: Readonly<Record<string, unknown>>
}
export type ReadRows =
  | { readonly ok: true; readonly rows: readonly RegisterRow[] }
  | { readonly ok: false; readonly faults: readonly string[] }

const refused = (...faults: readonly string[]): ReadRows => ({ ok: false, faults })

type Record_ = { readonly info: { readonly lines: number }; readonly record: readonly string[] }

/**
 * Reads a register's table: CSV with a line of names, each a field's id or its name in either
 * language, in any order. A column that is absent says nothing.
 *
 * @returns every fault of its form, each with its line, when there is any; values are not looked at
 */
export function readRows(text: string, definition: RegisterDefinition): ReadRows {
  let records: readonly Record_[]
  try {
    records = parse(text, {
      ...{ bom: true, info: true, relax_column_count: true, to: registerRowsMax + 2 },
    }) as unknown as Record_[]
  } catch (error) {
    return refused(`expected CSV, got ${(error as CsvError).message}`)
  }
  const [head, ...body] = records
  if (head === undefined) return refused('line 1: expected names of columns, got nothing')
  const fields = head.record.map((name) => fieldNamed(definition, name.trim()))
  const faults = headFaults(definition, head.record, fields)
  if (faults.length > 0) return refused(...faults)
  // A record's own line is the one after that on which the record before it ended.
  const rows = body
    .map(({ record }, index) => ({ record, line: records[index]!.info.lines + 1 }))
    .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
  if (rows.length > registerRowsMax) return refused(`expected at most ${registerRowsMax} rows`)
  return rowsOf(definition, fields as RegisterField[], rows)
}

function rowsOf(
  { key: keyField }: RegisterDefinition,
  fields: readonly RegisterField[],
  lines: readonly { readonly record: readonly string[]; readonly line: number }[],
): ReadRows {
  const faults: string[] = []
  const lineOf = new Map<string, number>()
  const rows = lines.map(({ record, line }): RegisterRow => {
    if (record.length !== fields.length) {
      faults.push(`line ${line}: expected ${fields.length} cells, got ${record.length}`)
    }
    const given = Object.fromEntries(
      fields.map((field, index) => [field.id, cellOf(field, record[index] ?? '')]),
    )
    const key = String(given[keyField])
    const earlier = lineOf.get(key)
    if (earlier !== undefined && key !== '') {
      faults.push(`line ${line}, ${keyField}: expected each once, got that of line ${earlier}`)
    }
    lineOf.set(key, line)
    return { line, key, given }
  })
  return faults.length > 0 ? refused(...faults) : { ok: true, rows }
}

function fieldNamed({ fields }: RegisterDefinition, name: string): RegisterField | undefined {
  return fields.find((one) => one.id === name || one.name.zh === name || one.name.en === name)
}

function headFaults(
  { key, fields }: RegisterDefinition,
  names: readonly string[],
  found: readonly (RegisterField | undefined)[],
): string[] {
  const faults = names.flatMap((name, index) => {
    const field = found[index]
    if (field === undefined) {
      return [`line 1: expected one of ${fields.map(({ id }) => id).join(', ')}, got "${name}"`]
    }
    return found.indexOf(field) < index ? [`line 1: expected ${field.id} once`] : []
  })
  const hasKey = found.some((field) => field?.id === key)
  return hasKey ? faults : [...faults, `line 1: expected a column ${key}`]
}

/** The register as CSV that {@link readRows} takes; names of columns are ids, or words. */
export async function* registerCsv(
  { fields }: RegisterDefinition,
  pages: AsyncIterable<readonly RegisterEntry[]>,
  language: keyof Names | null,
): AsyncGenerator<string> {
  const columns: CsvColumns<RegisterEntry> = fields.map((field) => [
    language === null ? field.id : field.name[language],
    ({ values }) => cellText(values[field.id] ?? null),
  ])
  yield csvHeader(columns)
  for await (const entries of pages) yield entries.map((one) => csvLine(columns, one)).join('')
}

const cellText = (value: RegisterValue): string | number | null =>
  typeof value === 'object' && value !== null ? value.join('; ') : value
