import { describe, expect, it } from 'vitest'
import { hourMs } from '../../src/domain/time.ts'
import { noiseAt } from '../forecasters/contract.ts'
import { levelIndex, quantileLevels } from '../forecasters/levels.ts'
import { fitSeries, type FittedSeries } from './fit.ts'
import { issueSteps, type RecentSteps } from './issue.ts'

const cutOffAt = Date.UTC(2026, 10, 20)
const openRange = { byFactors: false, hardRange: [null, null] } as const
const recent = (...values: number[]): RecentSteps => ({
  startAt: cutOffAt - 48 * hourMs,
  values: Float64Array.from([...Array<number>(48).fill(10), ...values]),
})

/** A level path at 10 whose band widens by 1 a knot, without a rhythm. */
const level: FittedSeries = {
  version: 1,
  model: 'ensemble/1',
  cutOffAt,
  stepMs: hourMs,
  knots: [1, 3, 5],
  quantiles: [1, 3, 5].map((knot) => quantileLevels.map((q) => 10 + knot * (q - 0.5))),
  climatology: [1, 3, 5].map(() => quantileLevels.map((q) => 8 + q - 0.5)),
  rhythm: Array<number>(24).fill(0),
  shares: [0.8, 0.4, 0],
  lastValue: 10,
  knownSteps: 400,
  note: null,
}
const medians = (fitted: FittedSeries, given: RecentSteps, leads: number[], nature = openRange) =>
  issueSteps(fitted, given, leads, nature).values.map(({ model }) => model.median)

describe('an issue from a fit', () => {
  it('is the fitted forecast itself straight after the fit', () => {
    const { paths, values } = issueSteps(level, recent(), [1, 3, 5], openRange)
    const close = (quantiles: readonly number[]) =>
      quantiles.map((q) => expect.closeTo(q, 4) as number)
    expect(paths).toEqual(level.quantiles.map(close))
    expect(values.map(({ at, leadMs }) => [at, leadMs])).toEqual(
      [1, 3, 5].map((lead) => [cutOffAt + (lead - 1) * hourMs, lead * hourMs]),
    )
  })

  it('lies between the knots along the rhythm of the day', () => {
    const rhythm = level.rhythm.map((_, phase) => (phase === 1 ? 2 : 0))
    expect(medians({ ...level, rhythm }, recent(), [1, 2, 3])).toEqual([10, 12, 10])
  })

  it('moves by what was measured since, which fades as departures did', () => {
    expect(medians(level, recent(20), [1, 3, 4, 9])).toEqual([18, 14, 12, 10])
  })

  it('moves by a factor where the parameter spreads by factors', () => {
    const factors = { byFactors: true, hardRange: [0, null] } as const
    const { values } = issueSteps(level, recent(20), [1], factors)
    expect(values[0]?.model.median).toBeCloseTo(10 * 2 ** 0.8, 4)
    const { high80, median } = values[0]!.model
    expect(high80 / median).toBeCloseTo(1.04, 4)
  })

  it('counts the age of the newest measurement into fading and width', () => {
    const aged = issueSteps(level, recent(20, NaN, NaN), [1], openRange)
    expect(aged.ageSteps).toBe(2)
    expect(aged.values[0]?.model.median).toBe(14)
    const width = ({ low95, high95 }: { low95: number; high95: number }) => high95 - low95
    const fresh = issueSteps(level, recent(20), [1], openRange)
    expect(width(aged.values[0]!.model)).toBeGreaterThan(width(fresh.values[0]!.model))
  })

  it('keeps values within what the parameter can be, and in order', () => {
    const nature = { byFactors: false, hardRange: [9.9, 10.2] } as const
    const { model } = issueSteps(level, recent(), [5], nature).values[0]!
    expect(model).toEqual({ median: 10, low80: 9.9, high80: 10.2, low95: 9.9, high95: 10.2 })
  })

  it('tells the last value, the same time of day and climatology beside', () => {
    const values = Float64Array.from({ length: 48 }, (_, t) => t)
    values[47] = NaN
    const given = { startAt: cutOffAt - 48 * hourMs, values }
    const { values: said, lastValue } = issueSteps(level, given, [1, 24, 25], openRange)
    expect(lastValue).toBe(46)
    expect(said.map(({ persistence }) => persistence)).toEqual([46, 46, 46])
    expect(said.map(({ seasonalNaive }) => seasonalNaive)).toEqual([24, 23, 24])
    expect(said.map(({ climatology }) => climatology.median)).toEqual([8, 8, 8])
  })

  it('has the fit alone where nothing was measured lately', () => {
    const given = { startAt: cutOffAt, values: new Float64Array(4).fill(NaN) }
    const { values, ageSteps } = issueSteps(level, given, [1], openRange)
    expect(ageSteps).toBe(4)
    expect(values[0]).toMatchObject({ persistence: 10, seasonalNaive: 10 })
    expect(values[0]?.model.median).toBe(10)
  })

  it('is nearer to what came than the fit a day old, on a wandering series', () => {
    const steps = 760
    let wander = 0
    const series = Float64Array.from({ length: steps + 30 }, (_, t) => {
      wander = 0.98 * wander + 0.4 * noiseAt(t)
      return 20 + wander + Math.sin((2 * Math.PI * t) / 24)
    })
    const startAt = cutOffAt - steps * hourMs
    const target = series.slice(0, steps)
    const fitted = fitSeries({ startAt, stepMs: hourMs, target }, [1, 3, 6, 12, 24, 48])!
    const errors = { moved: 0, old: 0 }
    for (let passed = 1; passed <= 24; passed += 1) {
      const since = series.slice(steps - 48 + passed, steps + passed)
      const at = { startAt: cutOffAt - (48 - passed) * hourMs, values: since }
      const [moved] = issueSteps(fitted, at, [3], openRange).values
      const [old] = issueSteps(
        fitted,
        { startAt: cutOffAt - 48 * hourMs, values: series.slice(steps - 48, steps) },
        [passed + 3],
        openRange,
      ).values
      const truth = series[steps + passed + 2]!
      errors.moved += Math.abs(moved!.model.median - truth)
      errors.old += Math.abs(old!.model.median - truth)
    }
    expect(errors.moved).toBeLessThan(errors.old)
  })
})

it('reads the levels that it publishes', () => {
  const [low, high] = [levelIndex.low80, levelIndex.high80].map((index) => quantileLevels[index])
  expect([low, high]).toEqual([0.1, 0.9])
})
