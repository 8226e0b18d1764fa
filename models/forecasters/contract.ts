import { expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import type { Forecaster } from './forecaster.ts'
import type { Grid } from './grid.ts'

/** Deterministic noise in [-1, 1) from an integer. */
export function noiseAt(index: number): number {
  const x = Math.sin(index * 12.9898 + 4.1414) * 43758.5453
  return 2 * (x - Math.floor(x)) - 1
}

const startAt = Date.UTC(2026, 5, 1)

/** An hourly series with a day's rhythm, a slow wave, noise, and a feature that leads it by 6 h. */
export function rhythmicGrid(steps: number, rest: Partial<Grid> = {}): Grid {
  const lead = (t: number) => 3 * Math.sin(t / 70) + noiseAt(t + 7)
  const target = Float64Array.from({ length: steps }, (_, t) => {
    const daily = 1.5 * Math.sin((2 * Math.PI * t * hourMs) / dayMs)
    return 8 + daily + 0.4 * lead(t - 6) + 0.2 * noiseAt(t)
  })
  const values = Float64Array.from(target, (_, t) => lead(t))
  return {
    startAt,
    stepMs: hourMs,
    target,
    features: [{ name: 'lead', knownAhead: false, values }],
    ...rest,
  }
}

const horizons = [1, 24]
const origins = [700, 705, 724, 800]

/** Everything that is said at the origins, as plain numbers. */
function say(forecaster: Forecaster, grid: Grid, at: readonly number[] = origins): number[][] {
  const issuer = forecaster.start(grid, horizons)
  return at.flatMap((origin) =>
    horizons.map((horizon) => [...(issuer.forecast(origin, horizon)?.quantiles ?? [])]),
  )
}

function expectHonest(answers: number[][]): void {
  for (const quantiles of answers) {
    expect(quantiles.length).toBe(39)
    expect(quantiles.every(Number.isFinite)).toBe(true)
    for (let i = 1; i < quantiles.length; i += 1) {
      expect(quantiles[i]).toBeGreaterThanOrEqual(quantiles[i - 1]!)
    }
  }
}

/** The suite that every forecaster passes; leaving a case out needs a reason. */
export function testForecaster(forecaster: Forecaster): void {
  const whole = rhythmicGrid(1000)

  it('says the same when the file is cut short or its future is corrupted', () => {
    const answers = say(forecaster, whole)
    const cut = (values: Float64Array) => values.slice(0, 801)
    const short: Grid = {
      ...whole,
      target: cut(whole.target),
      features: whole.features.map((column) => ({ ...column, values: cut(column.values) })),
    }
    expect(say(forecaster, short)).toEqual(answers)
    const spoil = (values: Float64Array) =>
      values.map((value, t) => (t > 800 ? 1e6 * noiseAt(t) : value))
    const spoilt: Grid = {
      ...whole,
      target: spoil(whole.target),
      features: whole.features.map((column) => ({ ...column, values: spoil(column.values) })),
    }
    expect(say(forecaster, spoilt)).toEqual(answers)
  })

  it('says the same for an origin whether or not later ones are asked', () => {
    expect(say(forecaster, whole, [700])).toEqual(say(forecaster, whole).slice(0, 2))
  })

  it('orders its quantiles, all finite', () => {
    expectHonest(say(forecaster, whole))
  })

  it.each([
    ['a constant target', (_: number, t: number) => (t >= 0 ? 5 : 0)],
    ['zeros and rare spikes', (_: number, t: number) => (t % 97 === 0 ? 40 : 0)],
    [
      'a gap of three weeks before the origin',
      (v: number, t: number) => (t > 190 && t < 700 ? NaN : v),
    ],
    ['a single value', (v: number, t: number) => (t === 12 ? v : NaN)],
    ['two days of history', (v: number, t: number) => (t < 655 ? NaN : v)],
    ['very large values', (v: number) => v * 1e9],
  ])('stays finite and ordered with %s', (_, change) => {
    const grid = rhythmicGrid(1000, { target: whole.target.map(change) })
    expectHonest(say(forecaster, grid))
  })

  it('says nothing, and why, before the first value', () => {
    const grid = rhythmicGrid(1000, { target: whole.target.map((v, t) => (t < 750 ? NaN : v)) })
    const issuer = forecaster.start(grid, horizons)
    expect(issuer.forecast(700, 24)).toBeNull()
    expect(issuer.notes.map(({ reason }) => reason)).toContain('no-history')
    expect(issuer.forecast(800, 24)).not.toBeNull()
  })
}
