import { compassParts } from '../../models/forecasters/compass.ts'
import { stepMeans, type Grid, type GridColumn } from '../../models/forecasters/grid.ts'
import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { readCsv } from './csv-file.ts'
import { parseFileTime, timeExample } from './file-time.ts'

/** Steps of a grid: two centuries of hours; more would not fit into memory. */
const stepsMost = 2_000_000

/** Where in a file the time, the target and what may explain it stand. */
export type GridOptions = {
  readonly time: string
  readonly target: string
  readonly features: readonly string[]
  readonly knownAhead: readonly string[]
  readonly missing: ReadonlySet<number>
  readonly step: number
}

type Row = { readonly at: Instant; readonly cells: readonly string[] }

/** Reads the file and averages it to the steps. */
export async function readGrid(file: string, options: GridOptions): Promise<Grid> {
  const ahead = new Set(options.knownAhead)
  const features = [...new Set([...options.features, ...options.knownAhead])]
  const columns = [options.target, ...features.filter((name) => name !== options.target)]
  const rows: Row[] = []
  let [first, last] = [Infinity, -Infinity]
  for await (const cells of readCells(file, [options.time, ...columns])) {
    const at = parseFileTime(cells[options.time] ?? '')
    if (at === null) continue
    first = Math.min(first, at)
    last = Math.max(last, at)
    rows.push({ at, cells: columns.map((name) => cells[name] ?? '') })
  }
  if (rows.length === 0) {
    const expected = `expected such as ${timeExample}`
    throw new AppError(
      'backtest-empty',
      `${file} holds no row with a time in "${options.time}": ${expected}`,
    )
  }
  const startAt = Math.floor(first / options.step) * options.step
  const steps = Math.floor((last - startAt) / options.step) + 1
  if (steps > stepsMost) {
    throw new AppError('backtest-span', `expected at most ${stepsMost} steps, got ${steps}`)
  }
  const means = (read: (text: string) => number, column: number) => {
    const sums = stepMeans(startAt, options.step, steps)
    for (const { at, cells } of rows) sums.add(at, read(cells[column]!))
    return sums.means()
  }
  const number = (text: string) => numberOf(text, options.missing)
  const target = means(number, 0)
  const parts = columns.slice(1).flatMap((name, index): GridColumn[] => {
    const knownAhead = ahead.has(name)
    const column = index + 1
    // A wind direction in words becomes its east and north parts.
    if (!beginsWithWords(rows, column, number)) {
      return [{ name, knownAhead, values: means(number, column) }]
    }
    return [0, 1].map((part) => ({
      name: `${name} ${['east', 'north'][part]!}`,
      knownAhead,
      values: means((text) => compassParts(text)?.[part] ?? NaN, column),
    }))
  })
  return { startAt, stepMs: options.step, target, features: parts }
}

/** Whether its first cell in time that says anything is a compass word: later ones decide nothing. */
function beginsWithWords(
  rows: readonly Row[],
  column: number,
  number: (text: string) => number,
): boolean {
  let [firstAt, words] = [Infinity, false]
  for (const { at, cells } of rows) {
    if (at >= firstAt) continue
    const isWord = compassParts(cells[column]!) !== null
    if (isWord || !Number.isNaN(number(cells[column]!))) [firstAt, words] = [at, isWord]
  }
  return words
}

function numberOf(text: string, missing: ReadonlySet<number>): number {
  if (text === '') return NaN
  const value = Number(text)
  return Number.isFinite(value) && !missing.has(value) ? value : NaN
}

async function* readCells(
  file: string,
  columns: readonly string[],
): AsyncGenerator<Readonly<Record<string, string>>> {
  const seen = { header: false }
  const checkHeader = (header: string[]) => {
    seen.header = true
    const absent = columns.filter((column) => !header.includes(column))
    if (absent.length === 0) return header
    const list = absent.map((column) => `"${column}"`).join(', ')
    throw new AppError(
      'backtest-column',
      `no column ${list} in ${file}; it has ${header.join(', ')}`,
    )
  }
  yield* readCsv(file, { columns: checkHeader }, 'backtest-file')
  if (!seen.header) throw new AppError('backtest-empty', `${file} is empty`)
}
