import { reviewReminder } from '../../alerts/workflow/case-review-reminder.ts'
import { reviewOf } from '../../alerts/workflow/case-review-result.ts'
import { yearOf } from '../../alerts/workflow/patrol-count.ts'
import type { CaseReview, CaseScore, ReviewedCase } from '../domain/case-review.ts'
import { csvHeader, csvLine, type CsvColumns } from '../domain/csv.ts'
import { formatBeijing } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import type { CaseReviewCapabilities } from '../http/case-reviews.ts'
import { keeping } from '../keeping.ts'
import { caseReviews } from '../store/case-reviews.ts'
import { logBegan } from '../store/change-log.ts'
import { getWorkflow } from '../store/workflows.ts'

type Line = {
  readonly one: ReviewedCase
  readonly score: CaseScore | null
  readonly criterion: string | null
}

const columns: CsvColumns<Line> = [
  ['sheet', ({ one }) => one.sheet],
  ['district', ({ one }) => one.district],
  ['kind', ({ one }) => one.kind],
  ['case', ({ one }) => one.subject],
  ['how', ({ one }) => one.how],
  ['reviewer', ({ score }) => score?.reviewer ?? null],
  ['reviewerDistrict', ({ score }) => score?.reviewerDistrict ?? null],
  ['at', ({ score }) => (score === null ? null : formatBeijing(score.at))],
  ['criterion', ({ criterion }) => criterion],
  ['points', ({ score, criterion }) => score?.points[criterion ?? ''] ?? null],
  ['total', ({ score }) => score?.total ?? null],
  ['finding', ({ score }) => score?.finding ?? null],
  ['remarks', ({ score }) => score?.remarks ?? null],
]

/** A line for each member, case and criterion by RFC 4180; a case without a score has one of its own. */
export function* reviewCsv({ cases }: CaseReview): Generator<string, void> {
  yield csvHeader(columns)
  for (const one of cases) {
    if (one.scores.length === 0) yield csvLine(columns, { one, score: null, criterion: null })
    for (const score of one.scores)
      yield Object.keys(score.points)
        .map((criterion) => csvLine(columns, { one, score, criterion }))
        .join('')
  }
}

/** What the pages may ask of reviews of cases, and do with them. */
export function createCaseReviewAnswers(engine: Engine): CaseReviewCapabilities {
  const { desk } = engine
  const { db, clock, reviewForm, exercise: runsAsExercise = false } = engine.parts
  const reviewsOf = async (year: number | null, exercise: boolean | null) =>
    (await caseReviews(db, year, exercise ?? runsAsExercise)).map(reviewOf)
  return {
    openReview: (opening, keep) => desk.openReview(opening, keeping(engine, keep)),
    drawCases: (id, given, expectedN, keep) =>
      desk.drawCases(id, given, expectedN, keeping(engine, keep)),
    listCases: (id, given, expectedN, keep) =>
      desk.listCases(id, given, expectedN, keeping(engine, keep)),
    scoreCase: (id, given, expectedN, keep) =>
      desk.scoreCase(id, given, expectedN, keeping(engine, keep)),
    caseReviews: reviewsOf,
    reviewReminder: async (asked, exercise) => {
      const now = clock.now()
      const year = asked ?? yearOf(now) - 1
      const of = reviewForm ?? { dueWithinMs: null }
      const reviews = await reviewsOf(year, exercise)
      return reviewReminder(reviews, of, { year, began: await logBegan(db), now })
    },
    caseReview: async (id) => {
      const workflow = await getWorkflow(db, id)
      return workflow?.kind === 'case-review' ? reviewOf(workflow) : null
    },
    reviewCsv,
  }
}
