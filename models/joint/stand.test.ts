import { expect, it } from 'vitest'
import { longestStand, standOf } from './stand.ts'

it.each([
  ['is no fault as long as the longest known', 12, 12, 0.5],
  ['is none just below twice of it', 23, 12, 23 / 24],
  ['is one at twice of it', 24, 12, 1],
])('a stand %s', (_what, still, longest, expected) => {
  expect(standOf(still, longest)).toBe(expected)
})

it.each<[string, Parameters<typeof longestStand>, number]>([
  ['is not known while it lasts', [12, 19, 20, false], 12],
  ['is known when it is over', [12, 20, 0, false], 20],
  ['a shorter one teaches nothing', [12, 5, 0, false], 12],
  ['a fault is known by what made it one', [12, 500, 0, false], 24],
  ['a constant is known while it lasts', [12, 400, 401, true], 401],
])('the longest stand: %s', (_what, known, expected) => {
  expect(longestStand(...known)).toBe(expected)
})
