import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadStandards } from '../../src/config/standards.ts'
import { trophicFactors } from '../../src/domain/standards.ts'
import { roundHalfEven } from '../../src/domain/round.ts'
import { trophicState } from './tli.ts'

const folder = fileURLToPath(new URL('../../fixtures/network/standards', import.meta.url))
const standard = loadStandards(folder).tli[0]!

describe('trophicState', () => {
  it('gives the worked vector of a light eutrophic lake, part by part', () => {
    const state = trophicState(standard, { chla: 20, tp: 0.08, tn: 1.5, sd: 0.5, codmn: 4.5 })
    const parts = state?.parts.map((part) => [part.factor, roundHalfEven(part.index, 2)])
    expect(parts).toEqual([
      ['chla', 57.53],
      ['tp', 53.34],
      ['tn', 61.4],
      ['sd', 64.63],
      ['codmn', 41.11],
    ])
    expect(state?.parts.map((part) => roundHalfEven(part.weight, 4))).toEqual([
      0.2663, 0.1879, 0.179, 0.1834, 0.1834,
    ])
    expect(state?.index).toBeCloseTo(55.73, 2)
    expect(state).toMatchObject({ partial: false, band: { word: { zh: '轻度富营养' } } })
  })

  it('gives the worked vector of a mesotrophic lake', () => {
    const state = trophicState(standard, { chla: 10, tp: 0.05, tn: 1, sd: 1, codmn: 4 })
    expect(state?.index).toBeCloseTo(48.02, 2)
    expect(state?.band.word.en).toBe('mesotrophic')
  })

  it('scales up the weights of the factors present and says that it is partial', () => {
    const state = trophicState(standard, { chla: 20, tp: 0.08, sd: 0 })
    expect(state?.partial).toBe(true)
    expect(state?.parts.map((part) => part.factor)).toEqual(['chla', 'tp'])
    expect(state?.parts.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(1, 12)
  })

  it('is null without a usable factor', () => {
    expect(trophicState(standard, {})).toBeNull()
    expect(trophicState(standard, { chla: 0, tn: -1, tp: NaN })).toBeNull()
  })

  it.each([
    [29.99, 'oligotrophic'],
    [30, 'mesotrophic'],
    [50, 'mesotrophic'],
    [50.01, 'lightly eutrophic'],
    [60, 'lightly eutrophic'],
    [70, 'moderately eutrophic'],
    [70.01, 'heavily eutrophic'],
  ])('an index of %d is %s', (index, word) => {
    const flat = { factor: 'chla', unit: 'ug/L', slope: 1, correlation: 1 } as const
    const one = { ...standard, terms: [{ ...flat, intercept: index / 10 }] }
    expect(trophicState(one, { chla: 1 })?.band.word.en).toBe(word)
  })

  it('lies between the smallest and the largest of its parts, whatever is missing', () => {
    const value = fc.double({ min: 1e-4, max: 500, noNaN: true })
    const keys = Object.fromEntries(trophicFactors.map((factor) => [factor, value]))
    fc.assert(
      fc.property(fc.record(keys, { requiredKeys: [] }), (sample) => {
        const state = trophicState(standard, sample)
        if (state === null) return Object.keys(sample).length === 0
        const indices = state.parts.map((part) => part.index)
        expect(state.index).toBeGreaterThanOrEqual(Math.min(...indices) - 1e-9)
        expect(state.index).toBeLessThanOrEqual(Math.max(...indices) + 1e-9)
        return state.partial === Object.keys(sample).length < trophicFactors.length
      }),
    )
  })
})
