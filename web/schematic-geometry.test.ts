import { describe, expect, it } from 'vitest'
import { crosses, hullOf, interpolate, spread } from './schematic-geometry.ts'

it('spreads values apart, back from the upper end too', () => {
  expect(spread([0, 1, 20], 10, 0, 100)).toEqual([0, 10, 20])
  expect(spread([95, 99, 100], 10, 0, 100)).toEqual([80, 90, 100])
})

it('leaves inner points out of a hull', () => {
  const corners = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 4 },
    { x: 0, y: 4 },
  ]
  expect(hullOf([...corners, { x: 2, y: 2 }])).toHaveLength(4)
})

it.each([
  [4, 40],
  [-1, 0],
  [12, 140],
  [99, 300],
])('reads %d from a bent line', (at, expected) => {
  expect(interpolate([0, 10, 20], [0, 100, 300], at)).toBe(expected)
})

describe('crosses', () => {
  const box = { left: 10, top: 10, right: 20, bottom: 20 }
  it.each([
    ['through the middle', { x: 0, y: 15 }, { x: 30, y: 15 }, true],
    ['ends before it', { x: 0, y: 15 }, { x: 9, y: 15 }, false],
    ['along its edge', { x: 0, y: 10 }, { x: 30, y: 10 }, false],
    ['past a corner', { x: 0, y: 18 }, { x: 12, y: 30 }, false],
    ['across a corner', { x: 8, y: 16 }, { x: 14, y: 22 }, true],
    ['inside it', { x: 12, y: 12 }, { x: 14, y: 18 }, true],
  ])('%s', (_sentence, from, to, expected) => {
    expect(crosses(from, to, box)).toBe(expected)
  })
})
