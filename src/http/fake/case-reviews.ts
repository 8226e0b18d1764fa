import type { CaseReview } from '../../domain/case-review.ts'
import type { CaseReviewCapabilities } from '../case-reviews.ts'
import { fakeNow, fakeWorkflow } from './samples.ts'

const names = (en: string) => ({ zh: en, en })
const one = { sheet: 'enforcement', subject: 'h1', kind: 'hand-over', district: 'wujiang' }

/** One review of 2026, with one case that one member scored. */
const review: CaseReview = {
  workflow: fakeWorkflow('cr1', 5),
  year: 2026,
  form: {
    ...{ leastReviewers: 2, ownDistrict: 'refused', dueWithinMs: null, grades: [] },
    sheets: [
      {
        ...{ id: 'enforcement', name: names('Enforcement'), of: 'workflows' },
        ...{ kinds: ['hand-over'], perDistrict: 5, findings: [] },
        criteria: [{ id: 'facts', name: names('Facts'), points: 100 }],
      },
    ],
  },
  draw: { number: 1, seed: 's', method: 'm', at: fakeNow, person: '赵' },
  cases: [
    {
      ...{ ...one, how: 'draw', reason: null, mean: 90, finding: null, isScored: false },
      scores: [
        {
          ...{ reviewer: 'Q-1', reviewerDistrict: 'qingpu', at: fakeNow, person: '录入员' },
          ...{ points: { facts: 90 }, total: 90, finding: null, remarks: '=完整' },
        },
      ],
    },
  ],
  districts: [
    {
      ...{ sheet: 'enforcement', district: 'wujiang', cases: 1, scored: 0, mean: 90 },
      ...{ lowest: 90, highest: 90, grade: names('excellent'), findings: [] },
      criteria: [{ id: 'facts', mean: 90 }],
    },
  ],
  summary: null,
}

export function fakeCaseReviews(): CaseReviewCapabilities {
  const done = (id: string) => Promise.resolve({ ok: true, subject: fakeWorkflow(id, 9) } as const)
  const refused = { ok: false, code: 'scored-own-case', detail: 'own', allowed: [] } as const
  return {
    openReview: () => done('cr1'),
    drawCases: done,
    listCases: done,
    scoreCase: (id, { reviewer }) => (reviewer === 'Q-1' ? done(id) : Promise.resolve(refused)),
    caseReviews: (year) => Promise.resolve(year === 2026 || year === null ? [review] : []),
    reviewReminder: (year) =>
      Promise.resolve({ year: year ?? 2025, dueAt: fakeNow, warning: 'missed' }),
    caseReview: (id) => Promise.resolve(id === 'cr1' ? review : null),
    reviewCsv: () => ['sheet\r\n', 'enforcement\r\n'],
  }
}
