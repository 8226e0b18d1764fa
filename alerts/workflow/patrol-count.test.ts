import { describe, expect, it } from 'vitest'
import { dayMs, minuteMs, parseInstant } from '../../src/domain/time.ts'
import { countPatrols, yearOf, yearStart } from './patrol-count.ts'

const plan = {
  ...{ waterBodies: ['taipu', 'fen'], leastPerYear: 1, warnAfterMs: 273 * dayMs },
  clock: { markMs: minuteMs, refuseMs: 2 * minuteMs },
  ...{ teamHead: null, jointMeeting: null, crossBorderTo: {} },
}
const at = (text: string) => parseInstant(`${text}+08:00`)!
const patrol = { workflow: 'w', waterBody: 'taipu', at: at('2026-05-04T10:00:00') }

describe('countPatrols', () => {
  it.each([
    ['before the plan begins to warn', '2026-09-30T23:59:59', null],
    ['from then on', '2026-10-01T00:00:00', 'due'],
    ['at the last moment of the year', '2026-12-31T23:59:59', 'due'],
    ['when the year is over', '2027-01-01T00:00:00', 'missed'],
  ] as const)('warns of a water body without patrols: %s', (_sentence, now, warning) => {
    expect(countPatrols([patrol], plan, 2026, at(now))).toEqual([
      ...[{ waterBody: 'taipu', year: 2026, done: 1, least: 1, lastAt: patrol.at, warning: null }],
      ...[{ waterBody: 'fen', year: 2026, done: 0, least: 1, lastAt: null, warning }],
    ])
  })

  it('leaves out what is none of the counted waters', () => {
    const elsewhere = [
      { ...patrol, waterBody: 'luxutang' },
      { ...patrol, waterBody: null },
    ]
    const counts = countPatrols(elsewhere, plan, 2026, patrol.at)
    expect(counts.map(({ done }) => done)).toEqual([0, 0])
  })
})

describe('a year', () => {
  it('begins at midnight of Beijing', () => {
    expect(yearOf(yearStart(2026))).toBe(2026)
    expect(yearOf(yearStart(2026) - 1)).toBe(2025)
  })
})
