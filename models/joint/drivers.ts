import type { After } from './context.ts'
import type { Row, RowScore } from './joint.ts'

/** One column's part in a judgement. */
export type Driver = {
  /** Index of the column. */
  readonly column: number
  /** Its part of the strangeness, negative where it came lower than expected; magnitudes sum to 1. */
  readonly share: number
  /** Its level before the row, with what context, day and week usually add to it. */
  readonly expected: number
  /** Null: a mark came in place of a value. */
  readonly came: number | null
  /** The context that it stands out from all the same; absent: none has anything to do with it. */
  readonly after?: After
}

/** Columns are combined by this norm: little more than the largest, more where several agree. */
export const norm = 4
const shareLeast = 0.01

/**
 * Which columns drove a judgement, the strongest first; those under a hundredth are left out, so
 * that the magnitudes may fall short of 1 by these. Empty where no column was strange at all.
 *
 * @example a column at 30 where 8 was expected, beside a quiet one
 *   // => [{ column: 0, share: 1, expected: 8, came: 30 }]
 */
export function driversOf(row: Row, judged: RowScore): Driver[] {
  if (judged.kind === 'warming') return []
  const weights = judged.parts.map((part) => part ** norm)
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights
    .map((weight, column) => {
      const expected = judged.seen[column]?.expected ?? NaN
      const value = row[column] ?? NaN
      const came = Number.isNaN(value) ? null : value
      const sign = came !== null && came < expected ? -1 : 1
      const share = sum > 0 ? (sign * weight) / sum : 0
      const after = judged.outlooks[column]?.after
      return { column, share, expected, came, ...(after ? { after } : {}) }
    })
    .filter(({ share }) => Math.abs(share) >= shareLeast)
    .toSorted((a, b) => Math.abs(b.share) - Math.abs(a.share))
}
