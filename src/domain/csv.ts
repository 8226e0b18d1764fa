type Cell = string | number | null

/** Columns of a table: each with its name and what it says of a row. */
export type CsvColumns<T> = readonly (readonly [name: string, read: (row: T) => Cell])[]

/**
 * One line for each row below a line of names, by RFC 4180; nothing where there is no value.
 *
 * @example csvOf([['a', (n: number) => n], ['b', () => '=1,2']], [7]) // => "a,b\r\n7,\"'=1,2\"\r\n"
 */
export function csvOf<T>(columns: CsvColumns<T>, rows: readonly T[]): string {
  return [csvHeader(columns), ...rows.map((row) => csvLine(columns, row))].join('')
}

export const csvHeader = <T>(columns: CsvColumns<T>): string =>
  `${columns.map(([name]) => field(name)).join(',')}\r\n`

export const csvLine = <T>(columns: CsvColumns<T>, row: T): string =>
  `${columns.map(([, read]) => field(read(row))).join(',')}\r\n`

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front; so does one that
 * begins like such a text, so that whoever takes one away has what was written.
 */
function field(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
