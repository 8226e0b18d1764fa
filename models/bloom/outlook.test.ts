import fc from 'fast-check'
import { expect, it } from 'vitest'
import { outlookOf, saidWithin, usualWithin } from './outlook.ts'

const signs = fc.record({
  ratio: fc.double({ min: 0, max: 1e5, noNaN: true }),
  temperature: fc.option(fc.double({ min: 0, max: 35, noNaN: true })),
  bloomsPerYear: fc.double({ min: 0.01, max: 12, noNaN: true }),
})
const share = fc.double({ min: 0, max: 1, noNaN: true })
const trustOf = (trust: number) => ({ trust, low80: trust / 2, high80: (1 + trust) / 2 })

it('grows with the days and with the ratio, whatever the lake and the trust', () => {
  fc.assert(
    fc.property(signs, share, (lake, trust) => {
      const { in3Days, in7Days, in14Days } = outlookOf(lake, trustOf(trust))
      const told = [in3Days, in7Days, in14Days].map(({ probability }) => probability)
      expect(told.toSorted((a, b) => a - b)).toEqual(told)
      expect(told[0]).toBeGreaterThan(0)
      expect(told[2]).toBeLessThan(1)
      const nearer = outlookOf({ ...lake, ratio: 2 * lake.ratio + 1 }, trustOf(trust))
      expect(nearer.in14Days.probability).toBeGreaterThanOrEqual(told[2]!)
    }),
  )
})

it.each([
  ['the usual rate', 0, usualWithin(14, 1)],
  ['the index’s word', 1, saidWithin(14, { ratio: 1e5, temperature: 20, bloomsPerYear: 1 })],
])('is %s by a trust of %d', (_what, trust, expected) => {
  const lake = { ratio: 1e5, temperature: null, bloomsPerYear: 1 }
  const { in14Days } = outlookOf(lake, { trust, low80: 0.2, high80: 0.8 })
  expect(in14Days.probability).toBeCloseTo(expected, 10)
  expect(in14Days.low80).toBeLessThan(in14Days.high80)
})

it('knows the usual rate: one bloom a year comes within two weeks in 4 % of moments', () => {
  expect(usualWithin(14, 1)).toBeCloseTo(0.0376, 4)
})
