import { describe, expect, it } from 'vitest'
import { aqiLevel, bandsOf, classOf, isAlgaeSign, limitsFor, waterClasses } from './water-class.ts'
import type { ReadingItem } from './wire.ts'

const codmn = [2, 4, 6, 10, 15]
const oxygen = [7.5, 6, 5, 3, 2]

describe('classOf', () => {
  it.each([
    ['on a limit is inside', codmn, 6, 'III'],
    ['above it is the next', codmn, 6.01, 'IV'],
    ['beyond the last limit', codmn, 15.1, 'V+'],
    ['equal limits give the better class', [15, 15, 20, 30, 40], 15, 'I'],
    ['oxygen: more is better', oxygen, 7.5, 'I'],
    ['oxygen: on a limit is inside', oxygen, 5, 'III'],
    ['oxygen: too little', oxygen, 1.9, 'V+'],
    ['inside a range', [6, 9], 9, 'I'],
    ['outside a range', [6, 9], 9.01, 'V+'],
  ])('%s', (_sentence, row, value, name) => {
    expect(classOf(row, value)).toBe(name)
  })
})

it('takes the limits of the water the station stands in', () => {
  const limits = { river: [1, 2, 3, 4, 5], lake: [6, 7, 8, 9, 10] }
  expect(limitsFor(limits, 'lake')).toEqual(limits.lake)
  expect(limitsFor(limits, 'intake')).toEqual(limits.river)
  expect(limitsFor(limits, 'air')).toBeNull()
  expect(limitsFor({ lake: [1, 2, 3, 4, 5] }, 'river')).toBeNull()
  expect(limitsFor(null, 'river')).toBeNull()
})

it('sees an algae sign in supersaturated or very alkaline water', () => {
  const reading = (parameter: string, value: number): [string, ReadingItem] => [
    parameter,
    { station: 's', parameter, observedAt: '', value, flag: 1 },
  ]
  const at20 = reading('w01010', 20)
  expect(isAlgaeSign(new Map([at20, reading('w01009', 10.8)]))).toBe(false)
  expect(isAlgaeSign(new Map([at20, reading('w01009', 11)]))).toBe(true)
  expect(isAlgaeSign(new Map([reading('w01001', 9.1)]))).toBe(true)
  expect(isAlgaeSign(new Map([reading('w01009', 20)]))).toBe(false)
})

it('knows the levels of the AQI', () => {
  expect([0, 50, 51, 100, 150, 200, 300, 301].map(aqiLevel)).toEqual([1, 1, 2, 2, 3, 4, 5, 6])
})

describe('bandsOf', () => {
  it('has a band for each class that has room', () => {
    expect(bandsOf(codmn)).toHaveLength(6)
    expect(bandsOf([15, 15, 20, 30, 40]).map(({ index }) => index)).toEqual([0, 2, 3, 4, 5])
    expect(bandsOf([6, 9])).toEqual([{ from: 6, to: 9, index: 0 }])
  })

  it('agrees with the class of a value', () => {
    for (const row of [codmn, oxygen]) {
      for (const { from, to, index } of bandsOf(row)) {
        const middle = (Math.max(from, -1) + Math.min(to, 99)) / 2
        expect(waterClasses[index]).toBe(classOf(row, middle))
      }
    }
  })
})
