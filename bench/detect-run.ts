import { standardDeviation } from 'simple-statistics'
import { openColumns } from '../src/cli/csv-columns.ts'
import { createWatch } from '../models/joint/watch.ts'
import type { JudgedRow } from '../models/joint/measures.ts'

export const dataFolder = process.env['QINGLIU_BENCH_DATA'] ?? '../shared/data'

export type Table = {
  readonly at: readonly number[]
  readonly rows: readonly (readonly (number | null)[])[]
}

/** Columns of numbers of a file of the data folder; NaN where a missing mark stands. */
export async function readTable(
  file: string,
  time: string,
  columns: readonly string[],
  missing: readonly number[] = [],
): Promise<Table> {
  const texts = await readTexts(file, time, columns, missing)
  return {
    at: texts.at,
    rows: texts.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? null : cell))),
  }
}

/** As `readTable`, with cells that are no number as their text. */
export async function readTexts(
  file: string,
  time: string,
  columns: readonly string[],
  missing: readonly number[] = [],
) {
  const opened = await openColumns({
    file: `${dataFolder}/${file}`,
    time,
    columns,
    label: null,
    missing: new Set(missing),
  })
  const at: number[] = []
  const rows: (readonly (number | null | string)[])[] = []
  for await (const row of opened.rows) {
    if (row.at === null) continue
    at.push(row.at)
    rows.push(row.cells)
  }
  return { at, rows }
}

export type Answer = { readonly score: number | null; readonly alarm: boolean }
/** @param labels  of the history: known for rows before `historyRows` */
export type Judge = (
  table: Table,
  alarmsPerDay: number,
  historyRows: number,
  labels: readonly boolean[] | null,
) => Answer[]

export const ours: Judge = ({ at, rows }, alarmsPerDay, historyRows, labels) => {
  const watch = createWatch({ width: rows[0]!.length, alarmsPerDay })
  return rows.map((row, i) => watch.take(at[i]!, row, i < historyRows ? labels?.[i] : undefined))
}

/** Ours, with the first columns of another table of the same rows as context. */
export const oursBeside =
  (context: Table, columns = context.rows[0]!.length): Judge =>
  ({ at, rows }, alarmsPerDay) => {
    const watch = createWatch({ width: rows[0]!.length, alarmsPerDay })
    return rows.map((row, i) =>
      watch.take(at[i]!, row, undefined, context.rows[i]!.slice(0, columns)),
    )
  }

export const nobody: Judge = ({ rows }) => rows.map(() => ({ score: 0, alarm: false }))

/** Alarms at random at the wanted rate; a fixed seed. */
export const chance: Judge = ({ at, rows }, alarmsPerDay) => {
  const next = createRandom(20_261_123)
  const days = (at.at(-1)! - at[0]!) / 86_400_000
  const share = (alarmsPerDay * days) / rows.length
  return rows.map(() => {
    const score = next()
    return { score, alarm: score > 1 - share }
  })
}

/** Largest |z| against an exponentially weighted mean and variance (half-life a day); alarm over 8. */
export const plainEwma: Judge = ({ at, rows }) => {
  const width = rows[0]!.length
  const mean = new Float64Array(width)
  const variance = new Float64Array(width)
  const count = new Float64Array(width)
  const stepMs = (at.at(-1)! - at[0]!) / Math.max(rows.length - 1, 1)
  const weight = 1 - 2 ** (-stepMs / 86_400_000)
  return rows.map((row) => {
    let most = 0
    row.forEach((value, i) => {
      if (value === null || Number.isNaN(value)) return
      const spread = Math.sqrt(variance[i]!) + 1e-9
      const off = value - mean[i]!
      if (count[i]! > 144) most = Math.max(most, Math.abs(off) / spread)
      const clipped = count[i]! > 144 ? Math.max(-5 * spread, Math.min(5 * spread, off)) : off
      const w = Math.max(weight, 1 / (count[i]! + 1))
      mean[i]! += w * clipped
      variance[i]! += w * (clipped * clipped - variance[i]!)
      count[i]! += 1
    })
    return { score: most / (8 + most), alarm: most > 8 }
  })
}

export const judges: readonly (readonly [string, Judge])[] = [
  ['ours', ours],
  ['plain EWMA', plainEwma],
  ['random', chance],
  ['null', nobody],
]

/** Rows from `from` on, as the measures take them. */
export function judgedRows(
  { at }: Table,
  answers: readonly Answer[],
  labels: readonly boolean[],
  from = 0,
): JudgedRow[] {
  return answers
    .map(({ score, alarm }, i) => ({ at: at[i]!, score, alarm, label: labels[i]! }))
    .slice(from)
}

/** A small generator of numbers in [0, 1), the same on every machine (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of the standard normal distribution. */
export const gaussian = (next: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

/** A Gaussian over so many rows, 1 at its middle: the shape of planted events. */
export const bell = (row: number, rows: number): number =>
  Math.exp(-0.5 * ((row - (rows - 1) / 2) / (rows / 4)) ** 2)

/** Standard deviation of the values that are there; 0 of none. */
export function spreadOf(values: readonly (number | null | undefined)[]): number {
  const known = values.filter((value): value is number => typeof value === 'number')
  return known.length === 0 ? 0 : standardDeviation(known)
}

export const figure = (value: number | null, digits = 3): string =>
  value === null || Number.isNaN(value) ? '-' : value.toFixed(digits)

export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const [head, ...body] = rows
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  console.log(`\n### ${title}\n\n${line(head!)}\n|${head!.map(() => '---').join('|')}|`)
  for (const cells of body) console.log(line(cells))
}
