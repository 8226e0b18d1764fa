import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadStandards } from '../../src/config/standards.ts'
import type { WaterClass } from '../../src/domain/network.ts'
import { assessSample, gradeOfClass } from './water-class.ts'
import { assessSections, gradeChange, meanSample, roundSample } from './water-period.ts'

const folder = fileURLToPath(new URL('../../fixtures/network/standards', import.meta.url))
const standard = loadStandards(folder).surfaceWater[0]!

describe('meanSample', () => {
  it('averages values, each factor over the samples that have it', () => {
    const mean = meanSample(standard, [{ w01019: 3, w21003: 0.2 }, { w01019: 5 }])
    expect(mean).toEqual({ w01019: 4, w21003: 0.2 })
  })

  it('averages pH as hydrogen activity', () => {
    const mean = meanSample(standard, [{ w01001: 6 }, { w01001: 8 }])
    expect(mean['w01001']).toBeCloseTo(6.2967, 4)
  })

  it('classes the mean and does not average classes', () => {
    const samples = [{ w01019: 1 }, { w01019: 1 }, { w01019: 16 }]
    expect(assessSample(standard, meanSample(standard, samples), 'river').class).toBe('III')
  })
})

describe('roundSample', () => {
  it('rounds before the comparison, as the rule asks', () => {
    const decimals = { w01001: 0, w21011: 3 }
    const rounded = roundSample({ w01001: 9.4, w21011: 0.0505, w01010: 14.25 }, decimals)
    expect(rounded).toEqual({ w01001: 9, w21011: 0.05, w01010: 14.25 })
    expect(assessSample(standard, rounded, 'lake').class).toBe('III')
  })
})

/** One section of the class, by permanganate index alone. */
const valueOf: Readonly<Record<WaterClass, number>> = {
  I: 1,
  II: 3,
  III: 5,
  IV: 8,
  V: 12,
  'V+': 20,
}
const sectionsOf = (...classes: WaterClass[]) => classes.map((one) => ({ w01019: valueOf[one] }))

describe('assessSections', () => {
  const good = (count: number) => Array<WaterClass>(count).fill('II')
  const bad = (count: number) => Array<WaterClass>(count).fill('IV')
  const worst = (count: number) => Array<WaterClass>(count).fill('V+')

  it.each<[string, WaterClass[], string]>([
    ['90 % good', [...good(9), ...bad(1)], '优'],
    ['just under 90 % good', [...good(17), ...bad(2)], '良好'],
    ['75 % good', [...good(6), ...bad(2)], '良好'],
    ['under 75 % good, no worst', [...good(3), ...bad(2)], '轻度污染'],
    ['under 75 % good, under 20 % worst', [...good(3), ...bad(2), ...worst(1)], '轻度污染'],
    ['under 75 % good, 20 % worst', [...good(2), ...bad(2), ...worst(1)], '中度污染'],
    ['under 60 % good, 40 % worst', [...good(2), ...bad(1), ...worst(2)], '重度污染'],
    ['60 % good beside 40 % worst', [...good(3), ...worst(2)], '重度污染'],
  ])('judges a river by shares: %s', (_, classes, word) => {
    const whole = assessSections(standard, sectionsOf(...classes), 'river', {})
    expect(whole).toMatchObject({ method: 'share', class: null, sections: classes.length })
    expect(whole.grade?.word.zh).toBe(word)
  })

  it('judges fewer than five sections, and any lake, by the class of the mean', () => {
    const four = assessSections(standard, sectionsOf('I', 'I', 'I', 'V+'), 'river', {})
    expect(four).toMatchObject({ method: 'mean', class: 'III', goodShare: null })
    const lake = assessSections(standard, sectionsOf('I', 'I', 'I', 'I', 'V+'), 'lake', {})
    expect(lake).toMatchObject({ method: 'mean', class: 'III', sections: 5 })
  })

  it('counts only sections with an assessed factor', () => {
    const sections = [...sectionsOf('II', 'II', 'II', 'II'), { w01010: 20 }]
    expect(assessSections(standard, sections, 'river', {})).toMatchObject({
      method: 'mean',
      sections: 4,
      class: 'II',
    })
    expect(assessSections(standard, [], 'river', {})).toMatchObject({ class: null, grade: null })
  })
})

describe('what assessSections holds against the limits', () => {
  const decimals = { w01001: 0, w21011: 3 }

  it('is a mean that is rounded once, after the sections were averaged', () => {
    // Rounded before, both were 0.050 and 0.051, and their mean above the limit of 0.05.
    const sections = [{ w21011: 0.0496 }, { w21011: 0.0506 }]
    const rounded = assessSections(standard, sections, 'lake', decimals)
    expect(rounded).toMatchObject({ class: 'III', sections: 2 })
    expect(assessSections(standard, sections, 'lake', {})).toMatchObject({ class: 'IV' })
  })

  it('is each section, rounded, where shares count', () => {
    const sections = Array.from({ length: 5 }, () => ({ w01001: 9.4 }))
    expect(assessSections(standard, sections, 'river', decimals)).toMatchObject({ goodShare: 1 })
    expect(assessSections(standard, sections, 'river', {})).toMatchObject({ worstShare: 1 })
  })
})

describe('main indicators of a water', () => {
  it('of few sections are those of the mean', () => {
    const sections = [
      { w01019: 8, w21003: 2.4 },
      { w01019: 8, w21003: 0.4 },
    ]
    const { mainIndicators } = assessSections(standard, sections, 'river', {})
    expect(mainIndicators).toEqual(['w21003', 'w01019'])
  })

  it('by shares are those that exceed at most sections, three of them', () => {
    const sections = [
      { w01019: 8, w21003: 2.4, w21011: 0.3, w01018: 25 },
      { w01019: 3, w21003: 1.2, w21011: 0.3 },
      { w01019: 3, w21003: 0.2, w21011: 0.3 },
      { w01019: 3, w21003: 0.2 },
      { w01019: 3, w21003: 0.2 },
    ]
    const { method, mainIndicators } = assessSections(standard, sections, 'river', {})
    expect([method, mainIndicators]).toEqual(['share', ['w21011', 'w21003', 'w01019']])
  })
})

describe('gradeChange', () => {
  it.each<[WaterClass, WaterClass, string]>([
    ['I', 'II', '无明显变化'],
    ['II', 'III', '有所变差'],
    ['IV', 'III', '有所好转'],
    ['II', 'IV', '明显变差'],
    ['V+', 'III', '明显好转'],
    ['V', 'V', '无明显变化'],
  ])('from %s to %s: %s', (before, now, word) => {
    const change = gradeChange(
      standard,
      gradeOfClass(standard, before),
      gradeOfClass(standard, now),
    )
    expect(change.word.zh).toBe(word)
  })
})
