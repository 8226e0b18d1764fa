import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mannKendall, seasonalKendall, theilSen } from './kendall.ts'

const rising = (length: number) => Array.from({ length }, (_, i) => i)
const yearsOf = (count: number, value: (year: number, month: number) => number) =>
  rising(count).map((year) => rising(12).map((month) => value(year, month)))
const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 30 })

describe('the Mann–Kendall test', () => {
  it.each([
    // pyMannKendall 1.4.3, test_original_test: 0 … 359.
    [rising(360), 64_620, 5_205_500],
    // Gilbert (1987), §16.4.2: ties of two, three and three among nine.
    [[23, 24, 1, 6, 1, 24, 24, 1, 23], null, 1506 / 18],
    [[1, 1, 1, 1], 0, 0],
    [[7], 0, 0],
  ])('has the S and the variance of published examples: %#', (values, s, variance) => {
    const test = mannKendall(values)
    if (s !== null) expect(test.s).toBe(s)
    expect(test.variance).toBeCloseTo(variance, 9)
  })

  it('says nothing of what stays as it is, and much of what only rises', () => {
    expect(mannKendall([3, 3, 3, 3, 3]).p).toBe(1)
    expect(mannKendall(rising(10)).p).toBeLessThan(0.001)
  })

  it('turns its sign with the series', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const [one, other] = [mannKendall(values), mannKendall(values.map((v) => -v))]
        expect(one.s + other.s).toBe(0)
        expect(one.z + other.z).toBeCloseTo(0, 12)
        expect(one.p).toBeCloseTo(other.p, 12)
      }),
    )
  })
})

describe('the seasonal Kendall test', () => {
  it('has the S of a published example', () => {
    // pyMannKendall 1.4.3, test_seasonal_test: 0 … 359 by twelve.
    expect(seasonalKendall(yearsOf(30, (year, month) => 12 * year + month)).s).toBe(5_220)
  })

  it('counts years and not months where all months of a year are alike', () => {
    // S = 36; each season has the variance 11/3, and each pair of seasons the same covariance.
    const alike = seasonalKendall(yearsOf(3, (year) => year))
    expect(alike.s).toBe(36)
    expect(alike.variance).toBeCloseTo((144 * 11) / 3, 9)
    expect(alike.p).toBeGreaterThan(0.1)
  })

  it('takes a season for no trend, however large, also with gaps', () => {
    const season = (month: number) => 100 * Math.cos(month)
    expect(seasonalKendall(yearsOf(8, (_year, month) => season(month)))).toMatchObject({
      s: 0,
      p: 1,
    })
    const gaps = yearsOf(8, (year, month) => ((year + month) % 5 === 0 ? NaN : season(month)))
    expect(seasonalKendall(gaps)).toMatchObject({ s: 0, p: 1 })
    const trend = yearsOf(8, (year, month) =>
      (year + month) % 5 === 0 ? NaN : year + season(month),
    )
    expect(seasonalKendall(trend).p).toBeLessThan(0.01)
  })
})

describe("Sen's slope", () => {
  it('is that of the example of its paper', () => {
    // Sen (1968), §6.
    const at = [1, 2, 3, 4, 10, 12, 18]
    const value = [9, 15, 19, 20, 45, 55, 78]
    expect(theilSen([at.map((one, i) => ({ at: one, value: value[i]! }))])).toBe(4)
  })

  it('compares within seasons alone, and needs two values in one', () => {
    const seasons = rising(12).map((month) =>
      rising(4).map((year) => ({ at: year, value: 1_000 * month + 3 * year })),
    )
    expect(theilSen(seasons)).toBe(3)
    expect(theilSen([[{ at: 0, value: 1 }], [{ at: 1, value: 9 }]])).toBeNull()
  })
})
