import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Sample } from '../../models/assess/water-class.ts'
import { loadNetwork } from '../config/network.ts'
import { loadStandards } from '../config/standards.ts'
import type { WaterBody } from '../domain/network.ts'
import { tablesAt, waterState } from './state.ts'

const folder = fileURLToPath(new URL('../../fixtures/network', import.meta.url))
const standards = loadStandards(`${folder}/standards`)
const { parameters } = loadNetwork(folder)
const at = (sections: readonly Sample[], time = Date.parse('2026-11-22T00:00:00+08:00')) => ({
  ...{ tables: tablesAt(standards, time), sections },
})
const name = { zh: '水', en: 'water' }
const lake: WaterBody = { id: 'lake', name, kind: 'lake' }
const river: WaterBody = { id: 'river', name, kind: 'river' }
const stateOf = (body: WaterBody, now: readonly Sample[], before: readonly Sample[] = []) =>
  waterState(parameters, body, at(now), at(before))
const unmeasured = {
  ...{ class: null, grade: null, method: null, sections: 0, mainIndicators: [] },
  ...{ trophic: null, bloom: null, change: null },
}

describe('a lake of two buoys', () => {
  const buoys = [
    { w01016: 10, w19011: 1e6, w21011: 0.08, w21001: 1.5, w01019: 4.5 },
    { w01016: 30, w19011: 3e6, w01004: 0.5, w01009: 8 },
  ]

  it('is judged by the mean of its points, with trophic state and bloom', () => {
    expect(stateOf(lake, buoys, [{ w21011: 0.04 }])).toEqual({
      ...{ waterBody: 'lake', name, kind: 'lake', class: 'IV', method: 'mean', sections: 2 },
      grade: { word: { zh: '轻度污染', en: 'lightly polluted' }, colour: 'water.class.IV' },
      mainIndicators: ['w21011'],
      // The worked vector of the trophic index: 55.73.
      trophic: {
        ...{ index: 55.7, band: { zh: '轻度富营养', en: 'lightly eutrophic' }, partial: false },
        standard: standards.tli[0]!.id,
      },
      // Chlorophyll tells II and III: neither prevails, and its mean of 20 is III.
      bloom: {
        grade: 'III',
        word: { zh: '轻度水华', en: 'light bloom' },
        standard: 'HJ 1098-2020',
      },
      change: 'worse',
    })
  })

  it('says where the trophic index is of fewer than five factors, or of none', () => {
    expect(stateOf(lake, [{ w01016: 20, w21011: 0.08 }]).trophic).toMatchObject({ partial: true })
    expect(stateOf(lake, [{ w01009: 8 }])).toMatchObject({ class: 'I', trophic: null, bloom: null })
  })
})

describe('a river of five stations', () => {
  const good = { w01019: 3, w21003: 0.2 }
  const bad = { w01019: 3, w21003: 1.2 }

  it('is judged by their shares, without class, trophic state and bloom', () => {
    const withChlorophyll = { ...good, w01016: 40, w19011: 1e8 }
    expect(stateOf(river, [bad, good, good, withChlorophyll, good], [good])).toEqual({
      ...{ waterBody: 'river', name, kind: 'river', class: null, method: 'share', sections: 5 },
      grade: { word: { zh: '良好', en: 'good' }, colour: 'water.class.III' },
      ...{ mainIndicators: ['w21003'], trophic: null, bloom: null, change: 'worse' },
    })
  })

  it('is judged by the mean where one of them has no value', () => {
    const state = stateOf(river, [bad, good, good, good, {}], [bad])
    expect(state).toMatchObject({ method: 'mean', class: 'II', sections: 4, change: 'much-better' })
  })

  it('holds the rounded mean against the limit', () => {
    expect(stateOf(river, [{ w21003: 1.004 }])).toMatchObject({ class: 'III' })
    expect(stateOf(river, [{ w21003: 1.006 }])).toMatchObject({ class: 'IV' })
  })
})

it('is unknown where nothing was measured or no limits were in force; so is a change', () => {
  const about = { waterBody: 'lake', name, kind: 'lake' }
  expect(stateOf(lake, [{}], [{ w01009: 8 }])).toEqual({ ...about, ...unmeasured })
  const early = at([{ w01009: 8 }], Date.parse('1990-01-01T00:00:00+08:00'))
  expect(waterState(parameters, lake, early, early)).toEqual({ ...about, ...unmeasured })
  expect(stateOf(lake, [{ w01009: 8 }])).toMatchObject({ class: 'I', change: null })
})
