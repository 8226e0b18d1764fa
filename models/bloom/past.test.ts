import { describe, expect, it } from 'vitest'
import { autocorrelationOf, createPast, isKnown, learnDay, windowOf } from './past.ts'

function taught(values: readonly (number | null)[]) {
  const past = createPast()
  for (const value of values) learnDay(past, value)
  return past
}

describe('the past of a daily statistic', () => {
  it('is learned two weeks late: a fortnight of another level leaves it as it was', () => {
    const past = taught([...Array<number>(30).fill(5), ...Array<number>(14).fill(9)])
    expect(past.mean).toBe(5)
    learnDay(past, 9)
    expect(past.mean).toBeGreaterThan(5)
  })

  it('is known after 28 days, of which missing ones do not count', () => {
    const days = Array.from({ length: 28 }, (_, day) => day % 3)
    expect(isKnown(taught(days.slice(1)))).toBe(false)
    expect(isKnown(taught(days))).toBe(true)
    expect(isKnown(taught([null, ...days.slice(1)]))).toBe(false)
  })

  it('has its autocorrelation drawn towards a half, inside 0 to 0.9', () => {
    expect(autocorrelationOf(createPast())).toBe(0.5)
    const flips = Array.from({ length: 200 }, (_, day) => day % 2)
    const slow = Array.from({ length: 200 }, (_, day) => Math.sin(day / 20))
    expect(autocorrelationOf(taught(flips))).toBe(0)
    expect(autocorrelationOf(taught(slow))).toBeGreaterThan(0.8)
  })
})

describe('the window of 28 days', () => {
  it('has no spread about a straight trend, and so says nothing', () => {
    expect(windowOf(taught(Array<number>(28).fill(4)))).toBeNull()
    const line = windowOf(taught(Array.from({ length: 28 }, (_, day) => 3 * day)))
    expect(line?.spread ?? 0).toBeLessThan(1e-6)
  })

  it('has the spread and autocorrelation of what a trend leaves', () => {
    const wave = Array.from({ length: 28 }, (_, day) => Math.cos((Math.PI * day) / 2) + day)
    const window = windowOf(taught(wave))!
    expect(window.spread).toBeCloseTo(Math.SQRT1_2, 1)
    expect(window.autocorrelation).toBeCloseTo(0, 1)
  })

  it('says nothing of fewer than 20 days in it', () => {
    const sparse = Array.from({ length: 28 }, (_, day) => (day % 3 === 0 ? null : day % 5))
    expect(windowOf(taught(sparse))).toBeNull()
  })
})
