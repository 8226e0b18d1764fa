import { describe, expect, it } from 'vitest'
import { fakeRule } from './fake-alert.ts'
import type { Threshold } from './rule.ts'
import { periodFaults } from './rule-periods.ts'

const [may, june, july] = [Date.UTC(2026, 4, 1), Date.UTC(2026, 5, 1), Date.UTC(2026, 6, 1)]
const threshold = (part: Partial<Threshold>): Threshold => ({
  ...{ quantity: 'concentration', parameter: 'w20004', comparison: '>', value: 0.005 },
  ...{ unit: 'mg/L', colour: 'orange', certainty: 'design', source: 'test' },
  ...part,
})
const faultsOf = (parts: readonly Partial<Threshold>[]) =>
  periodFaults(fakeRule({ thresholds: parts.map(threshold) }))

describe('periodFaults', () => {
  const wellDated: [string, Partial<Threshold>[]][] = [
    ['one without dates', [{}]],
    ['one that begins, and one that ends', [{ from: may }, { colour: 'blue', until: june }]],
    ['three in a row, in any order', [{ from: june }, { until: may }, { from: may, until: june }]],
    ['the same period for two colours', [{ from: may }, { colour: 'blue', from: may }]],
    ['another parameter', [{}, { parameter: 'w22001' }]],
  ]
  it.each(wellDated)('finds none in %s', (_, parts) => {
    expect(faultsOf(parts)).toEqual([])
  })

  const at = (month: number) => `2026-0${month}-01T08:00:00.000+08:00`
  const clock = { quantity: 'clock-ahead', colour: null } as const
  const cases: [string, Partial<Threshold>[], string][] = [
    [
      'an overlap',
      [{ until: july }, { from: june }],
      `thresholds[1].from: expected ${at(7)}, where thresholds[0] ends, got ${at(6)}: they overlap`,
    ],
    [
      'two without dates',
      [{}, { value: 0.006 }],
      'thresholds[1].from: expected an end of thresholds[0] before it, got nothing: they overlap',
    ],
    [
      'a gap',
      [{ until: may }, { from: june }],
      `thresholds[1].from: expected ${at(5)}, where thresholds[0] ends, got ${at(6)}: ` +
        'a gap is between them',
    ],
    [
      'an empty period',
      [{ from: june, until: may }],
      `thresholds[0].until: expected a time after its from, ${at(6)}, got ${at(5)}`,
    ],
    [
      'a setting that begins',
      [{ ...clock, from: may }],
      `thresholds[0].from: expected nothing, since clock-ahead is needed at any time, got ${at(5)}`,
    ],
    [
      'a setting that ends',
      [{ ...clock, until: may }],
      `thresholds[0].until: expected nothing, since clock-ahead is needed at any time, got ${at(5)}`,
    ],
  ]
  it.each(cases)('tells %s', (_, parts, line) => {
    expect(faultsOf(parts)).toEqual([line])
  })
})
