import { expect, it } from 'vitest'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import { behindAt } from './data-reach.ts'

const now = 10 * dayMs
const often = 5 * minuteMs

it.each([
  ['a day of history is being read', [[often, dayMs]], dayMs],
  [
    'hourly air does not hide that water is behind',
    [
      [often, dayMs],
      [hourMs, 0],
    ],
    dayMs,
  ],
  [
    'one of those that report often is enough',
    [
      [often, dayMs],
      [often, minuteMs],
    ],
    null,
  ],
  ['an hour is no delay', [[often, hourMs]], null],
  ['more than an hour is', [[often, hourMs + 1]], hourMs + 1],
  ['what comes every four hours is not late after eight', [[4 * hourMs, 8 * hourMs]], null],
  ['it is late after more', [[4 * hourMs, 9 * hourMs]], 9 * hourMs],
  ['nothing has come yet', [[often, null]], null],
  ['no cadence is told', [[null, dayMs]], dayMs],
] as const)('%s', (_sentence, given, behindMs) => {
  const stations = given.map(([cadenceMs], place) => ({
    id: String(place),
    expected: cadenceMs === null ? [] : [{ cadenceMs }],
  }))
  const newestOf = (id: string) => {
    const agoMs = given[Number(id)]![1]
    return agoMs === null ? null : now - agoMs
  }
  expect(behindAt(stations, newestOf, now)).toBe(behindMs === null ? null : now - behindMs)
})
