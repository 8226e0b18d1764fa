import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadStandards } from '../../src/config/standards.ts'
import { colourRank } from '../../src/domain/event.ts'
import { bloomMeasures, bloomPlaces } from '../../src/domain/standards.ts'
import { bloomTier, type BloomSigns } from './bloom-tier.ts'

const folder = fileURLToPath(new URL('../../fixtures/network/standards', import.meta.url))
const tiers = loadStandards(folder).bloomTiers[0]!

describe('bloomTier', () => {
  it.each<[string, BloomSigns, 'open-water' | 'intake', string | null]>([
    ['quiet', { chlaUgL: 20, algaeCellsL: 9.9e6, areaShare: 0.05 }, 'open-water', null],
    ['chlorophyll above 20', { chlaUgL: 20.1 }, 'open-water', 'blue'],
    ['1e7 cells', { algaeCellsL: 1e7 }, 'open-water', 'blue'],
    ['2e7 cells', { algaeCellsL: 2e7 }, 'open-water', 'yellow'],
    ['a tenth of the area', { areaShare: 0.1 }, 'open-water', 'yellow'],
    ['5e7 cells', { algaeCellsL: 5e7 }, 'open-water', 'orange'],
    ['three tenths of the area', { areaShare: 0.3 }, 'open-water', 'orange'],
    ['60 % alone is not Level I', { areaShare: 0.6, algaeCellsL: 7e7 }, 'open-water', 'orange'],
    ['8e7 cells alone is not Level I', { algaeCellsL: 9e7 }, 'open-water', 'orange'],
    ['Level I by density', { areaShare: 0.6, algaeCellsL: 8e7 }, 'open-water', 'red'],
    ['Level I by chlorophyll', { areaShare: 0.6, chlaUgL: 80 }, 'open-water', 'red'],
    ['quiet intake', { chlaUgL: 10, algaeCellsL: 4.9e6 }, 'intake', null],
    ['intake, chlorophyll above 10', { chlaUgL: 10.1 }, 'intake', 'blue'],
    ['intake, 5e6 cells', { algaeCellsL: 5e6 }, 'intake', 'blue'],
    ['intake, chlorophyll 20', { chlaUgL: 20 }, 'intake', 'yellow'],
    ['intake, 1e7 cells', { algaeCellsL: 1e7 }, 'intake', 'yellow'],
    ['intake, chlorophyll 40', { chlaUgL: 40 }, 'intake', 'orange'],
    ['intake, 3e7 cells', { algaeCellsL: 3e7 }, 'intake', 'orange'],
    ['intake, chlorophyll 45', { chlaUgL: 45 }, 'intake', 'orange'],
    ['intake, chlorophyll 60', { chlaUgL: 60 }, 'intake', 'red'],
    ['intake, 6e7 cells', { algaeCellsL: 6e7 }, 'intake', 'red'],
    ['nothing known', { chlaUgL: null }, 'intake', null],
    ['no number draws attention', { chlaUgL: NaN }, 'intake', 'red'],
  ])('%s', (_, signs, place, colour) => {
    expect(bloomTier(tiers, signs, place)).toBe(colour)
  })

  it('never falls when a sign rises', () => {
    const signs = fc.record({
      chlaUgL: fc.double({ min: 0, max: 150, noNaN: true }),
      algaeCellsL: fc.double({ min: 0, max: 2e8, noNaN: true }),
      areaShare: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    const rank = (one: BloomSigns, place: (typeof bloomPlaces)[number]) =>
      colourRank(bloomTier(tiers, one, place))
    fc.assert(
      fc.property(
        signs,
        fc.constantFrom(...bloomMeasures),
        fc.double({ min: 1, max: 3, noNaN: true }),
        fc.constantFrom(...bloomPlaces),
        (low, measure, factor, place) => {
          const high = { ...low, [measure]: low[measure] * factor }
          expect(rank(high, place)).toBeGreaterThanOrEqual(rank(low, place))
        },
      ),
    )
  })
})
