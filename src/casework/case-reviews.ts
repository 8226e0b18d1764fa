import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { openWorkflow, stepsPerWorkflowMax, takeEngineStep } from '../../alerts/workflow/engine.ts'
import { yearOf, yearStart } from '../../alerts/workflow/patrol-count.ts'
import { reviewOf } from '../../alerts/workflow/case-review-result.ts'
import type { Also, DeskParts, Done } from '../desk.ts'
import type { Workflow, WorkflowStep } from '../domain/alert.ts'
import type {
  CaseReview,
  ReviewCandidate,
  ReviewDraw,
  ReviewForm,
  ReviewList,
  ReviewOpening,
  ReviewSheet,
  SelectedCase,
} from '../domain/case-review.ts'
import { drawMethod } from '../domain/draw.ts'
import type { Json } from '../domain/json.ts'
import { caseReviews, closedAlerts, closedWorkflows } from '../store/case-reviews.ts'
import { keepAttachmentIn } from '../store/attachments.ts'
import { appendChanges } from '../store/change-log.ts'
import type { Queryable, Tx } from '../store/db.ts'
import { reviewCandidatesMax } from '../store/limits.ts'
import { lockRegister } from '../store/registers.ts'
import { getWorkflow } from '../store/workflows.ts'
import { refused, saveNumbered, stale } from './acts.ts'
import { attachmentOf } from './attachment.ts'
import { drawLots } from './drawing.ts'

/** What a review does next: a step of its definition, with what is kept beside it. */
export type ReviewAct = Pick<WorkflowStep, 'step' | 'data'> & {
  readonly attachments?: WorkflowStep['attachments']
}

/**
 * Opens the review of the cases of a year (R52), with the form of scores as it stands: one at a time
 * of each year, and another only when the one before was cancelled. In the name of the district of
 * whoever opens it.
 */
export async function openReview(
  parts: DeskParts,
  { year, person, district, exercise }: ReviewOpening,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  const { reviewForm: form = null, now } = parts
  if (form === null) return refused('no-review-form', 'case-review.json: expected a form, got none')
  if (!parts.network.districts.some(({ id, inZone }) => inZone && id === district))
    return refused('bad-command', `district: expected one of the zone, got ${district}`)
  if (year > yearOf(now()))
    return refused('bad-command', `year: expected at most ${yearOf(now())}, got ${year}`)
  const drill = exercise || (parts.exercise ?? false)
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    await lockRegister(tx, 'case-review')
    const before = await caseReviews(tx, year, drill)
    const standing = before.find(({ state }) => state !== 'cancelled')
    if (standing !== undefined)
      return refused('review-exists', `year: the review of ${year} is ${standing.id}`)
    const about = { year, form: form as unknown as Json, workflow: null }
    const kind = 'case-review' as const
    const request = { id: parts.newId(), kind, procedure: null, alert: null, station: null, about }
    const context = { now: now(), actor: person, siteDistrict: district, exercise: drill }
    const { workflow, change } = openWorkflow(request, definitionOf(request), context)
    const [saved] = await saveNumbered(tx, [workflow], await appendChanges(tx, [change]))
    await also(tx, saved!)
    return { ok: true, subject: saved! }
  })
  if (done.ok) parts.onChanges()
  return done
}

/** Cases of a sheet that ended in the year, of the districts of the zone. */
async function candidatesOf(
  db: Queryable,
  { network }: Pick<DeskParts, 'network'>,
  { year, workflow }: CaseReview,
  { of, kinds }: ReviewSheet,
): Promise<ReviewCandidate[]> {
  const { exercise = false } = workflow
  const span = { from: yearStart(year), to: yearStart(year + 1), exercise }
  const closed = await (of === 'alerts' ? closedAlerts : closedWorkflows)(db, kinds, span)
  const stations = new Map(network.stations.map(({ id, district }) => [id, district]))
  const zone = network.districts.filter(({ inZone }) => inZone).map(({ id }) => id)
  return closed.flatMap(({ subject, kind, ...where }) => {
    const district = where.district ?? stations.get(where.station ?? '') ?? ''
    return zone.includes(district) ? [{ subject, kind, district }] : []
  })
}

async function candidatesOfAll(db: Queryable, parts: DeskParts, review: CaseReview) {
  const all = []
  for (const sheet of review.form.sheets) {
    const candidates = await candidatesOf(db, parts, review, sheet)
    all.push({ sheet, candidates })
  }
  return all
}

/**
 * Draws by lot, of each sheet and district, as many cases of the year as the form wants, or all where
 * there are fewer. The seed is ours; it is kept with the candidates (an attachment, for good), so that
 * anybody draws the same. Before the first score another draw takes its place, with a reason.
 */
export function drawCases(
  parts: DeskParts,
  id: string,
  { reason, ...by }: ReviewDraw,
  expectedN: number | null,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  return onReview(parts, id, by.person, expectedN, also, async (tx, review) => {
    const { steps } = review.workflow
    if (steps.some(({ step }) => step === 'score'))
      return refused('scored-before', 'draw: expected a review that nobody has scored yet')
    const number = steps.filter(({ step }) => step === 'draw').length + 1
    if (number > 1 && reason === null)
      return refused('drawn-before', 'reason: expected one, since it was drawn before')
    const all = await candidatesOfAll(tx, parts, review)
    if (all.some(({ candidates }) => candidates.length > reviewCandidatesMax))
      return refused('not-allowed', `candidates: expected at most ${reviewCandidatesMax}, got more`)
    if (all.every(({ candidates }) => candidates.length === 0))
      return refused('too-few-candidates', `cases closed in ${review.year}: there are none`)
    const seed = parts.newId()
    const cases = all.flatMap(({ sheet, candidates }) => drawnOf(seed, sheet, candidates))
    const kept = await keepCandidates(tx, parts, number, all)
    const data = { number, seed, method: drawMethod, cases, reason, byDistrict: by.district }
    return { ok: true, subject: { step: 'draw', data, attachments: [kept] } }
  })
}

function drawnOf(
  seed: string,
  { id: sheet, perDistrict }: ReviewSheet,
  candidates: readonly ReviewCandidate[],
): SelectedCase[] {
  const districts = [...new Set(candidates.map(({ district }) => district))].toSorted()
  return districts.flatMap((district) => {
    const own = candidates.filter((one) => one.district === district)
    const bySubject = new Map(own.map((one) => [one.subject, one]))
    const drawn = drawLots(seed, [...bySubject.keys()], perDistrict)
    return drawn.map((subject) => ({ sheet, ...bySubject.get(subject)! }))
  })
}

/** Each change of a workflow has it whole: what was drawn from is kept once, beside it. */
async function keepCandidates(
  tx: Tx,
  { now }: Pick<DeskParts, 'now'>,
  number: number,
  all: readonly { readonly sheet: ReviewSheet; readonly candidates: readonly ReviewCandidate[] }[],
) {
  const sheets = all.map(({ sheet, candidates }) => ({ sheet: sheet.id, candidates }))
  const content = Buffer.from(`${JSON.stringify({ sheets }, null, 1)}\n`)
  const attachment = attachmentOf(content, 'application/json', now())
  await keepAttachmentIn(tx, attachment, content)
  return { sha256: attachment.sha256, name: `candidates-${number}.json` }
}

/** Names cases of the year that are reviewed beside those that were drawn, and says why. */
export function listCases(
  parts: DeskParts,
  id: string,
  { subjects, reason, ...by }: ReviewList,
  expectedN: number | null,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  return onReview(parts, id, by.person, expectedN, also, async (tx, review) => {
    const all = await candidatesOfAll(tx, parts, review)
    const known = new Map(
      all.flatMap(({ sheet, candidates }) =>
        candidates.map((one) => [one.subject, { sheet: sheet.id, ...one }] as const),
      ),
    )
    const unknown = subjects.find((subject) => !known.has(subject))
    if (unknown !== undefined) {
      const expected = `expected a case of a sheet that was closed in ${review.year}`
      return refused('bad-command', `subjects: ${expected}, got ${unknown}`)
    }
    const most = casesMax(review.form)
    const cases = [...new Set(subjects)].map((subject) => known.get(subject)!)
    if (review.cases.length + cases.length > most)
      return refused('not-allowed', `subjects: expected at most ${most} cases of one review`)
    return { ok: true, subject: { step: 'list', data: { cases, reason, byDistrict: by.district } } }
  })
}

/** So many cases can be scored by enough members, and each once more. */
const casesMax = ({ leastReviewers }: ReviewForm) =>
  Math.floor((stepsPerWorkflowMax * 0.9) / (2 * leastReviewers))

/** One transaction that adds a step of ours to a review that goes on. */
export async function onReview(
  parts: DeskParts,
  id: string,
  person: string,
  expectedN: number | null,
  also: Also<Workflow>,
  decide: (tx: Tx, review: CaseReview) => Promise<Done<ReviewAct>>,
): Promise<Done<Workflow>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    const workflow = await getWorkflow(tx, id, { forUpdate: true })
    if (workflow === null) return refused('not-found', `workflow ${id}: there is none`)
    if (expectedN !== null && workflow.n !== expectedN) return stale(workflow.n)
    if (workflow.kind !== 'case-review')
      return refused('not-allowed', `${id} is no review of cases`)
    if (workflow.steps.length >= stepsPerWorkflowMax)
      return refused('step-not-allowed', `${id}: expected at most ${stepsPerWorkflowMax} steps`)
    const decided = await decide(tx, reviewOf(workflow))
    if (!decided.ok) return decided
    const definition = definitionOf(workflow)
    const act = { ...decided.subject, person }
    const taken = takeEngineStep(workflow, definition, act, { now: parts.now() })
    if (taken === null)
      return refused('step-not-allowed', `${act.step}: the review is ${workflow.state}`)
    const numbered = await appendChanges(tx, [taken.change])
    const [saved] = await saveNumbered(tx, [taken.workflow], numbered)
    await also(tx, saved!)
    return { ok: true, subject: saved! }
  })
  if (done.ok) parts.onChanges()
  return done
}
