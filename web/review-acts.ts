import { beijingOffsetMs } from '../src/domain/time.ts'
import type { Act, ActField, Said } from './act-form.tsx'
import { language, placeName, text, word } from './board.ts'
import { actorFields, byWhom, orNull, personField } from './case-acts.ts'
import { reasonField, sendAct, stepPath } from './case-acts.ts'
import { readReview, readToScore } from './case-details.ts'
import { reviewCases, reviewPanel, reviewReminder } from './case-details.ts'
import { agedAt } from './clock.ts'
import type { ReviewItem } from './wire-cases.ts'

type ReviewStep = 'open' | 'draw' | 'cases' | 'score' | 'conclude' | 'cancel'

/** What can be done about a review, by its state; another is opened when it is over. */
function stepsOf(review: ReviewItem | null): readonly ReviewStep[] {
  if (review === null || review.closedAt !== null) return ['open']
  const begun = ['draw', 'cases'] as const
  if (review.state === 'opened') return [...begun, 'cancel']
  return ['score', 'conclude', ...begun, 'cancel']
}

const long = (name: 'subjects' | 'summary'): ActField => {
  return { name, label: text(`reviewAct.${name}`), kind: 'long' }
}
const again = (): ActField => {
  return { name: 'reason', label: text('reviewAct.again'), kind: 'long', optional: true }
}

function kindOf(kind: string): string {
  const workflow = word('workflow', kind)
  return workflow === kind ? word('alertKind', kind) : workflow
}

/** Points of every criterion of the sheet of the case that is chosen. */
function scoreFields(review: ReviewItem, said: Said): ActField[] {
  const cases = reviewCases.value
  const found = cases.find(({ subject }) => subject === said['subject'])
  const sheet = review.sheets.find(({ id }) => id === found?.sheet)
  const words = language.value
  const subjects = cases.map(({ subject, kind, district, scores }) => {
    const where = `${kindOf(kind)}, ${placeName('district', district)}`
    return [subject, `${where}, ${subject.slice(0, 8)} (${scores.length})`] as const
  })
  const findings = (sheet?.findings ?? []).map(({ id, name }) => [id, name[words]] as const)
  const finding = { name: 'finding', label: text('reviewAct.finding'), kind: 'choice' } as const
  return [
    ...[{ name: 'subject', label: text('reviewAct.subject'), kind: 'choice', choices: subjects }],
    {
      ...{ name: 'reviewer', label: text('reviewAct.reviewer'), kind: 'choice' },
      choices: reviewPanel.value.map(({ key, name }) => [key, `${name} (${key})`] as const),
    },
    ...(sheet?.criteria ?? []).map(({ id, name, points: most }) => {
      const label = text('reviewAct.points', { name: name[words], most })
      return { name: `points ${id}`, label, kind: 'number', most } as const
    }),
    ...(findings.length === 0 ? [] : [{ ...finding, choices: findings }]),
    { name: 'remarks', label: text('reviewAct.remarks'), kind: 'long', optional: true },
    ...[again(), personField()],
  ] as ActField[]
}

function scoreBody(said: Said) {
  const points = Object.entries(said).flatMap(([name, value]) =>
    name.startsWith('points ') ? [[name.slice('points '.length), Number(value)] as const] : [],
  )
  return {
    ...{ person: said['person'] ?? '', reviewer: said['reviewer'] ?? '' },
    ...{ subject: said['subject'] ?? '', points: Object.fromEntries(points) },
    ...{ finding: orNull(said, 'finding'), remarks: orNull(said, 'remarks') },
    reason: orNull(said, 'reason'),
  }
}

/** The year whose review is missing, else that which goes on. */
function yearField(): ActField {
  const reminder = reviewReminder.value
  const thisYear = new Date(agedAt.peek() + beijingOffsetMs).getUTCFullYear()
  const year = reminder === null || reminder.warning === null ? thisYear : reminder.year
  return { name: 'year', label: text('reviewAct.year'), kind: 'number', value: String(year) }
}

function fieldsOf(act: ReviewStep, review: ReviewItem | null, said: Said) {
  if (act === 'open') return [yearField(), ...actorFields()]
  if (act === 'draw') return [...actorFields(), again()]
  if (act === 'cases') return [long('subjects'), ...actorFields(), reasonField()]
  if (act === 'conclude') return [long('summary'), ...actorFields()]
  if (act === 'cancel') return [...actorFields(), reasonField()]
  return review === null ? [] : scoreFields(review, said)
}

/** Where an act is sent to, and what it says. */
function sentOf(act: ReviewStep, id: string, said: Said) {
  const by = byWhom(said)
  const at = (part: string) => `/case-reviews/${encodeURIComponent(id)}/${part}`
  const reason = orNull(said, 'reason')
  switch (act) {
    case 'open':
      return { path: '/case-reviews', body: { ...by, year: Number(said['year']) } }
    case 'draw':
      return { path: at('draw'), body: { ...by, reason } }
    case 'cases': {
      const subjects = (said['subjects'] ?? '').split(/\s+/).filter((one) => one !== '')
      return { path: at('cases'), body: { ...by, subjects, reason } }
    }
    case 'score':
      return { path: at('scores'), body: scoreBody(said) }
    case 'conclude':
      return { path: stepPath(id, act), body: { ...by, data: { summary: said['summary'] ?? '' } } }
    case 'cancel':
      return { path: stepPath(id, act), body: { ...by, data: { reason } } }
  }
}

/** What a person does about the yearly review: opens, draws, names, scores, concludes it. */
export const reviewActs = (review: ReviewItem | null): readonly Act[] =>
  stepsOf(review).map((step) => ({
    ...{ id: step, name: text(`reviewAct.${step}`), refresh: readReview },
    fields: (said) => fieldsOf(step, review, said),
    ...(step === 'score' && review !== null && { load: () => readToScore(review.id) }),
    send: async (said, key) => {
      const { path, body } = sentOf(step, review?.id ?? '', said)
      const etag = step === 'open' ? null : (review?.etag ?? null)
      await sendAct(path, { body, key, etag })
      await readReview()
    },
  }))
