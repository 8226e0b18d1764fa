import { describe, expect, it } from 'vitest'
import { checkAttenuated } from './attenuated-signal.ts'
import { boundsOf, checkBounds } from './bounds.ts'
import { checkClimatology, monthAt, seasonBounds } from './climatology.ts'
import { checkFlatLine } from './flat-line.ts'
import { isGap } from './gap.ts'
import { checkLocation } from './location.ts'
import { checkNeighbour } from './neighbour.ts'
import { checkRatio } from './previous-ratio.ts'
import { checkRate } from './rate-of-change.ts'
import { checkSpike } from './spike.ts'

/**
 * Vectors made by hand from the definitions of the QARTOD manuals and ioos_qc 2.x: what is
 * compared, strictly or not, and what stands at a limit.
 */
const none = Infinity

describe('gross range: fail < low or > high, suspect within it', () => {
  const bounds = boundsOf({ fail: [0, 25], suspect: [1, 18] })
  it.each([
    [-0.01, 4],
    [0, 3],
    [0.99, 3],
    [1, 1],
    [18, 1],
    [18.01, 3],
    [25, 3],
    [25.01, 4],
    [NaN, 4],
  ])('%d is %d', (value, flag) => {
    expect(checkBounds(value, bounds)).toBe(flag)
  })
  it('has no suspect range where none is stated, and no bound at null', () => {
    const open = boundsOf({ fail: [null, 25], suspect: null })
    expect([-1e9, 25, 25.01].map((value) => checkBounds(value, open))).toEqual([1, 1, 4])
  })
})

describe('climatology: bounds by month and depth, ends included; unknown without any', () => {
  const winter = { months: [12, 1, 2], depthM: null, suspect: [2, 16], fail: [0, 30] } as const
  const deep = { months: [1], depthM: [2, 4], suspect: [4, 8], fail: null } as const
  const later = { months: [2], depthM: null, suspect: [3, 12], fail: null } as const
  const seasons = [winter, deep, later]
  it.each([
    [1, null, 1.99, 3],
    [1, null, 2, 1],
    [1, null, 16, 1],
    [1, null, 16.01, 3],
    [1, null, 30.01, 4],
    [3, null, 99, 2],
    [1, 1.9, 5, 2],
    [1, 2, 3.9, 3],
    [1, 4, 8, 1],
    [1, 4.1, 8, 2],
    [2, null, 2.5, 3],
  ])('month %d, depth %s, %d is %d', (month, depthM, value, flag) => {
    expect(checkClimatology(value, seasonBounds(seasons, month, depthM))).toBe(flag)
  })
  it('counts months by Beijing time', () => {
    const newYearAt = Date.parse('2026-01-01T00:00:00+08:00')
    expect([monthAt(newYearAt - 1).month, monthAt(newYearAt).month]).toEqual([12, 1])
    expect(monthAt(newYearAt - 1).untilAt).toBe(newYearAt)
    expect(monthAt(newYearAt).fromAt).toBe(newYearAt)
  })
})

describe('spike, average: |middle - mean of both neighbours| > limit', () => {
  it.each([
    [8, 10.99, 8, 1],
    [8, 11, 8, 1],
    [8, 11.01, 8, 3],
    [8, 13, 8, 3],
    [8, 13.01, 8, 4],
    [8, 4.99, 8, 3],
    [8, 8, 14, 1],
    [8, 8, 14.01, 3],
    [8, 14, 14, 1],
    [-6, 3.01, 6, 3],
  ])('%d, %d, %d is %d', (before, value, after, flag) => {
    expect(checkSpike('average', before, value, after, 3, 5)).toBe(flag)
  })
})

describe('spike, differential: smaller of two opposite changes > limit', () => {
  it.each([
    [8, 11, 8, 1],
    [8, 11.01, 8, 3],
    [8, 11.01, 8.01, 1],
    [8, 13.01, 8, 4],
    [8, 4.99, 8, 3],
    [8, 8.1, 20, 1],
    [8.2, 8.1, 20, 1],
    [8, 20, 20, 1],
    [8, 20, 32, 1],
  ])('%d, %d, %d is %d', (before, value, after, flag) => {
    expect(checkSpike('differential', before, value, after, 3, 5)).toBe(flag)
  })
})

describe('rate of change: |difference| / elapsed > limit', () => {
  it('is 0.001 a second as 3.6 an hour', () => {
    const rate = (value: number, seconds: number) => checkRate(8, value, seconds * 1000, 3.6, none)
    expect([rate(8.5, 600), rate(8.6, 600), rate(8.7, 600), rate(7.3, 600)]).toEqual([1, 1, 3, 3])
    expect(rate(8.7, 1200)).toBe(1)
  })
  it('fails beyond the outer limit', () => {
    expect([9, 10, 10.5].map((value) => checkRate(8, value, 3_600_000, 1, 2))).toEqual([1, 3, 4])
  })
})

describe('flat line: the window of the limit is full of one value', () => {
  it.each([
    [5.99, 1],
    [6, 3],
    [11.99, 3],
    [12, 4],
  ])('after %d h it is %d', (hours, flag) => {
    const h = 3_600_000
    expect(checkFlatLine(hours * h, 6 * h, 12 * h)).toBe(flag)
    expect(checkFlatLine(hours * h, none, none)).toBe(1)
  })
})

describe('attenuated signal: range < limit', () => {
  it.each([
    [0.049, 4],
    [0.05, 3],
    [0.199, 3],
    [0.2, 1],
    [0.201, 1],
  ])('a range of %d is %d', (range, flag) => {
    expect(checkAttenuated(range, 0.2, 0.05)).toBe(flag)
    expect(checkAttenuated(range, 0, 0)).toBe(1)
  })
})

describe('neighbour: |difference| > limit, near enough in time', () => {
  const limits = { withinMs: 1000, suspect: 5 }
  it.each([
    [15, 0, 1],
    [15.01, 0, 3],
    [4.99, 0, 3],
    [15.01, 1000, 3],
    [15.01, 1001, 2],
    [15.01, -1001, 2],
  ])('%d beside 10, %d ms apart, is %d', (value, apartMs, flag) => {
    const other = { value: 10, observedAt: 5000 }
    expect(checkNeighbour(value, 5000 + apartMs, other, limits)).toBe(flag)
  })
  it('is unknown without a neighbour', () => {
    expect(checkNeighbour(1, 0, null, limits)).toBe(2)
  })
})

describe('location, ratio, gap', () => {
  it('judges a depth by its bounds', () => {
    const bounds = boundsOf({ fail: [0, 6], suspect: [0, 3] })
    const flags = [0, 3, 3.1, 6, 6.1].map((depthM) => checkLocation(depthM, bounds))
    expect(flags).toEqual([1, 1, 3, 3, 4])
    expect([checkLocation(null, bounds), checkLocation(9, null)]).toEqual([2, 2])
  })
  it('doubts threefold up or down, at the limit too, not for a few steps of rounding', () => {
    const ratio = (value: number) => checkRatio(0.03, value, 0.001, 3)
    expect([0.089, 0.09, 0.091].map(ratio)).toEqual([1, 3, 3])
    expect([0.011, 0.01, 0.009].map(ratio)).toEqual([1, 3, 3])
    expect(checkRatio(0.002, 0.009, 0.001, 3)).toBe(1)
  })
  it('takes the limit itself for no gap', () => {
    expect([isGap(0, 999, 1000), isGap(0, 1000, 1000), isGap(0, 1001, 1000)]).toEqual([
      false,
      false,
      true,
    ])
  })
})
