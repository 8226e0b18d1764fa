import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadStandards } from '../../src/config/standards.ts'
import {
  bloomGradeByArea,
  bloomGradeByChla,
  bloomGradeByDensity,
  bloomGradeOfPoint,
  bloomGradeOfWater,
  type BloomPoint,
} from './bloom.ts'

const folder = fileURLToPath(new URL('../../fixtures/network/standards', import.meta.url))
const standard = loadStandards(folder).bloom[0]!

describe('one point', () => {
  it.each([
    [0, 'I'],
    [1_999_999, 'I'],
    [2e6, 'II'],
    [9_999_999, 'II'],
    [1e7, 'III'],
    [4.9e7, 'III'],
    [5e7, 'IV'],
    [1e8, 'V'],
    [1e9, 'V'],
    [NaN, 'V'],
  ])('density %d cells/L is grade %s', (density, grade) => {
    expect(bloomGradeByDensity(standard, density).grade).toBe(grade)
  })

  it.each([
    [0, 'I'],
    [0.001, 'II'],
    [0.0999, 'II'],
    [0.1, 'III'],
    [0.3, 'IV'],
    [0.5999, 'IV'],
    [0.6, 'V'],
    [1, 'V'],
  ])('a bloom on a share of %d is grade %s', (share, grade) => {
    expect(bloomGradeByArea(standard, share).grade).toBe(grade)
  })

  it('takes the higher grade where chlorophyll and density disagree', () => {
    const grade = (algaeCellsL: number | null, chlaUgL: number | null) =>
      bloomGradeOfPoint(standard, { algaeCellsL, chlaUgL })?.grade
    expect(bloomGradeByChla(standard, 20).grade).toBe('III')
    expect(grade(1e6, 25)).toBe('III')
    expect(grade(6e7, 25)).toBe('IV')
    expect(grade(null, 25)).toBe('III')
    expect(grade(6e7, null)).toBe('IV')
    expect(grade(null, null)).toBeUndefined()
  })
})

describe('bloomGradeOfWater', () => {
  const points = (...densities: [count: number, algaeCellsL: number][]): BloomPoint[] =>
    densities.flatMap(([count, algaeCellsL]) =>
      Array<BloomPoint>(count).fill({ algaeCellsL, chlaUgL: null }),
    )

  it.each([
    ['more than 95 % without bloom', points([96, 1e6], [4, 9e8]), 'I', 'no-bloom-share'],
    ['95 % without bloom is not more', points([95, 1e6], [5, 9e8]), 'III', 'mean'],
    ['one grade on 75 %', points([3, 6e7], [1, 1e6]), 'IV', 'grade-share'],
    ['one grade on less than 75 %', points([2, 6e7], [1, 1e6]), 'III', 'mean'],
    ['80 % without bloom beside heavy ones', points([8, 1e6], [2, 3e8]), 'IV', 'mean'],
  ] as const)('%s', (_, given, grade, rule) => {
    const found = bloomGradeOfWater(standard, given)
    expect([found?.grade.grade, found?.rule]).toEqual([grade, rule])
  })

  it('takes the higher of mean density and mean chlorophyll', () => {
    const found = bloomGradeOfWater(standard, [
      { algaeCellsL: 1e6, chlaUgL: 150 },
      { algaeCellsL: 3e6, chlaUgL: 12 },
    ])
    expect(found).toMatchObject({ grade: { grade: 'IV' }, rule: 'mean', points: 2 })
  })

  it('is null without a measured point', () => {
    expect(bloomGradeOfWater(standard, [])).toBeNull()
    expect(bloomGradeOfWater(standard, [{ algaeCellsL: null, chlaUgL: null }])).toBeNull()
  })
})
