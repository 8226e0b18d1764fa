import { compassParts } from '../../models/forecasters/compass.ts'
import type { GridColumn } from '../../models/forecasters/grid.ts'
import type { Instant } from '../domain/time.ts'
import type { ColumnsRow } from './csv-columns.ts'

/** Steps since 1970: the first of a grid, and how many there are. */
export type Span = { readonly first: number; readonly steps: number }

type Means = ReturnType<typeof createMeans>

/** Means by step of values that come in any order. */
function createMeans() {
  const sums = new Map<number, { sum: number; count: number }>()
  return {
    add(step: number, value: number): void {
      const found = sums.get(step)
      if (found === undefined) sums.set(step, { sum: value, count: 1 })
      else {
        found.sum += value
        found.count += 1
      }
    },
    /** NaN where a step has no value. */
    over({ first, steps }: Span): Float64Array {
      const means = new Float64Array(steps).fill(NaN)
      for (const [step, { sum, count }] of sums) means[step - first] = sum / count
      return means
    },
  }
}

/**
 * A column of a file as it is averaged to steps: of numbers, or of wind directions in words, which
 * become their east and north parts. Its first cell in time that says anything tells which: later
 * ones decide nothing.
 */
export function createColumn(name: string, knownAhead: boolean) {
  const numbers = createMeans()
  const [east, north] = [createMeans(), createMeans()]
  const counts = { numbers: 0, words: 0, others: 0 }
  let [firstAt, isWords] = [Infinity, false]
  const part = (suffix: string, means: Means, span: Span): GridColumn => {
    return { name: `${name}${suffix}`, knownAhead, values: means.over(span) }
  }
  return {
    add(step: number, at: Instant, cell: ColumnsRow['cells'][number]): void {
      if (cell === null || Number.isNaN(cell)) return
      const parts = typeof cell === 'string' ? compassParts(cell) : null
      if (parts !== null) {
        counts.words += 1
        east.add(step, parts[0])
        north.add(step, parts[1])
      } else if (typeof cell === 'number') {
        counts.numbers += 1
        numbers.add(step, cell)
      } else {
        counts.others += 1
        return
      }
      if (at < firstAt) [firstAt, isWords] = [at, parts !== null]
    },
    numbers: (span: Span): Float64Array => numbers.over(span),
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
