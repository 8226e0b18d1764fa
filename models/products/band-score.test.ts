import fc from 'fast-check'
import { probit } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { atScore, scoreOf } from './band-score.ts'

const band = { low95: 1, low80: 2, median: 4, high80: 8, high95: 12 }
const [near, wide] = [probit(0.9), probit(0.975)]

describe('the score of a value in a band', () => {
  it.each([
    ['at the median', 4, 0],
    ['at an edge', 12, wide],
    ['between two quantiles', 3, -near / 2],
    ['beyond the band, as steep as within', 14, wide + (wide - near) / 2],
    ['below it', 0, -wide - (wide - near)],
  ])('%s', (_, value, score) => {
    expect(scoreOf(band, value)).toBeCloseTo(score, 4)
  })

  it('of a band without width is 0, of nothing NaN', () => {
    const flat = { low95: 3, low80: 3, median: 3, high80: 3, high95: 3 }
    expect(scoreOf(flat, 9)).toBe(0)
    expect(scoreOf(flat, NaN)).toBeNaN()
    expect(scoreOf(band, NaN)).toBeNaN()
  })

  it('is the way back of the value at a score, rises with the value, and is always finite', () => {
    const step = fc.double({ min: 0.001, max: 50, noNaN: true })
    const property = fc.property(
      fc.tuple(step, step, step, step),
      fc.double({ min: -1.9, max: 1.9, noNaN: true }),
      (steps, score) => {
        const [low95, low80, median, high80, high95] = [0, 1, 2, 3, 4].map((n) =>
          steps.slice(0, n).reduce((sum, one) => sum + one, 0),
        ) as [number, number, number, number, number]
        const one = { low95, low80, median, high80, high95 }
        expect(scoreOf(one, atScore(one, score))).toBeCloseTo(score, 6)
        expect(scoreOf(one, high95 + 1)).toBeGreaterThan(scoreOf(one, high95))
        expect(Number.isFinite(scoreOf(one, low95 - 1e6))).toBe(true)
      },
    )
    fc.assert(property, { seed: 20261128 })
  })
})
