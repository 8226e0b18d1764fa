import { describe, expect, it } from 'vitest'
import { drawLots } from './drawing.ts'

describe('a draw', () => {
  const keys = ['a', 'b', 'c']

  it('is made by the hashes of seed and key, as sha256sum gives them', () => {
    // printf 's|a' | sha256sum, and so on.
    expect(drawLots('s', keys, 3)).toEqual(['c', 'a', 'b'])
    expect(drawLots('s', keys, 1)).toEqual(['c'])
  })

  it('is the same in whatever order the candidates stand, and another by another seed', () => {
    expect(drawLots('s', keys.toReversed(), 2)).toEqual(drawLots('s', keys, 2))
    const firsts = Array.from({ length: 50 }, (_, seed) => drawLots(`${seed}`, keys, 1)[0])
    expect(new Set(firsts)).toEqual(new Set(keys))
  })

  it('favours nobody: of 3,000 seeds each of three comes first in about a third', () => {
    const counts = new Map(keys.map((key) => [key, 0]))
    for (let seed = 0; seed < 3_000; seed += 1) {
      const [first = ''] = drawLots(`seed-${seed}`, keys, 1)
      counts.set(first, counts.get(first)! + 1)
    }
    // Five standard deviations of a fair lot are 129.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(130)
  })
})
