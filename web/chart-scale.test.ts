import { describe, expect, it } from 'vitest'
import { hourMs, parseInstant } from '../src/domain/time.ts'
import { nearest, stretches, timeTicks, valueSpan, valueTicks } from './chart-scale.ts'

describe('the axis of values', () => {
  it('has a tenth of room, and never falls under zero for what is not negative', () => {
    expect(valueSpan([1, 11])).toEqual([0, 12])
    expect(valueSpan([-10, 10])).toEqual([-12, 12])
    expect(valueSpan([5])).toEqual([4.5, 5.5])
    expect(valueSpan([])).toEqual([0, 1])
  })

  it.each([
    [0, 11, 6, [0, 2, 4, 6, 8, 10]],
    [0, 0.025, 6, [0, 0.005, 0.01, 0.015, 0.02, 0.025]],
    [7.61, 7.93, 5, [7.7, 7.8, 7.9]],
    [-3, 3, 4, [-2, 0, 2]],
  ])('is marked at round values from %d to %d', (low, high, most, ticks) => {
    expect(valueTicks(low, high, most)).toEqual(ticks)
  })
})

describe('the axis of times', () => {
  const at = (text: string) => parseInstant(`2026-11-${text}:00+08:00`)!

  it('is marked at full hours of Beijing, midnight among them', () => {
    const ticks = timeTicks(at('29T14:20'), at('30T14:20'), 5)
    expect(ticks).toEqual([at('29T18:00'), at('30T00:00'), at('30T06:00'), at('30T12:00')])
  })

  it('is marked at midnights over a week', () => {
    const ticks = timeTicks(at('23T14:20'), at('30T14:20'), 8)
    expect([ticks.length, ticks[0]]).toEqual([7, at('24T00:00')])
  })
})

describe('a line', () => {
  it('is broken where a value failed and where nothing came, not where others have a time', () => {
    const times = [1, 2, 2.5, 3, 4, 5, 12, 13]
    const column = [1, 2, undefined, 3, null, 5, 12, 13]
    expect(stretches(times, column)).toEqual([
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      [[5, 5]],
      [
        [12, 12],
        [13, 13],
      ],
    ])
  })

  it('is whole where values come seldom', () => {
    const times = [0, 4 * hourMs, 8 * hourMs]
    expect(stretches(times, [1, 2, 3])).toHaveLength(1)
  })
})

it('finds the time that is nearest', () => {
  expect(nearest([10, 20, 30], 24)).toBe(1)
  expect(nearest([10, 20, 30], 99)).toBe(2)
  expect(nearest([], 5)).toBe(null)
})
