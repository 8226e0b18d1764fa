import { describe, expect, it } from 'vitest'
import type { DayReport, Forecaster, ForecastRange, Said } from '../../src/domain/verification.ts'
import { plan, standard } from './fake-product.ts'
import { persistenceRange, scoreDays, verifyDays } from './verification.ts'

const forecaster: Forecaster = {
  ...{ by: 'model', version: null, party: null, district: null, person: null },
}
const said = (...ranges: (readonly [number, number, ...string[]])[]): Said => ({
  forecaster,
  ranges: new Map(
    ranges.map(([aqiLow, aqiHigh, ...primaryPollutants], index) => [
      index + 1,
      { aqiLow, aqiHigh, primaryPollutants },
    ]),
  ),
})
const days = (of: Said, measured: readonly (DayReport | null)[], tolerance = 0) =>
  verifyDays({
    ...{ date: '2026-11-22', days: 3, standard, tolerance, said: [of] },
    measured: new Map(
      measured.flatMap((one, index) => (one === null ? [] : [[`2026-11-${23 + index}`, one]])),
    ),
  })
const hitsOf = (range: readonly [number, number, ...string[]], day: DayReport, tolerance = 0) => {
  const [first] = days(said(range), [day], tolerance)
  const { rangeHit, levelHit, primaryHit, error } = first!.forecasts[0]!
  return [rangeHit, levelHit, primaryHit, error]
}
const day = (aqi: number, ...primary: string[]): DayReport => ({ aqi, primary })

describe('a forecast against its day', () => {
  it.each([
    ['on the lower end', [60, 80, 'a34004'], day(60, 'a34004'), 0, [true, true, true, 10]],
    ['on the upper end', [60, 80, 'a34004'], day(80, 'a34004'), 0, [true, true, true, -10]],
    ['one above it', [60, 80, 'a34004'], day(81, 'a34004'), 0, [false, true, true, -11]],
    ['one above, tolerated', [60, 80, 'a34004'], day(81, 'a34004'), 1, [true, true, true, -11]],
    ['in another level', [60, 100, 'a34004'], day(101, 'a05024'), 0, [false, false, false, -21]],
    ['in a level it touches', [90, 101], day(150, 'a05024'), 0, [false, true, false, -54.5]],
    [
      'one primary of two',
      [60, 80, 'a34002', 'a34004'],
      day(70, 'a34004'),
      0,
      [true, true, true, 0],
    ],
    ['with an index too good for one', [40, 60, 'a34004'], day(50), 0, [true, true, null, 0]],
  ] as const)('%s', (_name, range, measured, tolerance, hits) => {
    expect(hitsOf(range, measured, tolerance)).toEqual(hits)
  })

  it('says nothing of a day that was not measured, and has none beyond its reach', () => {
    const told = days(said([60, 80], [60, 80]), [null, day(70, 'a34004')])
    expect(told.map(({ date, observed }) => [date, observed?.level ?? null])).toEqual([
      ['2026-11-23', null],
      ['2026-11-24', 2],
      ['2026-11-25', null],
    ])
    expect(told[0]?.forecasts).toMatchObject([{ rangeHit: null, levelHit: null, error: null }])
    expect(told[2]?.forecasts).toEqual([])
  })
})

it('counts hits of all days and of polluted ones apart', () => {
  const one = said([60, 80, 'a34004'], [60, 80, 'a34004'], [20, 40])
  const told = days(one, [day(70, 'a34004'), day(120, 'a05024'), day(30)])
  expect(scoreDays(told, [one], standard.sensitiveAbove)).toEqual([
    {
      forecaster,
      all: {
        ...{ n: 3, rangeHits: 2, levelHits: 2, primaryN: 2, primaryHits: 1 },
        ...{ meanError: -50 / 3, meanAbsoluteError: 50 / 3 },
      },
      polluted: {
        ...{ n: 1, rangeHits: 0, levelHits: 0, primaryN: 1, primaryHits: 0 },
        ...{ meanError: -50, meanAbsoluteError: 50 },
      },
    },
  ])
  const [none] = scoreDays(days(one, []), [one], 100)
  expect(none?.all).toMatchObject({ n: 0, meanError: null })
})

it('persists as wide as the product is at that level, never below 0', () => {
  const { halfWidths } = plan.range
  const range = (aqi: number): ForecastRange => persistenceRange(day(aqi), standard, halfWidths)
  expect(range(70)).toEqual({
    ...{ aqiLow: 70 - halfWidths[1]!, aqiHigh: 70 + halfWidths[1]!, primaryPollutants: [] },
  })
  expect(range(3).aqiLow).toBe(0)
})
