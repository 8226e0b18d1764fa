import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadStandards } from '../../src/config/standards.ts'
import type { AqiStandard } from '../../src/domain/standards.ts'
import { aqiLevelOf, dailyAqi, iaqiOf, realTimeAqi } from './aqi.ts'

const folder = fileURLToPath(new URL('../../fixtures/network/standards', import.meta.url))
const { aqi: tables } = loadStandards(folder)
const table = (id: string): AqiStandard => tables.find((one) => one.id === id)!
const old = table('HJ 633-2012')
const current = table('HJ 633-2026')

const so2 = 'a21026'
const no2 = 'a21004'
const co = 'a21005'
const o3 = 'a05024'
const pm10 = 'a34002'
const pm25 = 'a34004'
/** The worked hour 08:00 to 09:00 of station B01. */
const hour = { [pm25]: 41, [pm10]: 68, [so2]: 7, [no2]: 38, [o3]: 52, [co]: 0.7 }
const clean = { [pm25]: 10, [pm10]: 20, [so2]: 5, [no2]: 20, [o3]: 50, [co]: 0.5 }

describe('iaqiOf', () => {
  it.each([
    [41, 62, 58],
    [60, 100, 82],
    [61, 101, 83],
    [68, 108, 92],
    [75, 114, 100],
    [0, 0, 0],
    [35, 50, 50],
    [500, 500, 500],
    [900, 500, 500],
  ])('PM2.5 %d is %d by the table of 2026 and %d by that of 2012', (value, now, before) => {
    expect(iaqiOf(current, pm25, value, 'day')).toBe(now)
    expect(iaqiOf(old, pm25, value, 'day')).toBe(before)
  })

  it.each([current, old])('meets every breakpoint of $id', (standard) => {
    for (const { code, day, hour: hourly } of standard.pollutants) {
      for (const [period, column] of [
        ['day', day],
        ['hour', hourly ?? day],
      ] as const) {
        const indices = column.points.map((point) => iaqiOf(standard, code, point, period))
        expect(indices).toEqual(standard.scale.slice(0, column.points.length))
      }
    }
  })

  it('rounds concentrations half to even first, carbon monoxide to one decimal', () => {
    expect(iaqiOf(current, pm25, 60.5, 'day')).toBe(100)
    expect(iaqiOf(current, pm25, 61.5, 'day')).toBe(102)
    expect(iaqiOf(current, co, 4.05, 'day')).toBe(100)
    expect(iaqiOf(current, co, 4.06, 'day')).toBe(101)
  })

  it('follows notes b and c above the last breakpoint', () => {
    expect(iaqiOf(current, so2, 801, 'hour')).toBe(200)
    expect(iaqiOf(current, o3, 801, 'day')).toBe(300)
    expect(iaqiOf(old, so2, 801, 'hour')).toBeNull()
    expect(iaqiOf(old, o3, 801, 'day')).toBeNull()
  })

  it('knows no index of another pollutant or of no number, and none below 0', () => {
    expect(iaqiOf(current, 'a21001', 5, 'day')).toBeNull()
    expect(iaqiOf(current, pm25, NaN, 'day')).toBeNull()
    expect(iaqiOf(current, pm25, -3, 'day')).toBe(0)
  })
})

describe('realTimeAqi', () => {
  it('gives the worked hour: AQI 63, 良, primary pollutant PM10', () => {
    const report = realTimeAqi(current, hour)
    const parts = Object.fromEntries(report.parts.map((part) => [part.code, part.iaqi]))
    expect(parts).toEqual({ [pm25]: 62, [pm10]: 63, [so2]: 3, [no2]: 19, [o3]: 17, [co]: 7 })
    expect(report).toMatchObject({ aqi: 63, primary: [pm10], sensitiveGroups: [] })
    expect(report.level).toMatchObject({ level: 2, word: { zh: '良' }, colour: 'aqi.level.2' })
  })

  it('takes particles of the hour since 2026 and of the last 24 hours before', () => {
    const dayMean = { [pm25]: 75, [pm10]: 60 }
    expect(realTimeAqi(current, hour, dayMean).aqi).toBe(63)
    expect(realTimeAqi(old, hour, dayMean)).toMatchObject({ aqi: 100, primary: [pm25] })
  })

  it('reports sulfur dioxide above note b of 2012 by its day mean', () => {
    const dayMean = { [pm25]: 10, [pm10]: 20, [so2]: 475 }
    const report = realTimeAqi(old, { ...clean, [so2]: 900 }, dayMean)
    expect(report).toMatchObject({ aqi: 150, primary: [so2] })
  })
})

describe('dailyAqi', () => {
  it('uses the day columns', () => {
    const report = dailyAqi(current, { ...clean, [o3]: 161 })
    expect(report).toMatchObject({ aqi: 101, primary: [o3] })
    expect(report.level?.word.zh).toBe('轻度污染')
    expect(report.sensitiveGroups.map((group) => group.en)).toContain('people active outdoors')
  })

  it('lists all pollutants of a tie, and none up to 50', () => {
    expect(dailyAqi(current, { ...clean, [pm25]: 60, [pm10]: 120 }).primary).toEqual([pm10, pm25])
    expect(dailyAqi(current, { ...clean, [pm25]: 35 })).toMatchObject({ aqi: 50, primary: [] })
  })

  it('names each sensitive group once', () => {
    const groups = dailyAqi(current, { ...clean, [pm25]: 61, [pm10]: 121, [o3]: 200 })
    const words = groups.sensitiveGroups.map((group) => group.zh)
    expect(new Set(words).size).toBe(words.length)
    expect(words).toHaveLength(5)
  })

  it.each([
    ['missing, the others up to 100', { ...clean, [so2]: null, [pm25]: 60 }, null, 'missing'],
    ['missing, the others above 100', { ...clean, [so2]: null, [pm25]: 61 }, 101, 'missing'],
    ['no number', { ...clean, [so2]: NaN }, null, 'missing'],
  ])('%s: AQI is published only when it is bad', (_, values, aqi, state) => {
    const report = dailyAqi(current, values)
    expect(report.aqi).toBe(aqi)
    expect(report.level === null).toBe(aqi === null)
    expect(report.parts.find((part) => part.code === so2)).toMatchObject({ state, iaqi: null })
    expect(report.parts.find((part) => part.code === co)).toMatchObject({ concentration: 0.5 })
  })

  it('tells what was never monitored from what is missing', () => {
    const report = dailyAqi(current, { [pm25]: 20 })
    expect(report.parts.map((part) => part.state)).toEqual([
      ...Array<string>(5).fill('not-monitored'),
      'measured',
    ])
    expect(report.aqi).toBeNull()
    expect(dailyAqi(current, {}).aqi).toBeNull()
  })

  it('reports ozone above note c of 2012 by its 1-h maximum', () => {
    const day = { ...clean, [o3]: 850 }
    expect(dailyAqi(old, day).aqi).toBeNull()
    expect(dailyAqi(old, day, { [o3]: 1000 })).toMatchObject({ aqi: 400, primary: [o3] })
    expect(dailyAqi(current, day)).toMatchObject({ aqi: 300, primary: [o3] })
  })
})

describe('aqiLevelOf', () => {
  it.each([
    [0, '优'],
    [50, '优'],
    [51, '良'],
    [100, '良'],
    [101, '轻度污染'],
    [150, '轻度污染'],
    [151, '中度污染'],
    [201, '重度污染'],
    [300, '重度污染'],
    [301, '严重污染'],
    [500, '严重污染'],
  ])('%d is %s', (aqi, word) => {
    expect(aqiLevelOf(current, aqi).word.zh).toBe(word)
  })
})

describe('AQI rises with every pollutant', () => {
  const values = fc.record({
    [so2]: fc.double({ min: 0, max: 800, noNaN: true }),
    [no2]: fc.double({ min: 0, max: 4000, noNaN: true }),
    [co]: fc.double({ min: 0, max: 160, noNaN: true }),
    [o3]: fc.double({ min: 0, max: 800, noNaN: true }),
    [pm10]: fc.double({ min: 0, max: 700, noNaN: true }),
    [pm25]: fc.double({ min: 0, max: 600, noNaN: true }),
  })
  it.each([current, old])('by the daily and the real-time rule of $id', (standard) => {
    const codes = standard.pollutants.map((one) => one.code)
    fc.assert(
      fc.property(
        values,
        fc.constantFrom(...codes),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (high, code, share) => {
          const scale = (one: string, value: number) => (one === code ? value * share : value)
          const low = Object.fromEntries(
            Object.entries(high).map(([one, value]) => [one, scale(one, value)]),
          )
          expect(dailyAqi(standard, low).aqi).toBeLessThanOrEqual(dailyAqi(standard, high).aqi!)
          const lowHour = realTimeAqi(standard, low, low).aqi
          expect(lowHour).toBeLessThanOrEqual(realTimeAqi(standard, high, high).aqi!)
        },
      ),
    )
  })

  it('also above the last breakpoints of 2026', () => {
    const above = fc.double({ min: 0, max: 5000, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom(so2, no2, co, o3, pm10, pm25), above, above, (code, a, b) => {
        for (const period of ['day', 'hour'] as const) {
          const low = iaqiOf(current, code, Math.min(a, b), period)
          expect(low).toBeLessThanOrEqual(iaqiOf(current, code, Math.max(a, b), period)!)
        }
      }),
    )
  })
})
