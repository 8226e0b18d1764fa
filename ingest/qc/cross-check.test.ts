import { describe, expect, it } from 'vitest'
import { crossDoubts, saturationMgL } from './cross-check.ts'

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
    ['ammonia above total nitrogen is against chemistry', { w21003: 2.2, w21001: 2 }, 2],
    ['ammonia equal to total nitrogen is possible', { w21003: 2, w21001: 2 }, 0],
    ['oxygen at twice saturation is doubted', { w01009: 18.2, w01010: 20 }, 1],
    ['a bloom by day may reach 180 %', { w01009: 16.3, w01010: 20 }, 0],
    ['one parameter alone says nothing', { w21003: 2.2 }, 0],
  ])('%s', (_, sampling, doubts) => {
    expect(crossDoubts(new Map(Object.entries(sampling)))).toHaveLength(doubts)
  })
})
