import { probit } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { errorLeadsMs, type AirSeries } from './air-series.ts'
import { draftCells } from './draft-cells.ts'
import { plan, standard, stationSeries, todayAt } from './fake-product.ts'
import { pathsOf } from './paths.ts'

const cellsOf = (series: ReturnType<typeof stationSeries>) =>
  draftCells('qingpu', series, standard, plan, todayAt)

const noonLead = 33 * hourMs

describe('the joint paths', () => {
  it('are the stored days, on each of which a pollutant has the quantile of its rank', () => {
    const series = stationSeries('a', 'qingpu', { days: 20 })
    const { joint, paths } = pathsOf(standard, series, 20, 7)
    expect(joint).toBe('days')
    expect(paths).toHaveLength(20)
    // All pollutants of the example rise and fall together, so they share every rank.
    for (const { scoreAt } of paths) {
      expect(new Set(series.map((_, index) => scoreAt(index, 0, noonLead))).size).toBe(1)
    }
    const first = paths.map(({ scoreAt }) => scoreAt(0, 5, noonLead))
    expect(first.toSorted((a, b) => a - b)).not.toEqual(first)
    expect(Math.min(...first)).toBeCloseTo(-Math.max(...first), 6)
  })

  it('keep what moves apart apart', () => {
    const series = stationSeries('a', 'qingpu', { days: 20 })
    const opposed = series.map((one, at) =>
      at === 0 ? { ...one, stored: one.stored.map((value) => 20 - value) } : one,
    )
    for (const { scoreAt } of pathsOf(standard, opposed, 20, 7).paths) {
      expect(scoreAt(0, 0, noonLead)).toBeCloseTo(-scoreAt(1, 0, noonLead), 6)
    }
  })

  it('leave out a day that one of them did not measure, and are levels alone with too few', () => {
    const series = stationSeries('a', 'qingpu', { days: 8 })
    const holed = series.map((one, at) =>
      at === 0 ? { ...one, stored: one.stored.map((v, hour) => (hour < 10 ? NaN : v)) } : one,
    )
    const days = pathsOf(standard, holed, 20, 7).paths
    expect(days.map(({ storedDay }) => storedDay)).toEqual([1, 2, 3, 4, 5, 6, 7])
    const { joint, paths } = pathsOf(standard, holed, 20, 8)
    expect(joint).toBe('together')
    expect(paths).toHaveLength(39)
    expect(paths.every(({ storedDay }) => storedDay === null)).toBe(true)
  })

  it('stand where the past errors of that hour and that lead stood, spread evenly', () => {
    const errorOf = (index: number, day: number, hour: number) =>
      ((7 * day + index + hour) % 20) / 9
    const series = withErrors(stationSeries('a', 'qingpu', { days: 20 }), errorOf)
    const { joint, paths } = pathsOf(standard, series, 20, 7)
    expect(joint).toBe('errors')
    const even = Array.from({ length: 20 }, (_, rank) => probit((rank + 0.5) / 20))
    for (const [index, hour] of [
      [0, 0],
      [3, 17],
    ] as const) {
      const scores = paths.map(({ scoreAt }) => scoreAt(index, hour, noonLead))
      expect(scores.toSorted((a, b) => a - b)).toEqual(even)
      const errors = paths.map(({ storedDay }) => errorOf(index, storedDay!, hour))
      const ranked = scores.map((_, at) => at).sort((a, b) => scores[a]! - scores[b]!)
      expect(ranked.map((at) => errors[at]!)).toEqual(errors.toSorted((a, b) => a - b))
    }
  })

  it('go by days where one series was not forecast on enough of them', () => {
    const [first, ...rest] = withErrors(stationSeries('a', 'qingpu', { days: 20 }), () => 1)
    const holed = { ...first!, errors: new Map([...first!.errors].slice(1)) }
    expect(pathsOf(standard, [holed, ...rest], 20, 7).joint).toBe('days')
    const few = new Map([...first!.errors].map(([lead, all]) => [lead, all.fill(NaN, 6 * 24)]))
    expect(pathsOf(standard, [{ ...first!, errors: few }, ...rest], 20, 7).joint).toBe('days')
  })
})

/** With past errors of every stored hour, the same one, two and three days ahead. */
function withErrors(
  series: readonly AirSeries[],
  errorOf: (index: number, day: number, hour: number) => number,
): AirSeries[] {
  return series.map((one, index) => {
    const scores = one.stored.map((_, at) => errorOf(index, Math.floor(at / 24), at % 24))
    return { ...one, errors: new Map(errorLeadsMs.map((lead) => [lead, scores.slice()])) }
  })
}

describe('the odds of a day', () => {
  const spread = (day: number) => ((11 * day) % 20) - 9.5

  it('add up to one over the levels, and name what may be primary', () => {
    for (const { basis, value } of cellsOf(stationSeries('a', 'qingpu', { factor: 1.3 }))) {
      const { levels, primary } = basis.odds!
      const sum = levels.reduce((total, { probability }) => total + probability, 0)
      expect(sum).toBeCloseTo(1, 2)
      expect(levels.map(({ level }) => level)).toEqual(levels.map(({ level }) => level).toSorted())
      const likeliest = primary.map(({ code }) => code)
      expect(likeliest.slice(0, value!.primaryPollutants.length)).toEqual(value!.primaryPollutants)
    }
  })

  it('spread over more levels where hours err together than where they err apart', () => {
    const series = stationSeries('a', 'qingpu', { days: 20, factor: 2 })
    const levels = (errorOf: (index: number, day: number, hour: number) => number) => {
      const [cell] = cellsOf(withErrors(series, errorOf))
      expect(cell!.basis.joint).toBe('errors')
      return cell!.basis.odds!.levels.map(({ level }) => level)
    }
    expect(levels((_, day) => spread(day))).toEqual([2, 3, 4])
    expect(levels((index, day, hour) => spread(day + 3 * hour + 5 * index))).toEqual([3])
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

  it('keeps to one of two ways where half of the days were clean and half were foul', () => {
    const halves = stationSeries('a', 'qingpu', { forecast: false }).map((one) => ({
      ...one,
      stored: one.stored.map((value, hour) => (Math.floor(hour / 24) % 2 === 0 ? 0.5 : 4) * value),
    }))
    for (const { value, basis } of cellsOf(halves)) {
      expect(basis.rangeShare).toBeGreaterThan(0)
      expect(value!.aqiLow).toBeGreaterThan(100)
      expect(value!.pm25Low).toBeGreaterThan(75)
    }
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
