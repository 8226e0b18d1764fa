import { airProductConsultation } from '../../alerts/workflow/air-product.ts'
import { consultationOf } from '../../alerts/workflow/air-consultation.ts'
import { openWorkflow } from '../../alerts/workflow/engine.ts'
import type { StepInput } from '../../alerts/workflow/guards.ts'
import { documentOf, productId, type ProductDocument } from '../../models/products/document.ts'
import type { NewChange, Workflow } from '../domain/alert.ts'
import type { Also, DeskParts, Done } from '../desk.ts'
import { assert } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import type { KeptDraft, ProductDraft, ProductSubject } from '../domain/product.ts'
import { standardAt } from '../domain/standards.ts'
import type { Instant } from '../domain/time.ts'
import { appendChanges } from '../store/change-log.ts'
import type { Tx } from '../store/db.ts'
import { keepDraft, keepProduct, loadDraft, lockNewestVersion } from '../store/products.ts'
import { newestConsultation, saveWorkflow } from '../store/workflows.ts'

/** What a day's consultation begins with. */
export type Opening = {
  readonly draft: ProductDraft
  readonly dueAt: Instant
  readonly at: Instant
  /** Open another where the last one was cancelled. */
  readonly again?: boolean
}

/** A person's wish to correct what was released. */
export type Correction = {
  readonly date: string
  readonly person: string
  readonly reason: string
}

/**
 * Keeps a draft and opens the consultation on it; once a date, however often it is called.
 *
 * @returns null when the date has one already
 */
export async function openConsultation(
  parts: DeskParts,
  { draft, dueAt, at, again = false }: Opening,
): Promise<Workflow | null> {
  const opened = await parts.db.transaction(async (tx) => {
    const before = await newestConsultation(tx, draft.date)
    if (before !== null && !(again && before.state === 'cancelled')) return null
    const { hash } = await keepDraft(tx, draft)
    const { date } = draft
    const subject = {
      product: 'air',
      date,
      draft: hash,
      dueAt,
      corrects: null,
      reason: null,
    } as const
    const id = before === null ? `${productId(date)}-1` : parts.newId()
    return open(tx, subject, { id, actor: 'engine', at, exercise: parts.exercise ?? false })
  })
  if (opened !== null) parts.onChanges()
  return opened
}

/**
 * Opens the consultation on the next version of a released product, on what was released: a
 * party accepts it or enters something else.
 */
export async function correctProduct(
  parts: DeskParts,
  { date, person, reason }: Correction,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  const refuse = (code: string, detail: string) =>
    ({ ok: false, code, detail, allowed: [] }) as const
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    const corrects = await lockNewestVersion(tx, date)
    const before = await newestConsultation(tx, date)
    if (corrects === null || before === null) {
      return refuse('not-released', `the product of ${date} is not released`)
    }
    if (before.closedAt === null) {
      return refuse('not-allowed', `the consultation ${before.id} on ${date} is open`)
    }
    const last = subjectOf(before)
    const draft = releasedAsDraft(before, await loadDraft(tx, last.draft), zoneOf(parts))
    const now = parts.now()
    const dueAt = Math.max(last.dueAt, now + (parts.productPlan?.consultationMsLeast ?? 0))
    const { hash } = await keepDraft(tx, draft)
    const subject = { product: 'air', date, draft: hash, dueAt, corrects, reason } as const
    const exercise = parts.exercise ?? false
    const opening = { id: parts.newId(), actor: person, at: now, exercise }
    const workflow = await open(tx, subject, opening)
    await also(tx, workflow)
    return { ok: true, subject: workflow }
  })
  if (done.ok) parts.onChanges()
  return done
}

/** What was released, for the parties to accept or to enter otherwise. */
function releasedAsDraft(before: Workflow, made: KeptDraft, zone: readonly string[]): ProductDraft {
  const { date, madeAt, demonstration, standards, pollutants, primaryAbove, runs } = made
  const inputs = { date, madeAt, demonstration, standards, pollutants, primaryAbove, runs }
  // A correction that was cancelled began from what was released already.
  if (before.state !== 'closed') return { ...inputs, cells: made.cells }
  const { cells } = consultationOf(before, made, zone)
  const agreed = new Map(cells.map((cell) => [keyOf(cell), cell.agreed]))
  return {
    ...inputs,
    cells: made.cells.map((cell) => {
      const value = agreed.get(keyOf(cell)) ?? null
      return { ...cell, value, reason: value === null ? cell.reason : null }
    }),
  }
}

const keyOf = ({ area, leadDay }: { readonly area: string; readonly leadDay: number }) =>
  `${area}|${leadDay}`

type OpenedBy = {
  readonly id: string
  readonly actor: string
  readonly at: Instant
  readonly exercise: boolean
}

async function open(
  tx: Tx,
  subject: ProductSubject,
  { id, actor, at, exercise }: OpenedBy,
): Promise<Workflow> {
  const { kind, procedure } = airProductConsultation
  const place = { alert: null, station: null, about: subject as Readonly<Record<string, Json>> }
  const context = { now: at, actor, siteDistrict: null, exercise }
  const { workflow, change } = openWorkflow(
    { id, kind, procedure, ...place },
    airProductConsultation,
    context,
  )
  const why = subject.corrects === null ? 'draft-made' : 'correction'
  const [numbered] = await appendChanges(tx, [{ ...change, reason: why }])
  const opened = { ...workflow, n: numbered!.n }
  await saveWorkflow(tx, opened)
  return opened
}

/** What the consultation is about. */
export function subjectOf(workflow: Workflow): ProductSubject {
  assert(workflow.about?.['product'] === 'air', `${workflow.id} is about an air product`)
  return workflow.about as unknown as ProductSubject
}

const zoneOf = ({ network }: Pick<DeskParts, 'network'>) =>
  network.districts.filter(({ inZone }) => inZone).map(({ id }) => id)

/**
 * What a step of a product's consultation needs beside the workflow, and what its release adds.
 *
 * @returns null for any other workflow
 */
export async function productOf(tx: Tx, parts: DeskParts, workflow: Workflow) {
  const plan = parts.productPlan
  if (workflow.about?.['product'] !== 'air' || plan === null) return null
  const subject = subjectOf(workflow)
  const draft = await loadDraft(tx, subject.draft)
  return {
    context: { product: { draft, mandatoryDays: plan.mandatoryDays } },
    /** Keeps the version that a release makes, and answers its change. */
    released: async (after: Workflow, { step, person, at }: StepInput, now: Instant) => {
      if (step !== 'release') return []
      const issuedAt = draft.demonstration ? at : now
      const document = versionOf(parts, after, draft, issuedAt)
      const { date, version } = document
      await keepProduct(tx, { date, version, issuedAt }, document)
      return [releaseOf(document, person, issuedAt)]
    },
  }
}

/** The document that a signed consultation makes. */
function versionOf(
  {
    network,
    standards,
    productPlan: plan,
  }: Pick<DeskParts, 'network' | 'standards' | 'productPlan'>,
  workflow: Workflow,
  draft: KeptDraft,
  issuedAt: Instant,
): ProductDocument {
  assert(plan !== null, 'a product has its plan')
  const standard = standardAt(standards.aqi, draft.madeAt)
  assert(standard !== null, 'a draft was made by a table in force')
  const consultation = consultationOf(workflow, draft, zoneOf({ network }))
  const subject = subjectOf(workflow)
  return documentOf({ workflow, subject, draft, consultation, standard, network, plan, issuedAt })
}

function releaseOf(document: ProductDocument, actor: string, at: Instant): NewChange {
  const { id, correction } = document
  return {
    type: correction === null ? 'product.released' : 'product.corrected',
    subject: id,
    at,
    actor,
    reason: correction === null ? 'all-signed' : correction.reason,
    body: document,
  }
}
