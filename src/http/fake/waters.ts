import type { WaterState } from '../../domain/water-state.ts'
import type { WaterCapabilities } from '../waters.ts'

export const fakeLake: WaterState = {
  ...{ waterBody: 'dianshan', name: { zh: '淀山湖', en: 'Dianshan Lake' }, kind: 'lake' },
  ...{ class: 'IV', method: 'mean', sections: 2, mainIndicators: ['w21011'], change: 'worse' },
  grade: { word: { zh: '轻度污染', en: 'lightly polluted' }, colour: 'water.class.IV' },
  trophic: {
    ...{ index: 55.7, band: { zh: '轻度富营养', en: 'lightly eutrophic' }, partial: true },
    standard: 'TLI',
  },
  bloom: { grade: 'II', word: { zh: '无明显水华', en: 'no evident bloom' }, standard: 'HJ 1098' },
}

/** It is the 23rd: the 22nd is the newest day that has ended. */
export const fakeWaters: WaterCapabilities = {
  waters: (date, period) => {
    const newest = '2026-11-22'
    const asked = date ?? newest
    return Promise.resolve(
      /^\d{4}-\d\d-\d\d$/.test(asked) && asked <= newest
        ? { date: asked, period, items: [fakeLake] }
        : null,
    )
  },
}
