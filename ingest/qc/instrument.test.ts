import { describe, expect, it } from 'vitest'
import type { ReasonName } from '../../src/domain/flags.ts'
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts'
import { createFakeSeries, fakeCadenceMs, fakeNoise, fakeReading } from './fake-series.ts'

/**
 * Series as instruments send them: true water, noise, and the instrument's own step. The figures
 * are chosen as tides, nights and cheap probes are, not fitted to the limits.
 */
const perDay = dayMs / fakeCadenceMs
const turns = (index: number, periodMs: number) =>
  Math.sin((2 * Math.PI * index * fakeCadenceMs) / periodMs)
const inSteps = (value: number, step: number) =>
  Number((Math.round(value / step) * step).toFixed(4))

type Water = (index: number, noise: () => number) => number

/** Oxygen of a green lake: 6 mg/L at dawn, 12 in the afternoon. */
const nightOxygen: Water = (index, noise) => 9 + 3 * turns(index, dayMs) + 0.05 * noise()
/** Conductivity of a tidal river, two ebbs a day. */
const tide: Water = (index, noise) => 520 + 140 * turns(index, 12.42 * hourMs) + 2 * noise()
/** Deep water of a waterworks: half a degree in three weeks, probe of a tenth. */
const deepTemperature: Water = (index, noise) =>
  17 + 0.5 * turns(index, 21 * dayMs) + 0.01 * noise()
/** Its conductivity: a few µS/cm in days, meter of whole ones. */
const deepConductivity: Water = (index, noise) => 212 + 3 * turns(index, 5 * dayMs) + 0.15 * noise()

function run(code: string, water: Water, step: number, days: number, from = 0) {
  const series = createFakeSeries(code)
  const noise = fakeNoise(7)
  const told = new Map<ReasonName, number>()
  for (let index = 0; index < days * perDay; index += 1) {
    const value = inSteps(water(index, noise), step)
    const { reasons } = series.take(fakeReading(index, value, { parameter: code }))
    if (index < from * perDay) continue
    for (const reason of reasons) told.set(reason, (told.get(reason) ?? 0) + 1)
  }
  return { series, told: Object.fromEntries(told), next: days * perDay }
}

describe('ordinary water and coarse instruments', () => {
  it.each([
    ['a lake that breathes by day and night', 'w01009', nightOxygen, 0.01],
    ['the same by a probe of a tenth', 'w01009', nightOxygen, 0.1],
    ['a tide', 'w01014', tide, 0.1],
    ['a tide by a meter of ten', 'w01014', tide, 10],
  ])('doubt nothing: %s', (_, code, water, step) => {
    expect(run(code, water, step, 30).told).toEqual({})
  })

  it.each([
    ['temperature in tenths', 'w01010', deepTemperature, 0.1],
    ['conductivity in whole µS/cm', 'w01014', deepConductivity, 1],
  ])('doubt no stand once a fortnight is known: %s', (_, code, water, step) => {
    const { told } = run(code, water, step, 60, 14)
    expect(told).toEqual({})
  })
})

describe('a probe that stands still', () => {
  const firstAt = (days: number, code: string, water: Water, step: number, reason: ReasonName) => {
    const { series, next } = run(code, water, step, days)
    const stuckAt = inSteps(water(next, fakeNoise(1)), step)
    for (let index = next; index < next + 14 * perDay; index += 1) {
      const { reasons } = series.take(fakeReading(index, stuckAt, { parameter: code }))
      if (reasons.includes(reason)) return ((index - next) * fakeCadenceMs) / hourMs
    }
    return Infinity
  }
  it('is found after six hours by a fine instrument in moving water', () => {
    const hours = firstAt(30, 'w01009', nightOxygen, 0.01, 'flatLine')
    expect(hours).toBeGreaterThanOrEqual(6 - fakeCadenceMs / hourMs)
    expect(hours).toBeLessThanOrEqual(6 + (3 * minuteMs * 5) / hourMs)
  })
  it('is found by a coarse one after some of its usual rests, within ten days', () => {
    const hours = firstAt(60, 'w01010', deepTemperature, 0.1, 'flatLine')
    expect(hours).toBeGreaterThan(12)
    expect(hours).toBeLessThan(10 * 24)
  })
  it('is not unlearned: the second time it takes no twice as long', () => {
    const { series, next } = run('w01009', nightOxygen, 0.01, 30)
    const noise = fakeNoise(3)
    const found: number[] = []
    let index = next
    for (let time = 0; time < 2; time += 1) {
      const from = index
      for (; index < from + 2 * perDay; index += 1) {
        const { reasons } = series.take(fakeReading(index, 9))
        if (reasons.includes('flatLine') && found.length === time) found.push(index - from)
      }
      for (const until = index + 2 * perDay; index < until; index += 1) {
        series.take(fakeReading(index, inSteps(nightOxygen(index, noise), 0.01)))
      }
    }
    expect(found).toHaveLength(2)
    expect(found[1]! / found[0]!).toBeLessThan(2)
  })
})

describe('a probe that hardly moves', () => {
  const wrapped = (water: Water): Water => {
    return (index, noise) => 9 + 0.02 * (water(index, noise) - 9) + 0.01 * noise()
  }
  const after = (code: string, water: Water, step: number) => {
    const { series, next } = run(code, water, step, 30)
    const noise = fakeNoise(5)
    const weak = wrapped(water)
    const reasons = Array.from({ length: 3 * perDay }, (_, index) =>
      series.take(fakeReading(next + index, inSteps(weak(next + index, noise), step))),
    ).map((judged) => judged.reasons.includes('attenuatedSignal'))
    return reasons.indexOf(true) * (fakeCadenceMs / hourMs)
  }
  it('is doubted once its window has passed, not before', () => {
    const hours = after('w01009', nightOxygen, 0.01)
    expect(hours).toBeGreaterThanOrEqual(24)
    expect(hours).toBeLessThanOrEqual(27)
  })
  it('is not doubted where the instrument takes few steps in a usual window', () => {
    const { series, next } = run('w01010', deepTemperature, 0.1, 60)
    const still = Array.from({ length: 2 * perDay }, (_, index) =>
      series.take(fakeReading(next + index, 17, { parameter: 'w01010' })),
    )
    expect(still.some(({ reasons }) => reasons.includes('attenuatedSignal'))).toBe(false)
  })
})
