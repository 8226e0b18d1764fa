import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadStandards } from '../../src/config/standards.ts'
import { ozoneDailyMax8h } from './ozone-day.ts'

const folder = fileURLToPath(new URL('../../fixtures/network/standards', import.meta.url))
const standard = loadStandards(folder).aqi.find((one) => one.id === 'HJ 633-2026')!

const day = (valueAt: (hour: number) => number | null) =>
  Array.from({ length: 24 }, (_, h) => valueAt(h))

describe('ozoneDailyMax8h', () => {
  it('is the largest mean of eight hours within the day', () => {
    const afternoon = day((h) => (h >= 11 && h < 19 ? 150 : 40))
    expect(ozoneDailyMax8h(standard, afternoon)).toBe(150)
  })

  it('begins with the window that ends at 08:00 and ends with that of 24:00', () => {
    expect(
      ozoneDailyMax8h(
        standard,
        day((h) => (h < 8 ? 90 : 10)),
      ),
    ).toBe(90)
    expect(
      ozoneDailyMax8h(
        standard,
        day((h) => (h >= 16 ? 90 : 10)),
      ),
    ).toBe(90)
  })

  it('needs six values in a window', () => {
    const six = day((h) => (h === 12 || h === 13 ? null : 100))
    expect(ozoneDailyMax8h(standard, six)).toBe(100)
    const onlyPeak = day((h) => (h < 12 ? 50 : h >= 17 ? null : 300))
    // The window ending at 19:00 still has six values: one of 50 and five of 300.
    expect(ozoneDailyMax8h(standard, onlyPeak)).toBeCloseTo((50 + 5 * 300) / 6, 10)
  })

  it('needs fourteen windows, unless the maximum exceeds the limit', () => {
    const untilEnd = (last: number, value: number) => day((h) => (h < last ? value : null))
    // Values up to 19:00 leave windows ending 08 to 21: fourteen; up to 18:00 only thirteen.
    expect(ozoneDailyMax8h(standard, untilEnd(19, 100))).toBe(100)
    expect(ozoneDailyMax8h(standard, untilEnd(18, 100))).toBeNull()
    expect(ozoneDailyMax8h(standard, untilEnd(18, 160.4))).toBeNull()
    expect(ozoneDailyMax8h(standard, untilEnd(18, 161))).toBe(161)
  })

  it('is null for an empty day and refuses another number of hours', () => {
    expect(
      ozoneDailyMax8h(
        standard,
        day(() => null),
      ),
    ).toBeNull()
    expect(
      ozoneDailyMax8h(
        standard,
        day(() => NaN),
      ),
    ).toBeNull()
    expect(() => ozoneDailyMax8h(standard, [1, 2])).toThrow(
      'should hold: a Beijing day has 24 hourly values',
    )
  })
})
