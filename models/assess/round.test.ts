import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundForAssessment } from './round.ts'

/** Half to even of digits * 10^-scale in whole numbers; where that is 0, at its first digit. */
function reference(digits: bigint, scale: number, decimals: number): number {
  if (scale <= decimals) return Number(`${digits}e-${scale}`)
  const divisor = 10n ** BigInt(scale - decimals)
  const kept = digits / divisor
  const twice = (digits % divisor) * 2n
  const up = twice > divisor || (twice === divisor && kept % 2n === 1n)
  const rounded = kept + (up ? 1n : 0n)
  if (rounded !== 0n || digits === 0n) return Number(`${rounded}e-${decimals}`)
  return reference(digits, scale, scale - String(digits).length + 1)
}

describe('roundForAssessment', () => {
  it.each([
    ['an ordinary value', 0.0871, 3, 0.087],
    ['a tie of the text, not of its double', 0.0235, 3, 0.024],
    ['a tie to the even digit below', 0.0225, 3, 0.022],
    ['pH to whole numbers', 7.68, 0, 8],
    ['a trace keeps one digit', 0.00004, 3, 0.00004],
    ['a trace with a tie', 0.000045, 3, 0.00004],
    ['a trace that rounds up to the next power', 0.0000096, 4, 0.00001],
    ['a half that would become 0', 0.5, 0, 0.5],
    ['a negative trace', -0.0002, 3, -0.0002],
    ['nothing stays nothing', 0, 3, 0],
    ['the smallest of doubles', 5e-324, 3, 5e-324],
  ])('%s: %d at %d decimals is %d', (_, value, decimals, expected) => {
    expect(roundForAssessment(value, decimals)).toBe(expected)
  })

  it('hands back what is not finite', () => {
    expect(roundForAssessment(NaN, 2)).toBeNaN()
    expect(roundForAssessment(Infinity, 2)).toBe(Infinity)
  })

  it('equals the decimal reference', () => {
    const digits = fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }),
      fc.bigInt({ min: 0n, max: 99_999n }),
      // Ties: any digits with a five behind.
      fc.bigInt({ min: 0n, max: 99_999n }).map((n) => n * 10n + 5n),
    )
    fc.assert(
      fc.property(digits, fc.nat({ max: 12 }), fc.nat({ max: 8 }), (n, scale, decimals) => {
        const value = Number(`${n}e-${scale}`)
        expect(roundForAssessment(value, decimals)).toBe(reference(n, scale, decimals))
      }),
      { numRuns: 5000 },
    )
  })
})
