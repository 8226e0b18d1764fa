import { describe, expect, it } from 'vitest'
import type { WarningColour } from '../src/domain/event.ts'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import { fakeRule } from './fake-alert.ts'
import { colourOf, persistenceOf, type Comparison, type Threshold } from './rule.ts'

const threshold = (
  comparison: Comparison,
  value: number,
  colour: WarningColour | null,
): Threshold => ({
  quantity: 'concentration',
  parameter: 'w20004',
  comparison,
  value,
  unit: 'mg/L',
  colour,
  certainty: 'sure',
  source: 'GB 3838-2002',
})
const thresholds = [threshold('>', 0.004, 'blue'), threshold('>', 0.005, 'orange')]

describe('colourOf', () => {
  it.each([
    ['below the lowest: none', 0.0039, null],
    ['at 80 % of the limit: none', 0.004, null],
    ['above 80 %: blue', 0.0041, 'blue'],
    ['at the limit: still blue', 0.005, 'blue'],
    ['above the limit: orange', 0.0051, 'orange'],
    ['not a number: the worst, towards attention', NaN, 'orange'],
  ])('%s', (_sentence, value, colour) => {
    expect(colourOf(fakeRule({ thresholds }), 'concentration', 'w20004', value, 0)).toBe(colour)
  })

  it('looks only at its own quantity and parameter', () => {
    expect(colourOf(fakeRule({ thresholds }), 'concentration', 'w22001', 1, 0)).toBeNull()
    expect(colourOf(fakeRule({ thresholds }), 'aqi', 'w20004', 1, 0)).toBeNull()
  })

  it.each([
    ['>=', 5, true],
    ['>=', 4.9, false],
    ['<', 4.9, true],
    ['<', 5, false],
    ['<=', 5, true],
    ['<=', 5.1, false],
  ] as const)('compares %s 5 with %d: %s', (comparison, value, met) => {
    const rule = fakeRule({ thresholds: [threshold(comparison, 5, 'red')] })
    expect(colourOf(rule, 'concentration', 'w20004', value, 0)).toBe(met ? 'red' : null)
  })
})

describe('persistenceOf', () => {
  it('holds for the longer of hold and on-delay, releases after the off-delay', () => {
    const hold = { results: 2, minMs: 15 * minuteMs }
    const rule = fakeRule({ hold, onDelayMs: hourMs, offDelayMs: 4 * hourMs })
    expect(persistenceOf(rule)).toEqual({
      hold: { results: 2, minMs: hourMs },
      release: { results: 2, minMs: 4 * hourMs },
    })
    expect(persistenceOf({ ...rule, onDelayMs: 0 }).hold.minMs).toBe(15 * minuteMs)
  })
})
