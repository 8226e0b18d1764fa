import { describe, expect, it } from 'vitest'
import { diffPlan } from './plan-diff.ts'
import type { Episode } from './plan-fold.ts'

const episode = (openedAt: number, resolvedAt: number | null, part: Partial<Episode> = {}) => ({
  rule: 'toxic-limit',
  subject: 'pingwang/w20004',
  openedAt,
  resolvedAt,
  colours: ['blue' as const],
  ...part,
})

const rows: readonly (readonly [string, Episode[], Episode[], string[], number])[] = [
  ['the same twice stays', [episode(10, 20)], [episode(10, 20)], [], 1],
  ['one that only the edited rules open appears', [], [episode(10, 20)], ['appears'], 0],
  ['one that they no longer open vanishes', [episode(10, 20)], [], ['vanishes'], 0],
  ['an earlier opening is a change', [episode(10, 20)], [episode(8, 20)], ['changes'], 0],
  ['a later end is a change', [episode(10, 20)], [episode(10, 25)], ['changes'], 0],
  ['one that does not end now is a change', [episode(10, 20)], [episode(10, null)], ['changes'], 0],
  [
    'another colour is a change',
    [episode(10, 20)],
    [episode(10, 20, { colours: ['blue', 'orange'] })],
    ['changes'],
    0,
  ],
  ['apart in time are two', [episode(10, 20)], [episode(21, 30)], ['vanishes', 'appears'], 0],
  ['meeting in one instant is one', [episode(10, 20)], [episode(20, 30)], ['changes'], 0],
  [
    'another subject is another alert',
    [episode(10, 20)],
    [episode(10, 20, { subject: 'lili' })],
    ['vanishes', 'appears'],
    0,
  ],
  [
    'one alert split in two changes and appears, in the order of time',
    [episode(10, 40), episode(50, 60)],
    [episode(10, 20), episode(30, 40), episode(50, 60)],
    ['changes', 'appears'],
    1,
  ],
]

describe('diffPlan', () => {
  it.each(rows)('%s', (_sentence, current, edited, whats, unchanged) => {
    const diff = diffPlan(current, edited)
    expect(diff.differences.map(({ what }) => what)).toEqual(whats)
    expect(diff.unchanged).toBe(unchanged)
  })
})
