import type { Grid } from '../../models/forecasters/grid.ts'
import { AppError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { createColumn, type Span } from './backtest-column.ts'
import { openColumns } from './csv-columns.ts'
import { timeExample } from './file-time.ts'

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

export type GridOfFile = {
  readonly grid: Grid
  /** What of the file was left out, in sentences. */
  readonly leftOut: readonly string[]
}

/**
 * Reads the file and averages it to the steps, holding these and no rows.
 *
 * @throws {AppError} `csv-file`, `csv-column`, `backtest-empty` without a time, `backtest-span`
 */
export async function readGrid(file: string, options: GridOptions): Promise<GridOfFile> {
  const { time, target, features, knownAhead, missing, step: stepMs } = options
  const names = [...new Set([target, ...features, ...knownAhead])]
  const { rows } = await openColumns({ file, time, columns: names, label: null, missing })
  const columns = names.map((name) => createColumn(name, knownAhead.includes(name), stepMs))
  const counts = { rows: 0, timeless: 0 }
  const span = createSpan(stepMs)
  for await (const { at, cells } of rows) {
    counts.rows += 1
    if (at === null) counts.timeless += 1
    else {
      span.take(at)
      columns.forEach((column, i) => column.add(at, cells[i]!))
    }
  }
  if (counts.timeless === counts.rows) {
    const expected = `expected such as ${timeExample}`
    throw new AppError(
      'backtest-empty',
      `${file} holds no row with a time in "${time}": ${expected}`,
    )
  }
  const whole = span.whole()
  const [first, ...others] = columns
  const grid = {
    startAt: whole.startAt,
    stepMs,
    target: first!.numbers(whole),
    features: others.flatMap((column) => column.features(whole)),
  }
  const timeless = `${counts.timeless} of ${counts.rows} rows have no readable time: left out`
  const notes = columns.flatMap((column, i) => column.leftOut(i === 0))
  return { grid, leftOut: counts.timeless === 0 ? notes : [timeless, ...notes] }
}

/** The steps from the earliest to the latest time of a file. */
function createSpan(stepMs: number) {
  let [first, last] = [Infinity, -Infinity]
  const steps = () => last - first + 1
  return {
    take(at: Instant): void {
      const step = Math.floor(at / stepMs)
      first = Math.min(first, step)
      last = Math.max(last, step)
      if (steps() <= stepsMost) return
      throw new AppError('backtest-span', `expected at most ${stepsMost} steps, got ${steps()}`)
    },
    whole: (): Span => ({ startAt: first * stepMs, steps: steps() }),
  }
}
