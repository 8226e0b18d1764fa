import { describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { draftCells } from './draft-cells.ts'
import { plan, standard, stationSeries, todayAt } from './fake-product.ts'
import { pathsOf } from './paths.ts'

const cellsOf = (series: ReturnType<typeof stationSeries>) =>
  draftCells('qingpu', series, standard, plan, todayAt)

describe('the joint paths', () => {
  it('are the stored days, on each of which a pollutant has the quantile of its rank', () => {
    const series = stationSeries('a', 'qingpu', { days: 20 })
    const paths = pathsOf(standard, series, 20, 7)
    expect(paths).toHaveLength(20)
    // All pollutants of the example rise and fall together, so they share every rank.
    for (const { scores } of paths) expect(new Set(scores).size).toBe(1)
    const first = paths.map(({ scores }) => scores[0]!)
    expect(first.toSorted((a, b) => a - b)).not.toEqual(first)
    expect(Math.min(...first)).toBeCloseTo(-Math.max(...first), 6)
  })

  it('keep what moves apart apart', () => {
    const series = stationSeries('a', 'qingpu', { days: 20 })
    const opposed = series.map((one, at) =>
      at === 0 ? { ...one, stored: one.stored.map((value) => 20 - value) } : one,
    )
    for (const { scores } of pathsOf(standard, opposed, 20, 7)) {
      expect(scores[0]).toBeCloseTo(-scores[1]!, 6)
    }
  })

  it('leave out a day that one of them did not measure, and are levels alone with too few', () => {
    const series = stationSeries('a', 'qingpu', { days: 8 })
    const holed = series.map((one, at) =>
      at === 0 ? { ...one, stored: one.stored.map((v, hour) => (hour < 10 ? NaN : v)) } : one,
    )
    expect(pathsOf(standard, holed, 20, 7).map(({ storedDay }) => storedDay)).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ])
    const alone = pathsOf(standard, holed, 20, 8)
    expect(alone).toHaveLength(39)
    expect(alone.every(({ storedDay }) => storedDay === null)).toBe(true)
  })
})

describe('the draft of an area', () => {
  it('is forecast for two days, filled from stored days on the third, stored days beyond', () => {
    const cells = cellsOf(stationSeries('a', 'qingpu'))
    const reach = cells.map(({ leadDay, basis }) => [leadDay, basis.forecastHours])
    expect(reach).toEqual([
      ...[1, 2].map((day) => [day, 24]),
      [3, 15],
      ...[4, 5, 6, 7].map((day) => [day, 0]),
    ])
    expect(cells.map(({ basis }) => basis.forecastHours + basis.climatologyHours)).toEqual(
      Array<number>(7).fill(24),
    )
    for (const { value, basis } of cells) {
      expect(value!.aqiLow).toBeLessThanOrEqual(basis.aqiMedian!)
      expect(value!.aqiHigh).toBeGreaterThanOrEqual(basis.aqiMedian!)
      expect(value!.aqiHigh - value!.aqiLow).toBeLessThanOrEqual(20)
      expect(basis.published).toBe(false)
    }
  })

  it('has the index of the standard where nothing is uncertain', () => {
    // PM2.5 of 41 µg/m³ is an index of 62, PM10 of 68 one of 63: known answers of the table.
    const exact: Readonly<Record<string, number>> = {
      ...{ a34004: 41, a34002: 68, a21026: 7, a21004: 38, a05024: 52, a21005: 0.7 },
    }
    const series = stationSeries('a', 'qingpu').map((one) => ({
      ...one,
      forecast: null,
      stored: one.stored.map(() => exact[one.code]!),
    }))
    for (const { value } of cellsOf(series)) {
      expect(value).toMatchObject({ aqiLow: 63, aqiHigh: 63, primaryPollutants: ['a34002'] })
      expect(value).toMatchObject({ pm25Low: 41, pm25High: 41, o3Low: 52, o3High: 52 })
    }
  })

  it('invents nothing: without stored days the third day and the trend have none', () => {
    const cells = cellsOf(stationSeries('a', 'qingpu', { days: 3 }))
    expect(cells.map(({ value }) => value !== null)).toEqual([
      ...[true, true],
      ...Array<boolean>(5).fill(false),
    ])
    expect(cells[2]!.reason).toBe(
      'the forecasts reach 15 of 24 hours, 20 are needed; ' +
        'fewer than 7 whole days are stored to fill the others from',
    )
    expect(cells[2]!.basis).toMatchObject({ storedDays: 0, climatologyHours: 0, aqiMedian: null })
    expect(cellsOf([])[0]).toMatchObject({ value: null, reason: 'no air station measures here' })
  })

  it('says nothing of the index where one of its pollutants is not measured', () => {
    const [, ...five] = stationSeries('a', 'qingpu')
    expect(cellsOf(five).every(({ value }) => value === null)).toBe(true)
  })

  it('is the mean of its stations, hour by hour', () => {
    const two = [
      ...stationSeries('a', 'qingpu', { factor: 0.8 }),
      ...stationSeries('b', 'qingpu', { factor: 1.2 }),
    ]
    const [joint] = cellsOf(two)
    const [one] = cellsOf(stationSeries('a', 'qingpu'))
    expect(joint!.basis.aqiMedian).toBe(one!.basis.aqiMedian)
  })

  it('has no primary pollutant in clean air', () => {
    const [cell] = cellsOf(stationSeries('a', 'qingpu', { factor: 0.3 }))
    expect(cell!.value!.aqiHigh).toBeLessThanOrEqual(50)
    expect(cell!.value!.primaryPollutants).toEqual([])
  })

  it('reads an hour by its Beijing day', () => {
    const series = stationSeries('a', 'qingpu')
    const firstHours = new Map(
      Array.from({ length: 24 }, (_, hour) => {
        const at = todayAt + dayMs + hour * hourMs
        return [at, series[0]!.forecast!.hours.get(at)!] as const
      }),
    )
    const onlyFirst = series.map((one) => ({
      ...one,
      forecast: { ...one.forecast!, hours: firstHours },
    }))
    const reach = cellsOf(onlyFirst).map(({ basis }) => basis.forecastHours)
    expect(reach).toEqual([24, 0, 0, 0, 0, 0, 0])
  })
})
