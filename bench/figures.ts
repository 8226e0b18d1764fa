import { cpus, loadavg } from 'node:os'
import { quantileSorted } from 'simple-statistics'

/** What is printed: one line a figure, one column a setting. */
export type Line = { readonly name: string; readonly values: readonly (number | null)[] }

/** The middle one; of an even count the mean of the two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], share: number): number {
  return quantileSorted(
    values.toSorted((a, b) => a - b),
    share,
  )
}

/** Prints lines as a table, numbers to the right; null is a dash. */
export function printTable(columns: readonly string[], lines: readonly Line[]): void {
  const rows = lines.map(({ name, values }) => [name, ...values.map(spelled)])
  const widths = ['', ...columns].map((head, at) =>
    Math.max(head.length, ...rows.map((row) => row[at]!.length)),
  )
  const print = (cells: readonly string[]) => {
    const padded = cells.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!),
    )
    console.log(padded.join('  '))
  }
  print(['', ...columns])
  for (const row of rows) print(row)
}

function spelled(value: number | null): string {
  if (value === null) return '-'
  if (value >= 1_000) return Math.round(value).toLocaleString('en')
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}

/** The machine and how busy it was: figures of two machines are not compared. */
export function machine(): string {
  const processors = cpus()
  const busy = loadavg()[0]!.toFixed(1)
  return `${new Date().toISOString()}, Node ${process.version}, ${processors.length} × ${processors[0]?.model ?? 'unknown'}, load ${busy}`
}
