import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Workflow } from '../domain/alert.ts'
import type {
  CaseReview,
  ReviewDraw,
  ReviewList,
  ReviewOpening,
  ReviewReminder,
  ReviewScore,
} from '../domain/case-review.ts'
import type { Api, ApiContext } from './api-context.ts'
import {
  reminderSchema,
  reviewSchema,
  reviewSummarySchema,
  reviewSummaryView,
} from './case-review-view.ts'
import { reviewView } from './case-review-view.ts'
import type { CommandResult, Keep } from './capabilities.ts'
import type { OnWorkflow } from './casework-capabilities.ts'
import { textLengthMax } from './limits.ts'
import { registerHandOpening } from './opening.ts'
import { registerAct } from './patrol-sites.ts'
import { Problem, problemResponses } from './problems.ts'
import { exerciseAsked, exerciseShape, listOf, pageOf } from './query-shapes.ts'
import { pageRequest, pageShape, timeOrNull, viewPage } from './query-shapes.ts'
import { idSchema } from './workflows.ts'

/** What is needed of the rest of the program. */
export type CaseReviewCapabilities = {
  readonly openReview: (
    opening: ReviewOpening,
    keep: Keep<Workflow> | null,
  ) => Promise<CommandResult<Workflow>>
  readonly drawCases: OnWorkflow<ReviewDraw>
  readonly listCases: OnWorkflow<ReviewList>
  readonly scoreCase: OnWorkflow<ReviewScore>
  /** Opened last first; year null: of all years, exercise null: as the engine now runs. */
  readonly caseReviews: (
    year: number | null,
    exercise: boolean | null,
  ) => Promise<readonly CaseReview[]>
  /** Of a year; null: of the last that is over. */
  readonly reviewReminder: (
    year: number | null,
    exercise: boolean | null,
  ) => Promise<ReviewReminder>
  /** Null when there is no such review. */
  readonly caseReview: (id: string) => Promise<CaseReview | null>
  /** Every score of a review as CSV, in pieces. */
  readonly reviewCsv: (review: CaseReview) => Iterable<string>
}

const text = z.string().trim().min(1).max(textLengthMax)
const orNull = text.nullish().transform((given) => given ?? null)
const aYear = 'expected a year such as 2026'
const year = z.int(aYear).min(2000, aYear).max(9999, aYear)

const bodiesOf = ({ district }: ApiContext) => {
  const by = { district, person: text }
  return {
    opening: z.object({ ...by, year, exercise: z.boolean().default(false) }),
    draw: z.object({ ...by, reason: orNull.describe('why it is drawn again') }),
    list: z.object({
      ...by,
      subjects: z.array(text).min(1).max(200).describe('ids of workflows or alerts'),
      reason: text.describe('why these are reviewed'),
    }),
  }
}
const score = z.object({
  person: text.describe('who enters it'),
  reviewer: text.describe('key of the member in the register review-panel'),
  subject: text.describe('the case: id of a workflow or an alert'),
  points: z.record(z.string(), z.number()).describe('of every criterion of its sheet, by id'),
  finding: orNull.describe('what it was, where its sheet asks that'),
  remarks: orNull,
  reason: orNull.describe('why the member scores it once more'),
})

/** `case-reviews`: closed cases of a year, scored by a panel of the districts (执法联合评议). */
export function registerCaseReviews(api: Api, context: ApiContext): void {
  const { capabilities } = context
  const { opening, draw, list } = bodiesOf(context)
  registerListing(api, context)
  registerReading(api, context)
  registerHandOpening(api, context, {
    path: '/case-reviews',
    summary: 'Open the review of the cases of a year, by the form of case-review.json',
    body: opening,
    open: capabilities.openReview,
  })
  registerAct(api, context, {
    path: '/case-reviews/:id/draw',
    summary: 'Draw its cases by lot, so many of each district; the seed is ours and is kept',
    body: draw,
    run: capabilities.drawCases,
  })
  registerAct(api, context, {
    path: '/case-reviews/:id/cases',
    summary: 'Name cases of its year that are reviewed beside those drawn',
    body: list,
    run: capabilities.listCases,
  })
  registerAct(api, context, {
    path: '/case-reviews/:id/scores',
    summary: 'Enter what a member of the panel gives a case; its step `conclude` ends the review',
    body: score,
    run: capabilities.scoreCase,
  })
}

/** What each review of a year came to, and whether one is missing. */
function registerListing(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/case-reviews',
    {
      schema: {
        summary: 'Reviews of cases with what each district came to, opened last first',
        querystring: z.object({
          year: z.coerce.number(aYear).pipe(year).optional(),
          ...exerciseShape,
          ...pageShape,
        }),
        response: {
          200: listOf(reviewSummarySchema).extend({ reminder: reminderSchema }),
          ...problemResponses,
        },
      },
    },
    async ({ query }) => {
      const { year: of = null } = query
      const exercise = exerciseAsked(query)
      const reviews = await capabilities.caseReviews(of, exercise)
      const { dueAt, ...reminder } = await capabilities.reviewReminder(of, exercise)
      const page = pageOf(reviews, ({ workflow }) => workflow.id, pageRequest(query))
      return {
        ...viewPage(page, reviewSummaryView),
        reminder: { ...reminder, dueAt: timeOrNull(dueAt) },
      }
    },
  )
}

function registerReading(api: Api, { capabilities }: ApiContext): void {
  const find = async (id: string) => {
    const review = await capabilities.caseReview(id)
    if (review === null) throw new Problem('unknown-workflow', `no review of cases ${id}`)
    return review
  }
  api.get(
    '/case-reviews/:id',
    {
      schema: {
        summary: 'A review with its form, its cases and their scores',
        params: idSchema,
        response: { 200: reviewSchema, ...problemResponses },
      },
    },
    async ({ params: { id } }) => reviewView(await find(id)),
  )
  api.get(
    '/case-reviews/:id/scores.csv',
    {
      schema: {
        summary: 'Every score of a review as CSV: a line for each member, case and criterion',
        params: idSchema,
        response: {
          200: { description: 'CSV', content: { 'text/csv': { schema: z.any() } } },
          ...problemResponses,
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const csv = capabilities.reviewCsv(await find(id))
      void reply.header('content-disposition', `attachment; filename="case-review-${id}.csv"`)
      return reply.type('text/csv; charset=utf-8').send(Readable.from(csv, { objectMode: false }))
    },
  )
}
