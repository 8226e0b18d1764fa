import { define } from './definition.ts'

/**
 * 执法联合评议 (R52): once a year a panel of the districts scores closed cases, drawn by lot or named,
 * by the form as it stood when the review was opened. What draws, names and scores is done by acts of
 * their own, which know the cases and the panel; a person ends it with the summary that is sent round.
 */
export const caseReview = define({
  kind: 'case-review',
  procedure: null,
  version: 1,
  name: { zh: '执法联合评议', en: 'Joint review of cases' },
  initial: 'opened',
  steps: [
    {
      id: 'draw',
      name: { zh: '抽取案卷', en: 'Draw the cases' },
      from: ['opened', 'selected'],
      to: 'selected',
      roles: ['engine'],
    },
    {
      id: 'list',
      name: { zh: '指定案卷', en: 'Name cases' },
      from: ['opened', 'selected'],
      to: 'selected',
      roles: ['engine'],
    },
    {
      id: 'score',
      name: { zh: '量化打分', en: 'Score a case' },
      from: 'selected',
      to: 'selected',
      roles: ['engine'],
    },
    {
      id: 'conclude',
      name: { zh: '通报评查情况', en: 'Conclude: the summary' },
      from: 'selected',
      to: 'closed',
      roles: ['executive-committee', 'district'],
      fields: [{ name: 'summary', type: 'text', required: true }],
      guards: ['all-scored'],
    },
  ],
})
