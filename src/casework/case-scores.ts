import type { Also, DeskParts, Done } from '../desk.ts'
import type { Workflow } from '../domain/alert.ts'
import type { CaseReview, ReviewedCase, ReviewScore, ReviewSheet } from '../domain/case-review.ts'
import { textField } from '../domain/register.ts'
import { actorsOn } from '../store/case-reviews.ts'
import type { Tx } from '../store/db.ts'
import { newestEntries } from '../store/registers.ts'
import { refused } from './acts.ts'
import { onReview, type ReviewAct } from './case-reviews.ts'

/** The register of those who may score (评议团). */
const panel = 'review-panel'

/**
 * Enters what a member of the panel gives a case (R52): points of every criterion of its sheet, and
 * what it is found to have been where the sheet asks that. Who acted on the case does not score it, nor,
 * where the form says so, anybody of its own district. The same member scores it once more with a
 * reason: the newest counts, the first stays written.
 */
export function scoreCase(
  parts: DeskParts,
  id: string,
  given: ReviewScore,
  expectedN: number | null,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  return onReview(parts, id, given.person, expectedN, also, async (tx, review) => {
    const found = review.cases.find(({ subject }) => subject === given.subject)
    const sheet = review.form.sheets.find((one) => one.id === found?.sheet)
    if (found === undefined || sheet === undefined)
      return refused('bad-command', `subject: expected a case of the review, got ${given.subject}`)
    const fault = faultOf(sheet, given)
    if (fault !== null) return refused('bad-command', fault)
    return scored(tx, review, found, given)
  })
}

async function scored(
  tx: Tx,
  { form }: CaseReview,
  { subject, sheet, district, scores }: ReviewedCase,
  given: ReviewScore,
): Promise<Done<ReviewAct>> {
  const { reviewer, points, finding, remarks, reason } = given
  const member = (await newestEntries(tx, panel, [reviewer])).get(reviewer)
  if (member?.retired !== false)
    return refused('not-on-panel', `reviewer: ${panel} has no ${reviewer} in force`)
  const reviewerDistrict = textField(member.values, 'district') ?? ''
  const name = textField(member.values, 'name')
  const actors = await actorsOn(tx, subject)
  if (actors.has(reviewer) || (name !== null && actors.has(name)))
    return refused('scored-own-case', `reviewer: expected another than who acted on ${subject}`)
  if (form.ownDistrict === 'refused' && reviewerDistrict === district)
    return refused('scored-own-district', `reviewer: expected another district than ${district}`)
  if (reason === null && scores.some((one) => one.reviewer === reviewer))
    return refused('scored-before', `reason: expected one, since ${reviewer} has scored it before`)
  return {
    ok: true,
    subject: {
      step: 'score',
      data: { sheet, subject, reviewer, reviewerDistrict, points, finding, remarks, reason },
    },
  }
}

/** The first fault of the points in words, or null. */
function faultOf(
  { criteria, findings }: ReviewSheet,
  { points, finding }: ReviewScore,
): string | null {
  const unknown = Object.keys(points).find((id) => !criteria.some((one) => one.id === id))
  if (unknown !== undefined) {
    const ids = criteria.map(({ id }) => id).join(', ')
    return `points.${unknown}: expected one of ${ids}`
  }
  for (const { id, points: most } of criteria) {
    const got = points[id]
    if (got === undefined) return `points.${id}: expected a number from 0 to ${most}, got none`
    if (!(got >= 0 && got <= most))
      return `points.${id}: expected a number from 0 to ${most}, got ${got}`
  }
  const ids = findings.map(({ id }) => id)
  if (ids.length === 0)
    return finding === null ? null : `finding: expected none of this sheet, got ${finding}`
  if (finding !== null && ids.includes(finding)) return null
  return `finding: expected one of ${ids.join(', ')}, got ${finding ?? 'none'}`
}
