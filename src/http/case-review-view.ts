import { z } from 'zod'
import type { CaseReview, CaseScore, ReviewedCase } from '../domain/case-review.ts'
import { formatInstant } from '../domain/time.ts'
import { entityTag } from './entity-tag.ts'
import { timeOrNull, timeText } from './query-shapes.ts'

const names = z.object({ zh: z.string(), en: z.string() })
const count = z.int().min(0)
const points = z.number().nullable()

const districtSchema = z.object({
  sheet: z.string(),
  district: z.string(),
  cases: count,
  scored: count.describe('by as many members as the form wants'),
  mean: points.describe('of 100, over the cases that somebody scored'),
  lowest: points,
  highest: points,
  grade: names.nullable(),
  criteria: z.array(z.object({ id: z.string(), mean: points })),
  findings: z.array(z.object({ id: z.string(), cases: count })),
})

/** A review with what its districts came to. */
export const reviewSummarySchema = z.object({
  ...{ id: z.string(), etag: z.string(), year: z.int(), state: z.string() },
  exercise: z.boolean(),
  ...{ openedAt: timeText, closedAt: timeText.nullable() },
  ...{ cases: count, scored: count },
  summary: z.string().nullable().describe('which ended it'),
  sheets: z.array(
    z.object({
      ...{ id: z.string(), name: names },
      criteria: z.array(z.object({ id: z.string(), name: names, points: z.int() })),
      findings: z.array(z.object({ id: z.string(), name: names })),
    }),
  ),
  districts: z.array(districtSchema),
})

/** Whether the review of a year, of the last that is over if none is asked for, is missing. */
export const reminderSchema = z.object({
  year: z.int(),
  dueAt: timeText.nullable().describe('by when it is to be concluded; null: by no time'),
  warning: z
    .enum(['due', 'missed'])
    .nullable()
    .describe('due: the year is over, its review is not; missed: nor was it by then'),
})

const scoreSchema = z.object({
  reviewer: z.string().describe('key in the register review-panel'),
  reviewerDistrict: z.string(),
  ...{ at: timeText, person: z.string() },
  points: z.record(z.string(), z.number()),
  total: z.number(),
  ...{ finding: z.string().nullable(), remarks: z.string().nullable() },
})

const caseSchema = z.object({
  ...{ sheet: z.string(), subject: z.string(), kind: z.string(), district: z.string() },
  how: z.enum(['draw', 'list']),
  reason: z.string().nullable().describe('why it was named'),
  scores: z.array(scoreSchema).describe('the newest of each member'),
  mean: points,
  finding: z.string().nullable().describe('what more than half of its members found'),
  scored: z.boolean().describe('by as many members as the form wants'),
})

/** A review with its cases and their scores. */
export const reviewSchema = reviewSummarySchema.extend({
  leastReviewers: z.int(),
  draw: z
    .object({
      ...{ number: z.int(), seed: z.string(), method: z.string() },
      ...{ at: timeText, person: z.string() },
    })
    .nullable(),
  items: z.array(caseSchema),
})

export function reviewSummaryView(review: CaseReview): z.output<typeof reviewSummarySchema> {
  const { workflow, year, form, cases, districts, summary } = review
  const { id, n, state, exercise = false, openedAt, closedAt } = workflow
  return {
    ...{ id, etag: entityTag(n), year, state, exercise, summary },
    ...{ openedAt: formatInstant(openedAt), closedAt: timeOrNull(closedAt) },
    cases: cases.length,
    scored: cases.filter(({ isScored }) => isScored).length,
    sheets: form.sheets.map(({ id: sheet, name, criteria, findings }) => {
      return { id: sheet, name, criteria: [...criteria], findings: [...findings] }
    }),
    districts: districts.map((one) => {
      return { ...one, criteria: [...one.criteria], findings: [...one.findings] }
    }),
  }
}

const scoreView = ({ at, points: given, ...score }: CaseScore) => ({
  ...score,
  points: { ...given },
  at: formatInstant(at),
})

const caseView = ({ isScored, scores, ...one }: ReviewedCase): z.output<typeof caseSchema> => ({
  ...{ ...one, scored: isScored, scores: scores.map(scoreView) },
})

export function reviewView(review: CaseReview): z.output<typeof reviewSchema> {
  const { draw, form, cases } = review
  return {
    ...reviewSummaryView(review),
    leastReviewers: form.leastReviewers,
    draw: draw === null ? null : { ...draw, at: formatInstant(draw.at) },
    items: cases.map(caseView),
  }
}
