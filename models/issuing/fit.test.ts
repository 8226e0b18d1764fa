import { describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { noiseAt } from '../forecasters/contract.ts'
import { levelIndex } from '../forecasters/levels.ts'
import { fitSeries, sixDigits, type History } from './fit.ts'

const startAt = Date.UTC(2026, 10, 1)
const knots = [1, 6, 24, 72]
const daily = (t: number) => 8 + 2 * Math.sin((2 * Math.PI * t) / 24) + 0.1 * noiseAt(t)
const history = (steps: number, value: (t: number) => number = daily): History => ({
  startAt,
  stepMs: hourMs,
  target: Float64Array.from({ length: steps }, (_, t) => value(t)),
})

describe('a fit', () => {
  it('rests on the ensemble once a week of hours is known', () => {
    const fitted = fitSeries(history(200), knots)
    expect(fitted).toMatchObject({
      model: 'ensemble/10',
      cutOffAt: startAt + 200 * hourMs,
      knownSteps: 200,
      note: null,
      knots,
    })
    expect(fitted?.rhythm).toHaveLength(24)
  })

  it.each([
    ['three days', history(72), /got 72: smoothing serves/],
    ['one value', history(1), /got 1: smoothing serves/],
    ['a constant', history(200, () => 5), /never changed/],
    [
      'a gap of ten days',
      history(600, (t) => (t > 360 ? NaN : daily(t))),
      /nothing measured lately/,
    ],
  ])('on %s says what serves instead, and why, with values in order', (_, given, note) => {
    const fitted = fitSeries(given, knots)
    expect(fitted?.note).toMatch(note)
    for (const quantiles of [...fitted!.quantiles, ...fitted!.climatology]) {
      expect(quantiles.every(Number.isFinite)).toBe(true)
      expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b))
    }
    expect(fitted!.shares.every((share) => share >= 0 && share <= 1)).toBe(true)
  })

  it('is none where nothing was measured', () => {
    expect(fitSeries(history(0), knots)).toBeNull()
    expect(
      fitSeries(
        history(50, () => NaN),
        knots,
      ),
    ).toBeNull()
  })

  it('keeps the rhythm of the day and is plain JSON', () => {
    const fitted = fitSeries(history(200), knots)!
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted)
    const swing = Math.max(...fitted.rhythm) - Math.min(...fitted.rhythm)
    expect(swing).toBeGreaterThan(3.5)
    const median = fitted.quantiles[knots.indexOf(24)]![levelIndex.median]!
    expect(Math.abs(median - daily(223))).toBeLessThan(0.5)
  })

  it('takes steps of a day without a rhythm', () => {
    const fitted = fitSeries({ ...history(40), stepMs: dayMs }, [1, 2])
    expect(fitted?.rhythm).toEqual([])
  })
})

describe('six digits, which the store gives back', () => {
  it.each([
    [8.1234567, 8.12346],
    [-0.0001234567, -0.000123457],
    [6.45483e-301, 0],
    [-1e-38, 0],
    [1.7e308, 3e38],
    [-1e39, -3e38],
  ])('%d is %d', (value, kept) => {
    expect(sixDigits(value)).toBe(kept)
  })

  it('leaves what is no number as it is', () => {
    expect(sixDigits(NaN)).toBeNaN()
  })
})
