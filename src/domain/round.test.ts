import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundHalfEven } from './round.ts'

/** Rounds sign × digits × 10^-scale on whole numbers of any size. */
function reference(digits: bigint, scale: number, decimals: number): number {
  if (decimals >= scale) return Number(`${digits}e-${scale}`) + 0
  const unit = 10n ** BigInt(scale - decimals)
  const size = digits < 0n ? -digits : digits
  const kept = size / unit
  const twice = (size % unit) * 2n
  const up = twice > unit || (twice === unit && kept % 2n === 1n)
  const rounded = Number(`${up ? kept + 1n : kept}e-${decimals}`)
  return digits < 0n ? -rounded + 0 : rounded
}

describe('roundHalfEven', () => {
  it.each([
    ['below a tie', 0.2144, 3, 0.214],
    ['above a tie', 0.2146, 3, 0.215],
    ['tie to an even digit below', 0.125, 2, 0.12],
    ['tie to an even digit above', 0.135, 2, 0.14],
    ['tie whose double lies below it', 2.675, 2, 2.68],
    ['tie whose double lies above it', 1.005, 2, 1],
    ['just above a tie', 0.12500001, 2, 0.13],
    ['just below a tie', 0.13499999, 2, 0.13],
    ['a tie left by a unit conversion', 1.0050000000000001, 2, 1],
    ['half to zero', 0.5, 0, 0],
    ['one and a half to two', 1.5, 0, 2],
    ['negative flow', -5.802, 1, -5.8],
    ['negative tie', -0.125, 2, -0.12],
    ['a small negative is not -0', -0.001, 2, 0],
    ['a negative half is not -0', -0.5, 0, 0],
    ['whole number', 12_000_000, 0, 12_000_000],
    ['-0', -0, 2, 0],
    ['tiny number', 1e-300, 5, 0],
    ['more digits than it keeps', 123_456_789_012.5, 0, 123_456_789_012],
    ['fewer decimals than asked', 8.37, 6, 8.37],
    ['as many decimals as there are', 1234567890.125, 3, 1234567890.125],
  ])('%s: %d at %d decimals is %d', (_, value, decimals, expected) => {
    expect(Object.is(roundHalfEven(value, decimals), expected)).toBe(true)
  })

  it('hands back what is not finite', () => {
    expect(roundHalfEven(NaN, 2)).toBeNaN()
    expect(roundHalfEven(Infinity, 2)).toBe(Infinity)
    expect(roundHalfEven(-Infinity, 2)).toBe(-Infinity)
  })

  it('agrees with whole-number arithmetic on every decimal number of 15 digits', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 8 }),
        (digits, scale, decimals) => {
          const value = Number(`${digits}e-${scale}`)
          return Object.is(roundHalfEven(value, decimals), reference(digits, scale, decimals))
        },
      ),
      { numRuns: 20_000 },
    )
  })

  it('agrees with whole-number arithmetic on ties', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -99_999_999n, max: 99_999_999n }),
        fc.integer({ min: 0, max: 6 }),
        (kept, decimals) => {
          const digits = kept * 10n + 5n
          const value = Number(`${digits}e-${decimals + 1}`)
          return Object.is(
            roundHalfEven(value, decimals),
            reference(digits, decimals + 1, decimals),
          )
        },
      ),
      { numRuns: 5_000 },
    )
  })
})
