import type { CaseReview, ReviewForm, ReviewReminder } from '../../src/domain/case-review.ts'
import type { Instant } from '../../src/domain/time.ts'
import { yearStart } from './patrol-count.ts'

/**
 * Whether the review of the closed cases of a year (R52) is to be made, or was not in its time, which
 * begins with the end of that year. One that was cancelled is none; one under way is still due.
 *
 * @param began  when the log of the store began; null: it has not. Of a year that was over by then
 *   nothing is said
 */
export function reviewReminder(
  reviews: readonly Pick<CaseReview, 'year' | 'workflow'>[],
  { dueWithinMs }: Pick<ReviewForm, 'dueWithinMs'>,
  { year, began, now }: { year: number; began: Instant | null; now: Instant },
): ReviewReminder {
  const endsAt = yearStart(year + 1)
  if (dueWithinMs === null) return { year, dueAt: null, warning: null }
  const dueAt = endsAt + dueWithinMs
  const made = reviews.some((one) => one.year === year && one.workflow.state === 'closed')
  const isKnown = began !== null && began < endsAt
  if (made || !isKnown || now < endsAt) return { year, dueAt, warning: null }
  return { year, dueAt, warning: now < dueAt ? 'due' : 'missed' }
}
