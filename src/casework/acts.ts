import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { openWorkflow, takeOverdue } from '../../alerts/workflow/engine.ts'
import { mergeFieldSteps, type FieldOutcome } from '../../alerts/workflow/field-record.ts'
import type { StepInput } from '../../alerts/workflow/guards.ts'
import type { Alert, Change, NewChange, Workflow } from '../domain/alert.ts'
import { namedBytes } from '../domain/attachment.ts'
import type { HandOpening } from '../domain/casework.ts'
import type { Also, DeskParts, Done, Refused } from '../desk.ts'
import type { Instant } from '../domain/time.ts'
import { saveAlertsSql } from '../store/alerts.ts'
import { findAttachments } from '../store/attachments.ts'
import { overdueWorkflows } from '../store/casework.ts'
import { appendChanges, numberChanges } from '../store/change-log.ts'
import type { Tx } from '../store/db.ts'
import { overduePerTick } from '../store/limits.ts'
import { getWorkflow, saveWorkflows, saveWorkflowsSql } from '../store/workflows.ts'
import { tellAcross } from './liaisons.ts'
import { handlingEnded, openReports } from './reporting.ts'
import { underItsHead } from './team.ts'

type Changed = { readonly workflow: Workflow; readonly change: NewChange }

/** What a device recorded while it was away, and its clock as it sent it. */
export type FieldSteps = { readonly sentAt: Instant; readonly steps: readonly StepInput[] }
export type FieldAnswer = {
  readonly workflow: Workflow
  readonly outcomes: readonly FieldOutcome[]
}

/** A command that was not done, with nothing to do instead. */
export function refused(code: string, detail: string): Refused {
  return { ok: false, code, detail, allowed: [] }
}

/** A command on what has changed since it was read. */
export function stale(n: number): Refused {
  return refused('stale', `expected the entity tag "${n}"`)
}

/** Alerts or workflows, each with the number of its last change. */
export function withNumbers<T extends { readonly id: string; readonly n: number }>(
  subjects: readonly T[],
  numbered: readonly Change[],
): T[] {
  const lastN = new Map(numbered.map(({ subject, n }) => [subject, n]))
  return subjects.map((one) => ({ ...one, n: lastN.get(one.id) ?? one.n }))
}

/** Saves each workflow with the number of its last change. */
export async function saveNumbered(
  tx: Tx,
  workflows: readonly Workflow[],
  numbered: readonly Change[],
): Promise<Workflow[]> {
  const saved = withNumbers(workflows, numbered)
  await saveWorkflows(tx, saved)
  return saved
}

/** Writes the changes last numbered, and each subject with the number of its last change. */
export async function record(
  tx: Tx,
  alerts: readonly Alert[],
  workflows: readonly Workflow[],
  changes: readonly NewChange[],
): Promise<Alert[]> {
  const { numbered, statements } = await numberChanges(tx, changes)
  const written = withNumbers(alerts, numbered)
  await tx.query([...statements, saveAlertsSql(written)].join('; '))
  await saveNumbered(tx, workflows, numbered)
  return written
}

/** What is opened about a workflow that has just closed, as its definition says. */
export function openedAfter(parts: DeskParts, workflow: Workflow, actor: string): Changed[] {
  if (workflow.state !== 'closed') return []
  const { station, siteDistrict, exercise = false, alert } = workflow
  const about = { workflow: workflow.id, alert }
  const context = { now: parts.now(), actor, siteDistrict, exercise }
  const reason = `${workflow.kind}-closed`
  return definitionOf(workflow).then.map((opened) => {
    const request = { ...opened, id: parts.newId(), alert: null, station, about }
    return openWorkflow(request, definitionOf(opened), { ...context, reason })
  })
}

/** The fault of steps that name bytes which nobody has brought, or null. */
export async function missingBytes(
  tx: Tx,
  steps: readonly Pick<StepInput, 'attachments'>[],
): Promise<string | null> {
  const { hashes, fault } = namedBytes(steps.flatMap(({ attachments }) => attachments))
  if (fault !== null) return fault
  const kept = new Set((await findAttachments(tx, hashes)).map(({ sha256 }) => sha256))
  const missing = hashes.find((hash) => !kept.has(hash))
  return missing === undefined ? null : `attachments: expected bytes of ${missing}, got none`
}

/** Opens a workflow that no alert asked for. */
export async function openByHand(
  parts: DeskParts,
  opening: HandOpening,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    const { kind, procedure, person } = opening
    const other = opening.workflow === null ? null : await getWorkflow(tx, opening.workflow)
    if (opening.workflow !== null && other === null) {
      return refused('not-found', `workflow ${opening.workflow}: there is none`)
    }
    const stationId = opening.station ?? other?.station ?? null
    const station = parts.network.stations.find(({ id }) => id === stationId) ?? null
    if (stationId !== null && station === null) {
      return refused('bad-command', `station: no station ${stationId}`)
    }
    const siteDistrict = opening.district ?? station?.district ?? other?.siteDistrict ?? null
    if (!parts.network.districts.some(({ id }) => id === siteDistrict)) {
      return refused('bad-command', 'station or district: expected where it is, got none')
    }
    const waterBody = opening.waterBody ?? station?.waterBody ?? null
    if (opening.waterBody !== null && !isWater(parts, opening.waterBody)) {
      return refused('bad-command', `waterBody: no water body ${opening.waterBody}`)
    }
    const about = { ...opening.about, waterBody, workflow: opening.workflow }
    const exercise = opening.exercise || (other?.exercise ?? false) || (parts.exercise ?? false)
    const request = { id: parts.newId(), kind, procedure, alert: null, station: stationId, about }
    const context = { now: parts.now(), actor: person, siteDistrict: siteDistrict!, exercise }
    const { grade = null } = opening
    const incident = { ...context, station, parameter: null, about, grade: grade ?? 'IV' }
    const opened =
      kind === 'incident-report'
        ? openReports(parts, incident)
        : openWorkflow(underItsHead(parts, request), definitionOf(request), context)
    if (opened === null) return refused('not-allowed', 'incidents.json: expected reports, got none')
    const { workflow, change } = opened
    const [subject] = await saveNumbered(tx, [workflow], await appendChanges(tx, [change]))
    await also(tx, subject!)
    return { ok: true, subject: subject! }
  })
  if (done.ok) parts.onChanges()
  return done
}

const isWater = ({ network }: DeskParts, waterBody: string) =>
  network.waterBodies.some(({ id }) => id === waterBody)

/** Merges what a device recorded while it was away: one transaction, however many steps. */
export async function takeFieldSteps(
  parts: DeskParts,
  id: string,
  { sentAt, steps }: FieldSteps,
  also: Also<FieldAnswer>,
): Promise<Done<FieldAnswer>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<FieldAnswer>> => {
    const workflow = await getWorkflow(tx, id, { forUpdate: true })
    if (workflow === null) return refused('not-found', `workflow ${id}: there is none`)
    // A consultation on a product has no field, and its steps do more than step.
    if (workflow.siteDistrict === null) return refused('not-allowed', `${id} is about no place`)
    if (workflow.kind === 'enterprise-notice')
      return refused('not-allowed', `${id} is sent from here, not from the field`)
    if (workflow.kind === 'incident-report' && (parts.reportsBy ?? null) !== null)
      return refused('not-allowed', `${id} is mailed from here, not from the field`)
    if (workflow.kind === 'joint-meeting')
      return refused('not-allowed', `${id} is held with the digest that is here`)
    const missing = await missingBytes(tx, steps)
    if (missing !== null) return refused('bad-step', missing)
    const { network, patrolPlan, incidentPlan } = parts
    const { clock } = patrolPlan
    const { reports } = incidentPlan
    const context = { now: parts.now(), districts: network.districts, reports, clock }
    const definition = definitionOf(workflow)
    const merged = mergeFieldSteps(workflow, definition, steps, { ...context, sentAt })
    if (!merged.ok) return { ...merged, allowed: [] }
    for (const { step, at, outcome } of merged.outcomes) {
      const taken = steps.find((one) => one.step === step && one.at === at)
      if (outcome === 'taken' && taken) await tellAcross(tx, parts, merged.workflow, taken)
    }
    const person = steps.at(-1)?.person ?? 'engine'
    const closes = workflow.closedAt === null
    const opened = closes
      ? [
          ...openedAfter(parts, merged.workflow, person),
          ...(await handlingEnded(tx, parts, merged.workflow)),
        ]
      : []
    const changes = [...merged.changes, ...opened.map(({ change }) => change)]
    const workflows = [merged.workflow, ...opened.map((one) => one.workflow)]
    const [saved] = await saveNumbered(tx, workflows, await appendChanges(tx, changes))
    const subject = { workflow: saved!, outcomes: merged.outcomes }
    await also(tx, subject)
    return { ok: true, subject }
  })
  if (done.ok) parts.onChanges()
  return done
}

/**
 * Takes the step of each deadline that has passed, so many at once as one transaction should.
 *
 * @returns whether there may be more
 */
export async function takeDeadlines(parts: DeskParts): Promise<boolean> {
  const now = parts.now()
  const taken = await parts.db.transaction(async (tx) => {
    const due = await overdueWorkflows(tx, now)
    const moves = due.flatMap((one) => takeOverdue(one, definitionOf(one), now) ?? [])
    const changes = moves.map(({ change }) => change)
    const workflows = moves.map(({ workflow }) => workflow)
    if (moves.length === 0) return 0
    const { numbered, statements } = await numberChanges(tx, changes)
    const saved = saveWorkflowsSql(withNumbers(workflows, numbered))
    await tx.finish({ readings: null, sql: [...statements, saved].join('; ') })
    return moves.length
  })
  if (taken > 0) parts.onChanges()
  return taken === overduePerTick
}
