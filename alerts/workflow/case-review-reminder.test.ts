import { expect, it } from 'vitest'
import { dayMs, parseInstant } from '../../src/domain/time.ts'
import { caseReview } from './case-review.ts'
import { reviewReminder } from './case-review-reminder.ts'
import { fakeWorkflow } from './fake-workflow.ts'

const at = (text: string) => parseInstant(`${text}+08:00`)!
const form = { dueWithinMs: 90 * dayMs }
const review = (year: number, state: string) => {
  return { year, workflow: { ...fakeWorkflow(caseReview), state } }
}
const inJune = at('2026-06-01T00:00:00')

it.each([
  ['before the year is over', [], inJune, '2026-12-31T23:59:59', null],
  ['once it is', [], inJune, '2027-01-01T00:00:00', 'due'],
  ['at the last moment', [], inJune, '2027-03-31T23:59:59', 'due'],
  ['when the time is over', [], inJune, '2027-04-01T00:00:00', 'missed'],
  ['while it goes on', [review(2026, 'selected')], inJune, '2027-02-01T00:00:00', 'due'],
  ['when it was cancelled', [review(2026, 'cancelled')], inJune, '2027-04-01T00:00:00', 'missed'],
  ['when it is concluded', [review(2026, 'closed')], inJune, '2027-04-01T00:00:00', null],
  ['of another year', [review(2025, 'closed')], inJune, '2027-02-01T00:00:00', 'due'],
  ['of a year before the log', [], at('2027-01-01T00:00:00'), '2027-04-01T00:00:00', null],
  ['in a store without a log', [], null, '2027-04-01T00:00:00', null],
] as const)('reminds of a year without a review: %s', (_sentence, reviews, began, now, warning) => {
  const told = reviewReminder(reviews, form, { year: 2026, began, now: at(now) })
  expect(told).toEqual({ year: 2026, dueAt: at('2027-04-01T00:00:00'), warning })
})

it('reminds of nothing where the form names no time', () => {
  const asked = { year: 2025, began: 0, now: inJune }
  expect(reviewReminder([], { dueWithinMs: null }, asked).warning).toBeNull()
})
