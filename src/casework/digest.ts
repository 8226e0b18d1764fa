import { reviewOf } from '../../alerts/workflow/case-review-result.ts'
import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { ledgerItemOf } from '../../alerts/workflow/ledger-item.ts'
import { countPatrols, yearStart } from '../../alerts/workflow/patrol-count.ts'
import { triggerOf } from '../domain/trigger.ts'
import type { Workflow } from '../domain/alert.ts'
import type {
  Digest,
  DigestReview,
  DigestWorkflow,
  LedgerItem,
  PatrolCount,
} from '../domain/casework.ts'
import { textIn } from '../domain/json.ts'
import type { EngineParts } from '../engine.ts'
import { confirmedAlerts, patrolsDone, tallyAlerts, workflowsIn } from '../store/casework.ts'
import type { Queryable } from '../store/db.ts'
import type { HalfYear } from './half-year.ts'

type Asked = Pick<EngineParts, 'network' | 'patrolPlan'> & {
  readonly db: Queryable
  readonly clock: Pick<EngineParts['clock'], 'now'>
}

/** Joint patrols of a year by water body, of exercises alone or of all else alone. */
export async function patrolCounts(
  { db, network, patrolPlan, clock }: Asked,
  year: number,
  exercise: boolean,
): Promise<PatrolCount[]> {
  const span = { from: yearStart(year), to: yearStart(year + 1), exercise }
  const waters = new Map(network.stations.map(({ id, waterBody }) => [id, waterBody]))
  const done = await patrolsDone(db, span, (station) => waters.get(station) ?? null)
  return countPatrols(done, patrolPlan, year, clock.now())
}

/**
 * What the half-yearly joint meeting (R35) is told: alerts opened in the half, patrols, emergency
 * monitoring, consultations and hand-overs of it, and the ledger: what is open now, what was
 * closed in it.
 */
export async function digestOf(parts: Asked, half: HalfYear, exercise: boolean): Promise<Digest> {
  const { db, clock } = parts
  const { from, to, year } = half
  const span = { from, to, exercise }
  const now = clock.now()
  const kinds = ['joint-patrol', 'consultation', 'emergency-monitoring', 'hand-over', 'recognition']
  const workflows = (await workflowsIn(db, kinds, span)).filter(({ about }) => !about?.['product'])
  const of = (kind: string) => workflows.filter((one) => one.kind === kind).map(briefly)
  const items = (await workflowsIn(db, ['risk-item'], span)).map((one) => ledgerItemOf(one, now))
  const isOpen = ({ workflow }: LedgerItem) => workflow.closedAt === null
  const tallies = await tallyAlerts(db, span)
  const confirmed = await confirmedAlerts(db, span)
  return {
    ...{ half: half.half, from, to, madeAt: now, exercise, isOver: now >= to },
    alerts: {
      opened: tallies.reduce((sum, { alerts }) => sum + alerts, 0),
      tallies,
      confirmed: confirmed.map(
        ({ id, kind, station, colour, incidentGrade, openedAt, resolvedAt }) => {
          return { id, kind, station, colour, incidentGrade, openedAt, resolvedAt }
        },
      ),
    },
    counts: await patrolCounts(parts, year, exercise),
    patrols: of('joint-patrol'),
    consultations: of('consultation'),
    emergencies: of('emergency-monitoring'),
    handOvers: of('hand-over'),
    recognitions: of('recognition'),
    reviews: (await workflowsIn(db, ['case-review'], span)).flatMap(reviewed),
    ledger: {
      open: items.filter(isOpen),
      overdue: items.filter(({ isOverdue }) => isOverdue).length,
      closed: items.filter(({ workflow }) => workflow.state === 'closed').length,
    },
  }
}

/** What a review of cases came to, by sheet and district; nothing of one that was cancelled. */
function reviewed(review: Workflow): DigestReview[] {
  if (review.state === 'cancelled') return []
  const { workflow, year, form, districts, summary } = reviewOf(review)
  return districts.flatMap(({ sheet: id, district, cases, scored, mean, grade }) => {
    const sheet = form.sheets.find((one) => one.id === id)?.name ?? { zh: id, en: id }
    const came = { district, cases, scored, mean, grade }
    return { workflow: workflow.id, year, sheet, ...came, isOver: summary !== null }
  })
}

/** What a list of the digest tells of a workflow: what its last telling step said. */
function briefly(workflow: Workflow): DigestWorkflow {
  const { id, kind, state, station, siteDistrict, alert, openedAt, closedAt, steps } = workflow
  const leader = steps.findLast(({ step }) => step === 'assign-leader')?.data
  const last = steps.at(-1)
  const said = steps.findLast(({ data }) => outcomeOf(data) !== null)?.data
  return {
    ...{ id, kind, state, station, siteDistrict, alert, openedAt, closedAt },
    trigger: triggerOf(workflow),
    reference: textIn(workflow.about?.['reference']) || null,
    leader: typeof leader?.['leader'] === 'string' ? leader['leader'] : null,
    lastStep:
      definitionOf(workflow).steps.find(({ id: step }) => step === last?.step)?.name ?? null,
    outcome: said === undefined ? null : outcomeOf(said),
  }
}

/** A decision, a result or a reason that a step gives. */
function outcomeOf(data: Workflow['steps'][number]['data']): string | null {
  const said = data['decision'] ?? data['result'] ?? data['reason']
  return typeof said === 'string' ? said : null
}
