import { expect, it } from 'vitest'
import { driversOf } from './drivers.ts'
import type { RowScore } from './joint.ts'

const judged = (parts: number[], expected: number[]): RowScore => ({
  kind: 'scored',
  score: 0.6,
  alarm: true,
  top: 0,
  ...{ stands: false, stay: 1.2, limit: 10 },
  parts,
  seen: expected.map((one) => ({
    ...{
      expected: one,
      away: 0,
      held: 0,
      jump: 0,
      step: 0,
      far: 0,
      outlying: 0,
      drift: 0,
      stand: 0,
      sick: 0,
    },
  })),
  outlooks: [],
  explained: [],
})

it.each<[string, (number | null)[], number[], number[], unknown]>([
  ['a quiet column is left out', [30, 400], [2, 0], [8, 401], [[0, 1, 8, 30]]],
  ['what came lower is negative', [2, 400], [2, 0], [8, 401], [[0, -1, 8, 2]]],
  [
    'equals share evenly',
    [2, 500],
    [2, 2],
    [8, 401],
    [
      [0, -0.5, 8, 2],
      [1, 0.5, 401, 500],
    ],
  ],
  [
    'the strongest stands first',
    [9, 500],
    [1, 2],
    [8, 401],
    [
      [1, 16 / 17, 401, 500],
      [0, 1 / 17, 8, 9],
    ],
  ],
  ['a mark has no value', [NaN, 400], [1.5, 0], [8, 401], [[0, 1, 8, null]]],
  ['nothing strange, no driver', [8, 401], [0, 0], [8, 401], []],
])('%s', (_what, row, parts, expected, drivers) => {
  const found = driversOf(row, judged(parts, expected))
  expect(found.map((one) => [one.column, one.share, one.expected, one.came])).toEqual(drivers)
})

it('says nothing of a row that was not judged', () => {
  expect(driversOf([8], { kind: 'warming' })).toEqual([])
})
