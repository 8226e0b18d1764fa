import { describe, expect, it } from 'vitest'
import type { RawReading } from '../../src/domain/reading.ts'
import { crossDoubts, isCrossDoubted, saturationMgL } from './cross-check.ts'
import { fakeReading } from './fake-series.ts'

const limits = { oxygenSaturationShare: 2, ammoniaNitrogenShare: 1.05 }
const sampling = (values: Record<string, number>, more: Partial<RawReading> = {}) =>
  Object.entries(values).map(([parameter, value]) => fakeReading(0, value, { parameter, ...more }))
const doubted = (readings: readonly RawReading[]) => {
  const doubts = crossDoubts(readings, limits)
  return readings.map(({ parameter }) => parameter).filter((code) => isCrossDoubted(doubts, code))
}

describe('doubts between parameters of one sampling', () => {
  it.each([
    [0, 14.81],
    [10, 11.25],
    [20, 9.07],
    [25, 8.27],
    [30, 7.6],
  ])('oxygen saturates at %d °C at %d mg/L', (temperature, saturation) => {
    expect(saturationMgL(temperature)).toBeCloseTo(saturation, 2)
  })

  it.each([
    ['ammonia above total nitrogen is impossible', { w21003: 2.2, w21001: 2 }, 2],
    ['ammonia equal to total nitrogen is possible', { w21003: 2, w21001: 2 }, 0],
    ['so is the rounding of both', { w21003: 2.1, w21001: 2 }, 0],
    ['oxygen at twice saturation is doubted', { w01009: 18.2, w01010: 20, w21001: 2 }, 1],
    ['a bloom by day may reach 180 %', { w01009: 16.3, w01010: 20 }, 0],
    ['one parameter alone says nothing', { w21003: 2.2 }, 0],
  ])('%s', (_, values, doubts) => {
    expect(doubted(sampling(values))).toHaveLength(doubts)
  })

  it('compares no values of several depths', () => {
    const ammonia = sampling({ w21003: 2.2 }, { depthM: 0.5 })
    expect(doubted([...ammonia, ...sampling({ w21001: 2 }, { depthM: 0.5 })])).toHaveLength(2)
    expect(doubted([...ammonia, ...sampling({ w21001: 2 }, { depthM: 8 })])).toEqual([])
  })

  it('asks no value that the station disowns or that only bounds the truth', () => {
    const oxygen = sampling({ w01009: 18.2 })
    for (const more of [{ sourceFlag: 'calibration' }, { qualifier: '<' }] as const) {
      expect(doubted([...oxygen, ...sampling({ w01010: 20 }, more)])).toEqual([])
    }
    expect(doubted([...oxygen, ...sampling({ w01010: 20 })])).toEqual(['w01009'])
  })
})
