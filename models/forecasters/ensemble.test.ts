import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noiseAt, rhythmicGrid, testForecaster } from './contract.ts'
import { forecasterNamed, forecasters } from './ensemble.ts'
import { rollOrigins } from './rolling-origins.ts'

describe.each(forecasters.map((forecaster) => [forecaster.name, forecaster] as const))(
  'the forecaster %s',
  (_, forecaster) => testForecaster(forecaster),
)

describe('the ensemble', () => {
  const plan = { horizons: [1, 24], from: 1200, to: 1700, every: 5 }
  const grid = rhythmicGrid(1800)

  it('beats all nulls on a series with rhythm and a leading feature', () => {
    for (const { model, nulls } of rollOrigins(grid, plan).scores) {
      const best = Math.min(...Object.values(nulls).map((one) => one.mae!))
      expect(model.mae!).toBeLessThan(0.92 * best)
    }
  })

  it('holds its bands', () => {
    for (const { model } of rollOrigins(grid, plan).scores) {
      expect(model.coverage80!).toBeGreaterThan(0.7)
      expect(model.coverage80!).toBeLessThan(0.9)
      expect(model.coverage95!).toBeGreaterThan(0.9)
    }
  })

  it('gains from a column known ahead', () => {
    const values = Float64Array.from(grid.target, (_, t) => noiseAt(3 * t + 1))
    const target = grid.target.map((value, t) => value + values[t]!)
    const day = { ...plan, horizons: [24] }
    const mae = (knownAhead: boolean) =>
      rollOrigins({ ...grid, target, features: [{ name: 'rain', knownAhead, values }] }, day)
        .scores[0]!.model.mae!
    expect(mae(true)).toBeLessThan(0.8 * mae(false))
  })

  it('keeps to the past of a series where the feature that led it no longer does', () => {
    const soon = { horizons: [1], from: 1300, to: 1700, every: 3 }
    const led = Float64Array.from(grid.target, (_, t) => noiseAt(3 * t + 1))
    const target = grid.target.map((value, t) => value + (led[t - 1] ?? 0))
    const maeWith = (until: number) => {
      const values = led.map((value, t) => (t < until ? value : noiseAt(7 * t + 5)))
      const features = [{ name: 'astray', knownAhead: false, values }]
      return rollOrigins({ ...grid, target, features }, soon).scores[0]!.model.mae!
    }
    expect(maeWith(1200)).toBeLessThan(1.1 * maeWith(0))
  })

  it('says which and why where it rests on less', () => {
    const features = [{ name: 'wind', knownAhead: true, values: new Float64Array(1000).fill(NaN) }]
    const reasons = (target: Float64Array) => {
      const issuer = forecasterNamed('ensemble').start(
        rhythmicGrid(1000, { target, features }),
        [24],
      )
      issuer.forecast(900, 24)
      return issuer.notes.map(({ reason }) => reason)
    }
    const target = rhythmicGrid(1000).target
    expect(reasons(target)).toEqual(['missing-feature'])
    expect(reasons(target.map(() => 3))).toContain('constant-target')
    expect(reasons(target.map((v, t) => (t > 700 ? NaN : v)))).toContain('gap')
    expect(reasons(target.map((v, t) => (t < 860 ? NaN : v)))).toContain('short-history')
  })

  it.each([
    ['nothing measured for four months', 1000, 4000],
    ['three days after four months without a measurement', 1000, 3928],
  ])('serves what is known, and says so, with %s', (_, from, to) => {
    const whole = rhythmicGrid(4100)
    const target = whole.target.map((v, t) => (t >= from && t < to ? NaN : v))
    const issuer = forecasterNamed('ensemble').start({ ...whole, target }, [24])
    const { quantiles } = issuer.forecast(3999, 24)!
    expect(quantiles.every(Number.isFinite)).toBe(true)
    expect([...quantiles]).toEqual([...quantiles].sort((a, b) => a - b))
    expect(Math.abs(quantiles[19]! - 8)).toBeLessThan(4)
    const reasons = issuer.notes.map(({ reason }) => reason)
    expect(reasons.includes('gap')).toBe(to === 4000)
  })

  it('is finite and ordered whatever is missing', () => {
    const gap = fc.record({ at: fc.nat(650), steps: fc.nat(400) })
    const value = fc.constantFrom<(v: number, t: number) => number>(
      (v) => v,
      () => 0,
      (v) => Math.exp(v),
      (v, t) => (t % 50 === 0 ? 1e4 : v),
      (v) => Math.round(v - 8),
    )
    const property = fc.property(fc.array(gap, { maxLength: 4 }), value, (gaps, change) => {
      const whole = rhythmicGrid(700)
      const isGap = (t: number) => gaps.some(({ at, steps }) => t >= at && t < at + steps)
      const target = whole.target.map((v, t) => (isGap(t) ? NaN : change(v, t)))
      const issuer = forecasterNamed('ensemble').start({ ...whole, target }, [3, 24])
      for (const [origin, horizon] of [
        [600, 3],
        [600, 24],
        [640, 24],
      ] as const) {
        const quantiles = issuer.forecast(origin, horizon)?.quantiles ?? new Float64Array()
        expect(quantiles.every(Number.isFinite)).toBe(true)
        expect([...quantiles]).toEqual([...quantiles].sort((a, b) => a - b))
      }
    })
    fc.assert(property, { numRuns: 8, seed: 20261124 })
  })

  it('keeps a skewed series above zero', () => {
    const target = Float64Array.from({ length: 1000 }, (_, t) =>
      Math.max(0, Math.exp(2 * Math.sin(t / 60) + 1.5 * noiseAt(t)) - 0.3),
    )
    const issuer = forecasterNamed('ensemble').start(rhythmicGrid(1000, { target }), [24])
    for (let origin = 800; origin < 900; origin += 10) {
      expect(Math.min(...issuer.forecast(origin, 24)!.quantiles)).toBeGreaterThanOrEqual(0)
    }
  })
})
