import type { Workflow } from '../../domain/alert.ts'
import type { CellValue, KeptDraft, ReleasedProduct } from '../../domain/product.ts'
import type { Forecaster, Verification } from '../../domain/verification.ts'
import type { Guidance } from '../../domain/guidance.ts'
import type { ConsultationState, ProductCapabilities } from '../capabilities.ts'
import type { AqiCapabilities } from '../forecast-aqi.ts'
import type { GuidanceCapabilities } from '../guidance.ts'
import type { VerificationCapabilities } from '../product-verification.ts'
import type { Fake } from './capabilities.ts'
import { fakeNow, fakeWorkflow } from './samples.ts'

const value: CellValue = {
  ...{ aqiLow: 40, aqiHigh: 60, primaryPollutants: ['a34004'], pm25Low: 28, pm25High: 39 },
  ...{ o3Low: 70, o3High: 90, weather: null },
}
const basis = {
  ...{ forecastHours: 24, climatologyHours: 0, storedDays: 20, joint: 'errors' as const },
  ...{ aqiMedian: 50, rangeShare: 0.8, published: true },
  odds: { levels: [{ level: 2, probability: 1 }], primary: [{ code: 'a34004', probability: 0.9 }] },
}
const draft: KeptDraft = {
  ...{ date: '2026-11-23', madeAt: fakeNow, demonstration: false, standards: ['HJ 633-2026'] },
  ...{ pollutants: ['a34004'], primaryAbove: 50, runs: [], hash: 'd'.repeat(64) },
  cells: [{ area: 'qingpu', leadDay: 1, value, reason: null, basis }],
}
const fakeGuidance: Guidance = {
  ...{ issueDate: draft.date, version: 3, receivedAt: fakeNow, hash: 'e'.repeat(64) },
  cells: [{ ...value, area: 'qingpu', leadDay: 1, aqiHigh: 75 }],
}
const parties = [
  { id: 'shanghai', name: { zh: '上海', en: 'Shanghai' }, district: 'qingpu' },
] as const

function stateOf(workflow: Workflow): ConsultationState {
  const said = { qingpu: value }
  return {
    workflow: { ...workflow, state: 'drafted' },
    subject: {
      ...{ product: 'air', date: draft.date, draft: draft.hash, dueAt: fakeNow },
      ...{ corrects: null, reason: null },
    },
    draft,
    consultation: {
      cells: [{ area: 'qingpu', leadDay: 1, draft: value, said, differs: [], agreed: null }],
      agreement: null,
      signatures: [],
    },
    guidance: fakeGuidance,
    parties,
    allowed: workflow.steps.length === 0 ? ['enter', 'accept', 'cancel'] : ['agree'],
  }
}

export const fakeProduct: ReleasedProduct = {
  ...{ date: '2026-11-22', version: 2, issuedAt: fakeNow, hash: 'a'.repeat(64) },
  document: '{"date":"2026-11-22","version":2}',
}

/** One product released, and one consultation, which is the fake's workflow `w1`. */
export function fakeProducts(fake: Fake): ProductCapabilities {
  return {
    product: ({ date, version }) => {
      const known = (date ?? fakeProduct.date) === fakeProduct.date
      const isReleased = known && (version ?? fakeProduct.version) === fakeProduct.version
      return Promise.resolve(fake.released && isReleased ? fakeProduct : null)
    },
    productFile: ({ date }, format, { leadDay, language }) => {
      const view = format === 'svg' ? ` D+${leadDay} ${language}` : ''
      return Promise.resolve(`${format} of ${date}${view}`)
    },
    productConsultation: (date) => {
      const workflow = fake.workflows.get('w1')
      const known = workflow !== undefined && (date ?? draft.date) === draft.date
      return Promise.resolve(known ? stateOf(workflow) : null)
    },
    consultationAfter: (_before, workflow) => stateOf(workflow),
    correctProduct: () => Promise.resolve({ ok: true, subject: fakeWorkflow('w1', 0) }),
  }
}

const model: Forecaster = {
  ...{ by: 'model', version: null, party: null, district: null, person: null },
}
const hits = {
  ...{ n: 1, rangeHits: 1, levelHits: 1, primaryN: 1, primaryHits: 0 },
  ...{ meanError: -5, meanAbsoluteError: 5 },
}
const fakeVerification: Omit<Verification, 'area' | 'tolerance'> = {
  ...{ date: draft.date, standard: 'HJ 633-2026', demonstration: false },
  days: [
    {
      ...{ leadDay: 1, date: '2026-11-24' },
      observed: { aqi: 55, level: 2, primary: ['a34002'] },
      forecasts: [
        {
          ...{ forecaster: model, aqiLow: 40, aqiHigh: 60, primaryPollutants: ['a34004'] },
          ...{ levels: [1, 2], rangeHit: true, levelHit: true, primaryHit: false, error: -5 },
        },
      ],
    },
  ],
  scores: [{ forecaster: model, all: hits, polluted: { ...hits, n: 0 } }],
}

/** One station has an outlook of one day. */
export function fakeAqi(): AqiCapabilities {
  const level = { level: 2, numeral: '二级', word: { zh: '良', en: 'good' }, probability: 1 }
  const cell = { ...draft.cells[0]!, area: 'TP-1' }
  return {
    aqiOutlook: (station) =>
      Promise.resolve(
        station === 'TP-1'
          ? {
              ...{ station, standard: 'HJ 633-2026', madeAt: fakeNow },
              days: [{ date: draft.date, cell, levels: [level] }],
              runs: [
                {
                  ...{ station, parameter: 'a34004', issuedAt: fakeNow, cutOffAt: fakeNow },
                  ...{ model: 'ensemble/1', hash: 'ab12' },
                },
              ],
            }
          : null,
      ),
  }
}

/** One date has guidance; what is told says the same unless its text is `new` or `bad`. */
export function fakeGuidanceCapabilities(): GuidanceCapabilities & VerificationCapabilities {
  return {
    verification: ({ area, date, tolerance }) =>
      Promise.resolve(
        date === null || date === draft.date ? { ...fakeVerification, area, tolerance } : null,
      ),
    takeGuidance: (issueDate, text, format) =>
      Promise.resolve(
        text === 'bad'
          ? { ok: false, faults: [`line 2: area: ${format}`, 'line 3: leadDay'] }
          : { ok: true, guidance: { ...fakeGuidance, issueDate }, isNew: text === 'new' },
      ),
    guidance: ({ issueDate, version }) => {
      const known = (issueDate ?? fakeGuidance.issueDate) === fakeGuidance.issueDate
      return Promise.resolve(known && (version ?? 3) === 3 ? fakeGuidance : null)
    },
    guidanceSkill: () => {
      const score = { mae: 12.5, inside: 0.6 }
      return Promise.resolve([{ area: 'zone', leadDay: 1, n: 9, guidance: score, draft: score }])
    },
  }
}
