import { expect, it } from 'vitest'
import { columnsOf, extentOf, joinReadings, valueSpan } from './chart-data.ts'
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

it('breaks the line where far longer nothing came than usual, and not for a time of the forecast', () => {
  const readings = [1, 2, 3, 6, 7, 17].map((second) => reading(second, second))
  const band = { median: 5, low80: 4, high80: 6, low95: 3, high95: 7 }
  const item = { time: '', lead: 'PT1H', published: true, reason: null, ...band }
  const [seconds, line] = columnsOf(readings, [{ at: 4_000, item }])
  expect(seconds).toEqual([1, 2, 3, 4, 6, 7, 12, 17])
  expect(line).toEqual([1, 2, 3, undefined, 6, 7, null, 17])
})

it('leaves the line whole where readings come seldom', () => {
  const readings = [0, 4, 8].map((hours) => reading(hours * 3_600, 1))
  expect(columnsOf(readings)[1]).toEqual([1, 1, 1])
})

it('gives values a tenth of room, and none under zero to what is not negative', () => {
  expect(valueSpan([1, 11, null])).toEqual([0, 12])
  expect(valueSpan([1, 11, 21])).toEqual([0, 23])
  expect(valueSpan([-10, 10, null])).toEqual([-12, 12])
  expect(valueSpan([5, 5, null])).toEqual([4.5, 5.5])
  expect(valueSpan([null, null, null])).toEqual([0, 1])
})

it('has no extent without a value on the line', () => {
  expect(extentOf(columnsOf([reading(1, 10, 4)]))).toBeNull()
})

it('moves the window on as readings come', () => {
  const joined = joinReadings([reading(1, 1), reading(5, 5)], [reading(9, 9)], 2_000)
  expect(joined.map(({ value }) => value)).toEqual([5, 9])
})
