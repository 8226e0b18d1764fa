import { describe, expect, it } from 'vitest'
import { calibrate, type ToldDay } from './calibration.ts'

/** A summer of 80 days before a bloom or without one, and the ratio by days to it. */
function summer(blooms: boolean, ratioAt: (daysToBloom: number) => number): ToldDay[] {
  return Array.from({ length: 80 }, (_, day) => ({
    ratio: ratioAt(80 - day),
    temperature: 20,
    daysToBloom: blooms ? 80 - day : null,
  }))
}
const [near, calm] = [1e4, 0.5]
const summers = [true, true, true, false, false, false, false]
const trustOf = (ratioAt: (blooms: boolean) => (daysToBloom: number) => number) =>
  calibrate(summers.map((blooms) => summer(blooms, ratioAt(blooms))))

describe('trust in the index', () => {
  const right = trustOf((blooms) => (days) => (blooms && days <= 20 ? near : calm))
  const wrong = trustOf((blooms) => (days) => (!blooms && days <= 20 ? near : calm))
  const silent = trustOf(() => () => 40)

  it('is high where it told blooms and low where it told none', () => {
    expect(right.trust).toBeGreaterThan(0.6)
    expect(wrong.trust).toBeLessThan(0.4)
  })

  it('is known to nothing where the index says the same each day', () => {
    expect(silent.trust).toBeCloseTo(0.5, 1)
    expect(silent.high80 - silent.low80).toBeGreaterThan(0.7)
  })

  it('lies between its ends, and knows its lake-years', () => {
    for (const one of [right, wrong, silent]) {
      expect(one).toMatchObject({ lakeYears: 7, blooms: 3 })
      expect([one.low80 < one.trust, one.trust < one.high80]).toEqual([true, true])
    }
  })

  it('is narrower by more lake-years', () => {
    const twice = [...summers, ...summers].map((blooms) =>
      summer(blooms, (days) => (blooms && days <= 20 ? near : calm)),
    )
    const { low80, high80 } = calibrate(twice)
    expect(high80 - low80).toBeLessThan(right.high80 - right.low80)
  })
})
