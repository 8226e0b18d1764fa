import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadStandards } from '../../src/config/standards.ts'
import { waterClasses, type SurfaceWaterStandard } from '../../src/domain/standards.ts'
import {
  assessSample,
  classOfFactor,
  createFactorClassifier,
  oxygenSaturationShare,
} from './water-class.ts'

const folder = fileURLToPath(new URL('../../fixtures/network/standards', import.meta.url))
const standard = loadStandards(folder).surfaceWater[0]!
const kinds = ['river', 'lake'] as const

describe('classOfFactor', () => {
  it.each([
    ['pH inside is class I, low end', 'w01001', 6, 'river', 'I'],
    ['pH inside is class I, high end', 'w01001', 9, 'river', 'I'],
    ['pH below', 'w01001', 5.99, 'river', 'V+'],
    ['pH above', 'w01001', 9.01, 'lake', 'V+'],
    ['oxygen on the limit of I', 'w01009', 7.5, 'river', 'I'],
    ['oxygen just short of I', 'w01009', 7.49, 'river', 'II'],
    ['oxygen on the limit of V', 'w01009', 2, 'river', 'V'],
    ['oxygen below V', 'w01009', 1.99, 'river', 'V+'],
    ['COD 15 is in I and II: the best', 'w01018', 15, 'river', 'I'],
    ['copper 0.5 is in II to V: the best', 'w20122', 0.5, 'river', 'II'],
    ['lead 0.05 is in III and IV', 'w20120', 0.05, 'river', 'III'],
    ['phosphorus in a river', 'w21011', 0.087, 'river', 'II'],
    ['phosphorus in a lake', 'w21011', 0.087, 'lake', 'IV'],
    ['phosphorus above V of a lake', 'w21011', 0.2001, 'lake', 'V+'],
    ['mercury between limits', 'w20111', 0.00007, 'river', 'III'],
    ['no number draws attention', 'w01019', NaN, 'river', 'V+'],
    ['temperature has no class', 'w01010', 14.2, 'river', null],
    ['nitrogen is not assessed in a river', 'w21001', 9, 'river', null],
    ['nitrogen is not assessed in a lake', 'w21001', 9, 'lake', null],
    ['coliforms are not assessed', 'w02003', 1e6, 'river', null],
    ['an unknown factor', 'w99999', 1, 'river', null],
  ] as const)('%s', (_, code, value, waterKind, expected) => {
    expect(classOfFactor(standard, code, value, waterKind)).toBe(expected)
  })

  it('takes 90 % saturation as class I of oxygen, and of oxygen only', () => {
    const at = (saturationShare: number, code = 'w01009') =>
      classOfFactor(standard, code, 6.84, 'river', { saturationShare })
    expect(at(0.9)).toBe('I')
    expect(at(0.899)).toBe('II')
    expect(at(1, 'w01019')).toBe('IV')
    const off: SurfaceWaterStandard = {
      ...standard,
      oxygenSaturation: { ...standard.oxygenSaturation, enabled: false },
    }
    expect(classOfFactor(off, 'w01009', 6.84, 'river', { saturationShare: 1 })).toBe('II')
  })

  it.each([
    [0, 14.81],
    [10, 11.25],
    [20, 9.07],
    [25, 8.27],
    [30, 7.6],
  ])('saturation at %d degC is %d mg/L', (temperature, saturated) => {
    const share = oxygenSaturationShare(standard, { w01009: saturated, w01010: temperature })
    expect(share).toBeCloseTo(1, 3)
  })
})

describe('a worse value never gives a better class', () => {
  const assessed = standard.factors.filter((factor) => factor.role === 'assessed')
  it.each(assessed.map((factor) => [factor.name.en, factor] as const))('%s', (_, factor) => {
    const { code } = factor
    const rank = (value: number, kind: (typeof kinds)[number]) =>
      waterClasses.indexOf(classOfFactor(standard, code, value, kind)!)
    const span =
      factor.direction === 'within'
        ? 14
        : Math.max(...kinds.flatMap((kind) => factor.limits[kind] ?? [])) * 2
    const value = fc.double({ min: 0, max: span, noNaN: true })
    fc.assert(
      fc.property(value, value, fc.constantFrom(...kinds), (left, right, kind) => {
        const centre = 7.5
        const badness = (one: number) =>
          factor.direction === 'within'
            ? Math.abs(one - centre)
            : factor.direction === 'at-least'
              ? -one
              : one
        const [better, worse] = badness(left) <= badness(right) ? [left, right] : [right, left]
        expect(rank(worse, kind)).toBeGreaterThanOrEqual(rank(better, kind))
      }),
      { numRuns: 300 },
    )
  })
})

describe('createFactorClassifier', () => {
  it('agrees with classOfFactor on every factor, kind and limit', () => {
    for (const kind of kinds) {
      const classify = createFactorClassifier(standard, kind)
      for (const factor of standard.factors) {
        const edges = factor.direction === 'within' ? factor.range : (factor.limits[kind] ?? [1])
        for (const edge of edges) {
          for (const value of [edge * 0.999, edge, edge * 1.001, NaN]) {
            const expected = classOfFactor(standard, factor.code, value, kind)
            const rank = expected === null ? -1 : waterClasses.indexOf(expected)
            expect(classify(factor.code, value)).toBe(rank)
          }
        }
      }
      expect(classify('w99999', 1)).toBe(-1)
    }
  })
})

describe('assessSample', () => {
  const vector = {
    w01010: 14.2,
    w01001: 7.68,
    w01009: 8.37,
    w01019: 3.62,
    w21003: 0.214,
    w21011: 0.087,
    w21001: 1.86,
    w20004: 0.0031,
  }

  it('is class II for the worked vector in a river, by permanganate, ammonia and phosphorus', () => {
    const river = assessSample(standard, vector, 'river')
    expect(river.class).toBe('II')
    const second = river.factors.filter((one) => one.class === 'II').map((one) => one.code)
    expect(second).toEqual(['w01019', 'w21003', 'w21011'])
    expect(river.grade?.word.zh).toBe('优')
    expect(river.mainIndicators).toEqual([])
    expect(river.beside).toEqual([])
  })

  it('is class IV for the worked vector in a lake, with nitrogen beside', () => {
    const lake = assessSample(standard, vector, 'lake')
    expect(lake.class).toBe('IV')
    expect(lake.grade).toMatchObject({ word: { zh: '轻度污染' }, colour: 'water.class.IV' })
    expect(lake.mainIndicators.map((one) => one.code)).toEqual(['w21011'])
    expect(lake.mainIndicators[0]?.multiple).toBeCloseTo(0.74, 10)
    expect(lake.beside).toMatchObject([{ code: 'w21001', class: 'V' }])
  })

  it('names cyanide and heavy metals first, then the worst class, then the largest multiple', () => {
    const codes = (sample: Record<string, number>) =>
      assessSample(standard, sample, 'river').mainIndicators.map((one) => one.code)
    expect(codes({ w01018: 25, w01019: 20, w21003: 3, w21011: 0.25 })).toEqual([
      'w01019',
      'w21003',
      'w01018',
    ])
    expect(codes({ w01019: 20, w20120: 0.06, w21016: 0.3 })).toEqual(['w21016', 'w20120', 'w01019'])
    expect(codes({ w01019: 5, w20120: 0.04, w21011: 0.25 })).toEqual(['w21011'])
    expect(codes({ w01009: 4, w01019: 7 })).toEqual(['w01019', 'w01009'])
  })

  it('computes no multiple for oxygen and pH, nor inside class III', () => {
    const { factors } = assessSample(standard, { w01001: 9.5, w01009: 1, w01019: 6 }, 'river')
    expect(factors.map((one) => one.multiple)).toEqual([null, null, null])
    expect(assessSample(standard, { w01019: 9 }, 'river').factors[0]?.multiple).toBe(0.5)
  })

  it('uses the saturation of oxygen when the temperature is there', () => {
    expect(assessSample(standard, { w01009: 7, w01010: 30 }, 'river').class).toBe('I')
    expect(assessSample(standard, { w01009: 7 }, 'river').class).toBe('II')
    expect(assessSample(standard, { w01009: 7, w01010: 10 }, 'river').class).toBe('II')
  })

  it('has no class where nothing assessed was measured', () => {
    const nothing = assessSample(standard, { w01010: 20, w21001: 3, w02003: 10 }, 'river')
    expect(nothing).toMatchObject({ class: null, grade: null, factors: [], beside: [] })
  })
})
