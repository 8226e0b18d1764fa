import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/domain/json.ts'
import { dayMs } from '../../src/domain/time.ts'
import { dekadOf, dekadsPerYear, dekadStartAt } from './dekads.ts'
import { dayOfStart, slowly, slowReadings, slowStartAt, suddenly } from './fake-slow-series.ts'
import { limitOf } from './limit.ts'
import { findChange } from './shapes.ts'
import type { Scale } from '../scale.ts'
import { createTrend, type TrendQuestion, type TrendScore } from './trend.ts'

const nature: Scale = { scale: 'log', decimals: 3 }
const rising: TrendQuestion = { worse: 1, limit: null }
const limit = limitOf(0.02)
type Readings = ReturnType<typeof slowReadings>
type Told = { readonly day: number; readonly score: TrendScore }

function run(readings: Readings, trend = createTrend(nature), question = rising): Told[] {
  return readings.flatMap(({ at, value }) =>
    trend.learn(at, value) ? [{ day: dayOfStart(at), score: trend.score(question) }] : [],
  )
}

const isTold = ({ score }: Told) => score.kind === 'changed' && score.z >= limit
const changeOf = (told: Told | undefined) => {
  if (told?.score.kind !== 'changed') throw new Error('no change is told')
  return told.score
}

describe('the trend of a slow series', () => {
  it('says warming for fifteen months, never that nothing changed', () => {
    const told = run(slowReadings({ years: 2 }))
    const firstKnown = told.find(({ score }) => score.kind !== 'warming')!
    expect(firstKnown.day).toBeGreaterThan(440)
    expect(firstKnown.day).toBeLessThan(470)
    const monthly = slowReadings({ years: 3 }).filter(({ at }, i) => i % 182 === 0 && at > 0)
    const first = run(monthly).find(({ score }) => score.kind !== 'warming')!
    expect(first.day).toBeGreaterThan(700)
  })

  it('score changes nothing', () => {
    const trend = createTrend(nature)
    run(slowReadings({ years: 2, factor: suddenly(600) }), trend)
    const before = JSON.stringify(trend.save())
    expect(trend.score(rising)).toEqual(trend.score(rising))
    expect(JSON.stringify(trend.save())).toBe(before)
  })

  it('goes on after save and load as if it had not stopped, in 2 KB however long it runs', () => {
    const readings = slowReadings({ years: 8, factor: suddenly(2_500) })
    const [whole, half] = [createTrend(nature), createTrend(nature)]
    const told = run(readings, whole)
    const head = run(readings.slice(0, 9_001), half)
    const resumed = createTrend(nature, JSON.parse(JSON.stringify(half.save())) as Json)
    expect([...head, ...run(readings.slice(9_001), resumed)]).toEqual(told)
    expect(resumed.save()).toEqual(whole.save())
    expect(JSON.stringify(whole.save()).length).toBeLessThan(2_048)
  })

  it('answers a series cut short as the whole one, and passes over closed days', () => {
    const readings = slowReadings({ years: 2.5, factor: slowly(600) })
    const told = run(readings)
    const cut = run(readings.slice(0, 4_000))
    expect(cut).toEqual(told.slice(0, cut.length))
    const late = readings.toSpliced(3_000, 0, { at: readings[10]!.at, value: 1e9 })
    expect(run(late)).toEqual(told)
  })

  it('takes no season for a trend', () => {
    for (const season of [0.1, 0.5, 1.5]) {
      expect(run(slowReadings({ years: 6, season, seed: 7 })).filter(isTold)).toEqual([])
    }
  })

  it('tells what only rises', () => {
    const factor = (day: number) => 1.25 ** (day / 365.25)
    const trend = createTrend(nature)
    const last = changeOf(run(slowReadings({ years: 5, factor }), trend).at(-1))
    expect(last.z).toBeGreaterThan(limit)
    expect(last.shape).toBe('gradual')
    const monthly = trend.monthly()!
    expect(monthly.years).toBe(5)
    expect(monthly.perYear).toBeCloseTo(0.25, 1)
    expect(monthly.p).toBeLessThan(0.05)
    expect(createTrend(nature).monthly()).toBeNull()
  })

  it.each([
    ['sudden', suddenly(900), 60],
    ['gradual', slowly(900), 150],
  ] as const)('tells a %s change, since when, and what was expected', (shape, factor, within) => {
    for (const seed of [1, 2, 3]) {
      const told = run(slowReadings({ years: 4, factor, seed }))
      expect(told.filter(({ day }) => day < 900).filter(isTold)).toEqual([])
      const first = told.find(isTold)!
      expect(first.day).toBeLessThan(900 + within)
      const year = told.find(({ day }) => day > 900 + 200)
      expect(changeOf(year).shape).toBe(shape)
      expect(Math.abs(dayOfStart(changeOf(year).sinceAt) - 900)).toBeLessThan(45)
      expect(changeOf(year).came / changeOf(year).expected).toBeCloseTo(2, 0)
    }
  })

  it('tells nothing of what becomes better, and of the mirrored series the same', () => {
    const better = slowReadings({ years: 3, factor: (day) => 1 / suddenly(700)(day) })
    expect(run(better).filter(isTold)).toEqual([])
    const worse = better.map(({ at, value }) => ({ at, value: 0.16 / value }))
    expect(run(worse).some(isTold)).toBe(true)
  })

  it('tells when a limit is passed if it goes on so, as a range', () => {
    const factor = (day: number) => 2 ** (Math.max(day - 700, 0) / 365)
    const told = run(slowReadings({ years: 2.6, factor, season: 0 }), createTrend(nature), {
      worse: 1,
      limit: 1,
    })
    const last = told.at(-1)!
    const { days, earliestDays, latestDays } = changeOf(last).crossing!
    // 0.4 mg/L doubles each year: 1 mg/L is passed on day 1182.
    expect(Math.abs(last.day + days - (700 + 365 * Math.log2(2.5)))).toBeLessThan(60)
    expect(earliestDays).toBeLessThan(days)
    expect(latestDays).toBeGreaterThan(days)
    const passed = run(slowReadings({ years: 3, factor }), createTrend(nature), {
      worse: 1,
      limit: 0.3,
    })
    expect(changeOf(passed.at(-1)).crossing).toBeNull()
  })
})

describe('the change of a series of dekads', () => {
  const series = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 60,
    maxLength: 90,
  })
  /** Drawn values on a noise that is always there: what a season explains whole has no change. */
  const noisy = (values: readonly number[]) => values.map((v, i) => v + Math.sin(i * i))
  const at = (values: readonly number[]) => values.map((_, i) => 72_000 + i + Math.floor(i / 7))

  it('turns its sign with the series', () => {
    fc.assert(
      fc.property(series.map(noisy), (values) => {
        const one = findChange({ at: at(values), values }, 1)
        const other = findChange({ at: at(values), values: values.map((v) => -v) }, -1)
        expect(one?.since).toBe(other?.since)
        if (one !== null) expect(one.size).toBeCloseTo(-other!.size, 9)
      }),
      { numRuns: 40 },
    )
  })

  it('is the same beside any season, and for any unit', () => {
    fc.assert(
      fc.property(
        series.map(noisy),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (values, height) => {
          const times = at(values)
          const season = values.map(
            (v, i) => 1_000 * (v + height * Math.cos((2 * Math.PI * times[i]!) / dekadsPerYear)),
          )
          const plain = findChange({ at: times, values }, 1)
          const seasonal = findChange({ at: times, values: season }, 1)
          expect(seasonal?.since).toBe(plain?.since)
          if (plain !== null) expect(seasonal!.z).toBeCloseTo(plain.z, 4)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is none where nothing moves, and in too few values', () => {
    expect(
      findChange({ at: at(Array(60).fill(3)), values: Array<number>(60).fill(3) }, 1)?.z ?? 0,
    ).toBeLessThan(limit)
    expect(findChange({ at: [1, 2, 3], values: [1, 2, 3] }, 1)).toBeNull()
  })
})

describe('dekads', () => {
  it('are 36 a year, by the Beijing calendar, and begin where the one before ends', () => {
    expect(dekadOf(Date.UTC(2026, 0, 10, 15, 59))).toBe(2026 * 36)
    expect(dekadOf(Date.UTC(2026, 0, 10, 16))).toBe(2026 * 36 + 1)
    for (let day = 0; day < 800; day += 1) {
      const at = slowStartAt + day * dayMs
      const dekad = dekadOf(at)
      expect(dekadStartAt(dekad)).toBeLessThanOrEqual(at)
      expect(dekadStartAt(dekad + 1)).toBeGreaterThan(at)
    }
  })
})

describe('the limit of a budget', () => {
  it('falls with the alarms that are allowed', () => {
    expect(limitOf(0.02)).toBeCloseTo(4.81, 2)
    expect(limitOf(0.065)).toBe(4)
    expect(limitOf(100)).toBe(3)
  })
})
