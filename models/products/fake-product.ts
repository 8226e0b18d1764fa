import type { Workflow } from '../../src/domain/alert.ts'
import { loadProductPlan } from '../../src/config/products.ts'
import { loadNetwork } from '../../src/config/network.ts'
import { loadStandards } from '../../src/config/standards.ts'
import type { KeptDraft, ProductDraft } from '../../src/domain/product.ts'
import { hourMs, dayStart } from '../../src/domain/time.ts'
import type { Band } from '../../src/domain/forecast.ts'
import type { AirSeries } from './air-series.ts'
import { documentOf, type ProductDocument } from './document.ts'
import { draftCells } from './draft-cells.ts'

const folder = new URL('../../fixtures/network/', import.meta.url).pathname
const network = loadNetwork(folder)
export const plan = loadProductPlan(`${folder}products.json`, network)!
export const standard = loadStandards(`${folder}standards`).aqi.find(
  ({ id }) => id === 'HJ 633-2026',
)!
const date = '2026-11-23'
export const todayAt = dayStart(date)
/** As a draft at three in the afternoon has them: the run began at 15:00 and reaches 72 hours. */
const cutOffAt = todayAt + 15 * hourMs

/** Usual concentrations, µg/m³ and for CO mg/m³. */
const usual: Readonly<Record<string, number>> = {
  ...{ a34004: 38, a34002: 62, a21026: 7, a21004: 32, a05024: 70, a21005: 0.7 },
}

const around = (median: number): Band => ({
  median,
  low80: 0.7 * median,
  high80: 1.4 * median,
  low95: 0.5 * median,
  high95: 1.8 * median,
})

/** One station's series: forecast 15 hours into the third day, and so many stored days. */
export function stationSeries(
  station: string,
  district: string,
  given: { readonly days?: number; readonly factor?: number; readonly forecast?: boolean } = {},
): AirSeries[] {
  const { days = 20, factor = 1, forecast = true } = given
  return standard.pollutants.map(({ code }) => {
    const level = factor * usual[code]!
    const hours = Array.from(
      { length: 72 },
      (_, h) => [cutOffAt + h * hourMs, around(level)] as const,
    )
    return {
      ...{ station, district, code },
      forecast: forecast ? { hours: new Map(hours), published: false, cutOffAt } : null,
      errors: new Map<number, Float64Array>(),
      // Days of 70 to 130 % in an order of their own, all pollutants alike.
      stored: Float64Array.from({ length: days * 24 }, (_, hour) => {
        const day = Math.floor(hour / 24)
        return level * (0.7 + (0.6 * ((day * 7) % days)) / Math.max(1, days - 1))
      }),
    }
  })
}

const stations = [
  ['qingpu-dianshanhu', 'qingpu', 1],
  ['wujiang-yuexiu', 'wujiang', 1.7],
  ['jiashan-synthetic-air', 'jiashan', 1.2],
] as const

/** A draft of the whole zone. */
export function fakeDraft(change: Partial<ProductDraft> = {}): KeptDraft {
  const all = stations.map(([id, district, factor]) => stationSeries(id, district, { factor }))
  const areas = [
    ['zone', all.flat()] as const,
    ...all.map((series, at) => [stations[at]![1], series] as const),
  ]
  return {
    date,
    madeAt: cutOffAt,
    demonstration: false,
    standards: [standard.id],
    pollutants: standard.pollutants.map(({ code }) => code),
    primaryAbove: standard.primaryAbove,
    cells: areas.flatMap(([area, series]) => draftCells(area, series, standard, plan, todayAt)),
    runs: all.flat().map(({ station, code }) => {
      const hash = 'd'.repeat(64)
      return { station, parameter: code, issuedAt: cutOffAt, cutOffAt, model: 'ensemble/1', hash }
    }),
    hash: 'f'.repeat(64),
    ...change,
  }
}

const workflow: Workflow = {
  ...{ id: 'air-product-2026-11-23-1', kind: 'consultation', procedure: 'air-product' },
  ...{ definitionVersion: 1, state: 'closed', alert: null, station: null, siteDistrict: null },
  ...{ openedAt: cutOffAt, changedAt: cutOffAt, closedAt: cutOffAt, steps: [], n: 9 },
} as const

/** A product as released: the draft agreed by all. */
export function fakeDocument(
  minutes: string,
  draft: KeptDraft,
): ProductDocument & { readonly hash: string } {
  const at = cutOffAt + 2 * hourMs
  const subject = {
    product: 'air',
    date,
    draft: draft.hash,
    dueAt: at,
    corrects: null,
    reason: null,
  }
  const consultation = {
    cells: draft.cells.map(({ area, leadDay, value }) => {
      return { area, leadDay, draft: value, said: {}, differs: [], agreed: value }
    }),
    agreement: { person: '沈', at, minutes },
    signatures: plan.parties.map(({ district }) => ({ district, person: '沈', at })),
  }
  const given = { workflow, draft, consultation, standard, network, plan, issuedAt: at }
  return {
    ...documentOf({ ...given, subject: { ...subject, product: 'air' } }),
    hash: 'a'.repeat(64),
  }
}
