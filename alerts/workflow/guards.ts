import type { Workflow, WorkflowStep } from '../../src/domain/alert.ts'
import type { ReportPlan } from '../../src/domain/incident.ts'
import { textIn } from '../../src/domain/json.ts'
import type { DistrictEntry } from '../../src/domain/network.ts'
import type { Cell, ProductDraft } from '../../src/domain/product.ts'
import { dayMs, formatInstant, parseInstant, type Instant } from '../../src/domain/time.ts'
import { consultationOf, incompleteCells, openDifferences } from './air-consultation.ts'
import { reviewOf as caseReviewOf } from './case-review-result.ts'
import { cellsIn } from './entered-cells.ts'
import { recognitionsOf } from './recognition-state.ts'

/** A step as it is asked for; `recordedAt` is ours. */
export type StepInput = Omit<WorkflowStep, 'recordedAt'>

export type StepContext = {
  readonly now: Instant
  /** Who is in the zone, and who only shares its waters. */
  readonly districts: readonly DistrictEntry[]
  /** With what is told of an incident: by when. */
  readonly reports?: ReportPlan | null
  /** With the consultation on a product. */
  readonly product?: { readonly draft: ProductDraft; readonly mandatoryDays: number }
}

/** One booking holds for no longer; what is needed for longer is booked again. */
export const bookingMostMs = 31 * dayMs

export const guardCodes = [
  'leader-own-district',
  'leader-outside-zone',
  'district-outside-zone',
  'opinions-missing',
  'not-sampled',
  'out-of-time-order',
  'submissions-missing',
  'cells-incomplete',
  'differences-open',
  'all-have-signed',
  'already-signed',
  'signatures-missing',
  'recognition-missing',
  'not-the-receiver',
  'due-not-ahead',
  'verified-by-rectifier',
  'not-the-owner',
  'not-longer',
  'not-reviewed',
  'decided-by-reviewer',
  'scores-missing',
  'decided-by-asker',
  'until-not-ahead',
] as const
export type GuardCode = (typeof guardCodes)[number]
export type GuardFault = { readonly code: GuardCode; readonly detail: string }

type StateGuard = (workflow: Workflow, context: StepContext) => GuardFault | null
type InputGuard = (workflow: Workflow, step: StepInput, context: StepContext) => GuardFault | null

/** A time that a step's data names in words; null: none that can be read. */
export function instantIn(data: StepInput['data'], name: string): Instant | null {
  const text = data[name]
  return typeof text === 'string' ? parseInstant(text) : null
}

/** Steps that are taken beside those on site, and say nothing of when these were. */
const besideTheWalk: ReadonlySet<string> = new Set(['overdue', 'select-sites', 'draw'])

const zoneOf = (context: StepContext) =>
  context.districts.filter(({ inZone }) => inZone).map(({ id }): string => id)

/** Districts of the zone whose parties have not signed since the last agreement. */
export function unsigned({ steps }: Workflow, context: StepContext): readonly string[] {
  const since = steps.slice(steps.findLastIndex(({ step }) => step === 'agree') + 1)
  const signed = since.filter(({ step }) => step === 'sign').map(({ district }) => district)
  return zoneOf(context).filter((id) => !signed.includes(id))
}

/** The review of a decision since the evidence was last received; null: there is none. */
function reviewOf({ steps }: Workflow): WorkflowStep | null {
  const since = steps.slice(steps.findLastIndex(({ step }) => step === 'receive') + 1)
  return since.findLast(({ step }) => step === 'legal-review') ?? null
}

const cellNames = (cells: readonly Cell[]) =>
  cells.map(({ area, leadDay }) => `${area} D+${leadDay}`).join(', ')

/** What must hold of the workflow, whatever the step says; decides what is allowed now. */
export const stateGuards = {
  'all-opinions': (workflow, context) => {
    const given = workflow.steps.filter((step) => step.step === 'opinion')
    const missing = zoneOf(context).filter((id) => !given.some((step) => step.district === id))
    const detail = `conclude: expected the opinions of all, got none of ${missing.join(', ')}`
    return missing.length === 0 ? null : { code: 'opinions-missing', detail }
  },
  sampled: (workflow) =>
    workflow.steps.some((step) => step.step === 'sampling-round')
      ? null
      : { code: 'not-sampled', detail: 'expected at least one sampling round before, got none' },
  'all-submitted': (workflow, context) => {
    const spoken = workflow.steps.filter(({ step }) => step === 'enter' || step === 'accept')
    const missing = zoneOf(context).filter((id) => !spoken.some(({ district }) => district === id))
    const detail = `agree: expected values of all parties, got none of ${missing.join(', ')}`
    return missing.length === 0 ? null : { code: 'submissions-missing', detail }
  },
  'somebody-left-to-sign': (workflow, context) =>
    unsigned(workflow, context).length > 0
      ? null
      : { code: 'all-have-signed', detail: 'sign: all parties have signed' },
  'all-recognise': (workflow, context) => {
    const others = recognitionsOf(workflow, zoneOf(context)).filter(
      ({ state }) => state !== 'recognised',
    )
    const detail = `conclude: expected all to recognise, got none of ${others.map(({ district }) => district).join(', ')}`
    return others.length === 0 ? null : { code: 'recognition-missing', detail }
  },
  /** R51: 重大执法决定法制审核. */
  'legally-reviewed': (workflow) => {
    const sent = workflow.steps.findLast(({ step }) => step === 'send')
    const outcome = reviewOf(workflow)?.data['outcome'] ?? 'none'
    if (sent?.data['major'] !== 'yes' || outcome === 'passed') return null
    const detail = `result: of a major case expected a legal review that passed, got ${textIn(outcome)}`
    return { code: 'not-reviewed', detail }
  },
  /** R52: each case by as many members of the panel as the form wants. */
  'all-scored': (workflow) => {
    const missing = caseReviewOf(workflow).cases.filter(({ isScored }) => !isScored)
    const first = missing.slice(0, 5).map(({ subject }) => subject)
    const detail = `conclude: expected enough scores of every case, got too few of ${missing.length}: ${first.join(', ')}`
    return missing.length === 0 ? null : { code: 'scores-missing', detail }
  },
  'all-signed': (workflow, context) => {
    const missing = unsigned(workflow, context)
    const detail = `release: expected the signatures of all, got none of ${missing.join(', ')}`
    return missing.length === 0 ? null : { code: 'signatures-missing', detail }
  },
} as const satisfies Record<string, StateGuard>

/** What must hold of the step itself. */
export const inputGuards = {
  /** R28: the leader of a joint patrol comes from another district, the local side assists. */
  'leader-from-elsewhere': (workflow, step, context) => {
    const leaders = step.data['leaderDistrict']
    if (leaders === workflow.siteDistrict) {
      const detail = `leaderDistrict: R28 expects another district than the site's, got ${leaders}`
      return { code: 'leader-own-district', detail }
    }
    if (typeof leaders === 'string' && zoneOf(context).includes(leaders)) return null
    const expected = `expected one of ${zoneOf(context).join(', ')}`
    const detail = `leaderDistrict: ${expected}, got ${JSON.stringify(leaders)}`
    return { code: 'leader-outside-zone', detail }
  },
  'zone-district': (_workflow, step, context) => {
    if (zoneOf(context).includes(step.district)) return null
    const detail = `district: expected one of ${zoneOf(context).join(', ')}, got ${step.district}`
    return { code: 'district-outside-zone', detail }
  },
  /** Steps recorded without a network come later, but in the order in which they were taken. */
  'time-order': (workflow, step) => {
    const before = workflow.steps.findLast((one) => !besideTheWalk.has(one.step))
    if (before === undefined || step.at >= before.at) return null
    const expected = `expected a time not before ${before.step} at ${formatInstant(before.at)}`
    const detail = `at: ${expected}, got ${formatInstant(step.at)}`
    return { code: 'out-of-time-order', detail }
  },
  'sent-to-district': ({ steps }, { district }) => {
    const to = steps.findLast(({ step }) => step === 'send')?.data['to']
    const detail = `district: expected ${JSON.stringify(to)}, to which it was sent, got ${district}`
    return district === to ? null : { code: 'not-the-receiver', detail }
  },
  'due-ahead': (_workflow, { data }, { now }) => {
    const dueAt = instantIn(data, 'dueAt')
    if (dueAt !== null && dueAt > now) return null
    const detail = `dueAt: expected a time after ${formatInstant(now)}, got ${JSON.stringify(data['dueAt'])}`
    return { code: 'due-not-ahead', detail }
  },
  /** Absent: for good. */
  'until-ahead': (_workflow, { data }, { now }) => {
    const until = instantIn(data, 'until')
    if (until === null || until > now) return null
    const detail = `until: expected a time after ${formatInstant(now)}, got ${textIn(data['until'])}`
    return { code: 'until-not-ahead', detail }
  },
  'not-who-asked': ({ about = {} }, { person }) => {
    const detail = `person: expected another than ${person}, who asked for it`
    return about['person'] === person ? { code: 'decided-by-asker', detail } : null
  },
  'by-owner': ({ about = {} }, { district, step }) => {
    const owner = about['ownerDistrict']
    const detail = `district: ${step} is for ${textIn(owner)}, whose it is, got ${district}`
    return district === owner ? null : { code: 'not-the-owner', detail }
  },
  'held-longer': ({ about = {} }, { data }) => {
    const until = instantIn(data, 'until')
    const [fromAt, toAt] = [Number(about['fromAt']), Number(about['toAt'])]
    if (until !== null && until > toAt && until - fromAt <= bookingMostMs) return null
    const most = `at most ${bookingMostMs / dayMs} days from its beginning`
    const detail = `until: expected a time after ${formatInstant(toAt)}, ${most}, got ${JSON.stringify(data['until'])}`
    return { code: 'not-longer', detail }
  },
  'not-who-rectified': ({ steps }, { person }) => {
    const rectified = steps.findLast(({ step }) => step === 'rectify')
    const detail = `person: expected another than ${person}, who rectified it`
    return rectified?.person === person ? { code: 'verified-by-rectifier', detail } : null
  },
  'not-who-reviewed': (workflow, { person }) => {
    const detail = `person: expected another than ${person}, who reviewed it`
    const reviewed = reviewOf(workflow)?.person === person
    return reviewed ? { code: 'decided-by-reviewer', detail } : null
  },
  'not-signed': (workflow, { district }, context) =>
    unsigned(workflow, context).includes(district)
      ? null
      : { code: 'already-signed', detail: `sign: ${district} has signed` },
  'cells-complete': (workflow, { data }, context) => {
    const { product } = context
    if (product === undefined) return null
    const [zone, given] = [zoneOf(context), cellsIn(data['values'])]
    const { cells } = consultationOf(workflow, product.draft, zone)
    const open = incompleteCells(cells, given, zone, product.mandatoryDays)
    const detail = `agree: expected a value of every party for ${cellNames(open)}`
    return open.length === 0 ? null : { code: 'cells-incomplete', detail }
  },
  'differences-settled': (workflow, { data }, context) => {
    const { product } = context
    if (product === undefined) return null
    const { cells } = consultationOf(workflow, product.draft, zoneOf(context))
    const open = openDifferences(cells, cellsIn(data['values']))
    const detail = `agree: the parties differ, expected a value for ${cellNames(open)}`
    return open.length === 0 ? null : { code: 'differences-open', detail }
  },
} as const satisfies Record<string, InputGuard>

export type StateGuardId = keyof typeof stateGuards
export type InputGuardId = keyof typeof inputGuards
export type GuardId = StateGuardId | InputGuardId

export const isStateGuard = (id: GuardId): id is StateGuardId => Object.hasOwn(stateGuards, id)
