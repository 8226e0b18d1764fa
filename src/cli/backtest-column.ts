import { compassParts } from '../../models/forecasters/compass.ts'
import { stepMeans, type GridColumn, type StepMeans } from '../../models/forecasters/grid.ts'
import type { Instant } from '../domain/time.ts'
import type { ColumnsRow } from './csv-columns.ts'

/** Of a grid: when its first step begins, and how many there are. */
export type Span = { readonly startAt: Instant; readonly steps: number }

/**
 * A column of a file as it is averaged to steps: of numbers, or of wind directions in words, which
 * become their east and north parts. Its first cell in time that says anything tells which: later
 * ones decide nothing.
 */
export function createColumn(name: string, knownAhead: boolean, stepMs: number) {
  const numbers = stepMeans(stepMs)
  const [east, north] = [stepMeans(stepMs), stepMeans(stepMs)]
  const counts = { numbers: 0, words: 0, others: 0 }
  let [firstAt, isWords] = [Infinity, false]
  const part = (suffix: string, means: StepMeans, { startAt, steps }: Span): GridColumn => {
    return { name: `${name}${suffix}`, knownAhead, values: means.over(startAt, steps) }
  }
  return {
    add(at: Instant, cell: ColumnsRow['cells'][number]): void {
      if (cell === null || Number.isNaN(cell)) return
      const parts = typeof cell === 'string' ? compassParts(cell) : null
      if (parts !== null) {
        counts.words += 1
        east.add(at, parts[0])
        north.add(at, parts[1])
      } else if (typeof cell === 'number') {
        counts.numbers += 1
        numbers.add(at, cell)
      } else {
        counts.others += 1
        return
      }
      if (at < firstAt) [firstAt, isWords] = [at, parts !== null]
    },
    numbers: ({ startAt, steps }: Span): Float64Array => numbers.over(startAt, steps),
    features: (span: Span): GridColumn[] =>
      isWords
        ? [part(' east', east, span), part(' north', north, span)]
        : [part('', numbers, span)],
    /** What was read as missing though something stands there, in a sentence; empty for nothing. */
    leftOut(asNumbers: boolean): string[] {
      const byWords = isWords && !asNumbers
      const [read, unread] = byWords
        ? [counts.words, counts.numbers]
        : [counts.numbers, counts.words]
      if (read === 0) return [`column "${name}" holds no number`]
      const left = unread + counts.others
      const what = byWords ? 'wind direction' : 'number'
      return left === 0 ? [] : [`column "${name}": ${left} cells are no ${what}, read as missing`]
    },
  }
}
