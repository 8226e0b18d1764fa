import type { Alert, Inhibition, Workflow } from '../src/domain/alert.ts'
import type { Departure } from '../src/domain/pattern.ts'
import { dayMs, type Instant } from '../src/domain/time.ts'
import { openAlertState, transition, type Transitioned } from './alert-state.ts'
import { isToxic } from './patterns.ts'
import { beganAtOf } from './grouping.ts'
import type { Rule } from './rule.ts'

/*
 * A condition that follows from another one is hidden by design, and its alert names that one:
 *   of a sensor   while its station is silent, people are on site, or the sensor is out of service
 *   unusual       where it began while its station was silent or people were on site
 *   silence       where it began while people were on site
 * What tells of the water from readings that were valid is never hidden: no class, limit, toxic
 * substance or bloom, nothing unusual that began before or names a toxic substance. Nor is what a
 * person has confirmed.
 */

const silenceRule = 'station-silence'
const ofSensors: ReadonlySet<string> = new Set([
  'sensor-stuck',
  'sensor-range',
  'manual-difference',
  'parameter-silence',
])
/** Begun before, these tell of the water or of what the work is there for. */
const ifBegunSince: ReadonlySet<string> = new Set(['unusual', silenceRule])

/** Rules whose alerts can be hidden by design. */
export const inhibitedRules: readonly string[] = [...ofSensors, ...ifBegunSince]

/** A task on site longer than this has been forgotten, and hides nothing any more. [design] */
const visitMaxMs = dayMs

/** What an alert is judged by, before it is one too. */
export type Inhibitable = Pick<
  Alert,
  'rule' | 'station' | 'subject' | 'verdict' | 'evidence' | 'exercise'
> & { readonly beganAt: Instant }

/** What could hide alerts: others that are open, and maintenance tasks. */
export type Standing = {
  readonly alerts: Iterable<Alert>
  readonly tasks: readonly Workflow[]
  readonly rules: ReadonlyMap<string, Rule>
}

/**
 * What a firing condition follows from, so that it is hidden; null: it stands for itself.
 *
 * A silent station comes first, then people on site, then a sensor out of service.
 */
export function inhibitionOf(
  one: Inhibitable,
  { alerts, tasks, rules }: Standing,
  now: Instant,
): Inhibition | null {
  if (!isInhibitable(one, rules)) return null
  const { rule, station, subject, beganAt, exercise = false } = one
  const covers = (since: Instant) => !ifBegunSince.has(rule) || beganAt >= since
  const near = [...alerts].filter(
    (other) => other.station === station && isAsEarnest(other, exercise) && fires(other),
  )
  const silent = near.find((other) => other.rule === silenceRule && covers(beganAtOf(other)))
  if (silent && rule !== silenceRule) return inhibition('silent', { alert: silent.id }, now)
  const task = tasks.find((work) => {
    const since = onSiteSince(work, station, exercise, now)
    return since !== null && covers(since)
  })
  if (task) return inhibition('on-site', { workflow: task.id }, now)
  const away = near.find(
    (other) =>
      other.subject === subject && other.rule !== rule && other.hiding?.kind === 'out-of-service',
  )
  return away && ofSensors.has(rule) ? inhibition('out-of-service', { alert: away.id }, now) : null
}

function isInhibitable({ rule, verdict, evidence }: Inhibitable, rules: Standing['rules']) {
  if (verdict === 'confirmed') return false
  if (ofSensors.has(rule)) return true
  if (!ifBegunSince.has(rule)) return false
  return !namedIn(evidence).some((parameter) => isToxic(rules, parameter))
}

/** The parameter that drove what is unusual, and all that stand out with it. */
function namedIn({ parameter, shape }: Alert['evidence']): string[] {
  const departures = Array.isArray(shape) ? (shape as unknown as Departure[]) : []
  const driving = typeof parameter === 'string' ? [parameter] : []
  return [...driving, ...departures.map((one) => one.parameter)]
}

const fires = (alert: Alert) => openAlertState(alert) !== null && alert.condition === 'firing'

/** A drill hides nothing that is none. */
const isAsEarnest = (other: { readonly exercise?: boolean }, exercise: boolean) =>
  exercise || other.exercise !== true

/** Since when people work at a station by a task; null: they do not, or it was forgotten. */
function onSiteSince(work: Workflow, station: string, exercise: boolean, now: Instant) {
  const { kind, state, closedAt } = work
  if (kind !== 'maintenance-task' || state !== 'on-site' || closedAt !== null) return null
  if (work.station !== station || !isAsEarnest(work, exercise)) return null
  const since = work.steps.findLast(({ step }) => step === 'on-site')?.at ?? work.changedAt
  return now - since <= visitMaxMs ? since : null
}

function inhibition(
  because: Inhibition['because'],
  by: { readonly alert?: string; readonly workflow?: string },
  since: Instant,
): Inhibition {
  const { alert = null, workflow = null } = by
  return { because, alert, workflow, since }
}

/** An alert as it stands among the others now; no change where it is hidden as before. */
export function settleInhibition(alert: Alert, standing: Standing, now: Instant): Transitioned {
  const before = alert.inhibitedBy ?? null
  const about = { ...alert, beganAt: beganAtOf(alert) }
  const after = fires(alert) ? inhibitionOf(about, standing, now) : null
  const same = before?.alert === after?.alert && before?.workflow === after?.workflow
  if (same) return { alert, changes: [] }
  const cause = { at: now, actor: 'engine', body: {} }
  const patch = after === null ? { inhibitedBy: null, inSightAt: now } : { inhibitedBy: after }
  const reason = after === null ? 'inhibition-ended' : 'inhibited'
  return transition(alert, [{ type: 'alert.updated', reason, patch }], cause)
}
