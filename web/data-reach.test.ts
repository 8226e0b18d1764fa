import { expect, it } from 'vitest'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import { behindMs } from './data-reach.ts'
import type { StationItem } from './wire.ts'

const every = (...cadences: number[]) =>
  cadences.map((cadenceMs) => ({ expected: [{ cadenceMs }] }) as unknown as StationItem)
const now = 10 * dayMs

it.each([
  ['a day of history is being read', every(5 * minuteMs), now - dayMs, dayMs],
  ['an hour is no delay', every(5 * minuteMs), now - hourMs, null],
  ['more than an hour is', every(5 * minuteMs), now - hourMs - 1, hourMs + 1],
  [
    'what comes every four hours is not late after eight',
    every(4 * hourMs),
    now - 8 * hourMs,
    null,
  ],
  ['it is late after more', every(4 * hourMs, 24 * hourMs), now - 9 * hourMs, 9 * hourMs],
  ['nothing has come yet', every(5 * minuteMs), null, null],
])('%s', (_sentence, stations, newestAt, behind) => {
  expect(behindMs(stations, newestAt, now)).toBe(behind)
})
