import { expect, it } from 'vitest'
import { columnsOf, extentOf, joinReadings } from './chart-data.ts'
import type { ReadingItem } from './wire.ts'

const reading = (second: number, value: number, flag = 1): ReadingItem => ({
  station: 's',
  parameter: 'p',
  observedAt: new Date(second * 1_000).toISOString(),
  value,
  flag,
})

it('keeps a doubted value on the line and a failed one off it', () => {
  const columns = columnsOf([reading(3, 30, 4), reading(1, 10), reading(2, 20, 3)])
  expect(columns).toEqual([
    [1, 2, 3],
    [10, 20, null],
    [null, 20, null],
    [null, null, 30],
    ...Array.from({ length: 5 }, () => [undefined, undefined, undefined]),
  ])
  expect(extentOf(columns)).toEqual({ low: 10, high: 20, last: 20 })
})

it('takes the newer answer of one moment', () => {
  expect(columnsOf([reading(1, 10), reading(1, 11)])[1]).toEqual([11])
})

it('sets a forecast beside the readings without breaking their line', () => {
  const band = { median: 5, low80: 4, high80: 6, low95: 3, high95: 7 }
  const item = { time: '', lead: 'PT1H', published: true, reason: null, ...band }
  const columns = columnsOf([reading(1, 10), reading(3, 30)], [{ at: 2_000, item }])
  expect(columns[0]).toEqual([1, 2, 3])
  expect(columns[1]).toEqual([10, undefined, 30])
  const said = columns.slice(4).map(([, second]) => second)
  expect(said).toEqual([5, 7, 3, 6, 4])
  expect(extentOf(columns)).toEqual({ low: 10, high: 30, last: 30 })
})

it('has no extent without a value on the line', () => {
  expect(extentOf(columnsOf([reading(1, 10, 4)]))).toBeNull()
})

it('moves the window on as readings come', () => {
  const joined = joinReadings([reading(1, 1), reading(5, 5)], [reading(9, 9)], 2_000)
  expect(joined.map(({ value }) => value)).toEqual([5, 9])
})
