import type { Alert, Inhibition, MemberOf, NewChange } from '../src/domain/alert.ts'
import { assert } from '../src/domain/errors.ts'
import type { Event } from '../src/domain/event.ts'
import { colourRank } from '../src/domain/event.ts'
import { dayMs, type Instant } from '../src/domain/time.ts'
import { inSight, openAlertState, transition, type Transition } from './alert-state.ts'
import { chatterMove, firingsOf } from './chatter.ts'
import type { Rule } from './rule.ts'

/** An alert on evidence older than this is kept and not delivered. */
const retrospectiveAfterMs = dayMs

export type EventReason =
  | 'first'
  | 'fired-again'
  | 'worse'
  | 'better'
  | 'resolved'
  | 'nothing-new'
  | 'not-live'
  | 'silenced'
  | 'rule-disabled'
  | 'no-open-alert'

export type EventContext = {
  readonly now: Instant
  /** Gives the id of a new alert; called only when one is raised. */
  readonly newId: () => string
  /** What is raised now is an exercise; absent: it is not. */
  readonly exercise?: boolean
  /** What it becomes a member of if it begins; absent: it stands alone. */
  readonly memberOf?: MemberOf
  /** What it follows from if it begins; absent: nothing. */
  readonly inhibitedBy?: Inhibition
}

export type EventDecision = {
  readonly alert: Alert | null
  readonly changes: readonly NewChange[]
  readonly reason: EventReason
}

/** Rule and subject: at most one open alert has it. */
export function fingerprintOf(event: Pick<Event, 'rule' | 'subject'>): string {
  return `${event.rule}|${event.subject}`
}

type Move = 'raise' | 'raise-if-worse' | 'recolour' | 'fire-again' | 'fire-again-if-worse'
type EventMove = Move | 'resolve' | 'nothing' | 'no-open-alert'

const moves: Readonly<
  Record<'not-open' | 'firing' | 'resolved', Readonly<Record<Event['phase'], EventMove>>>
> = {
  'not-open': { begin: 'raise', change: 'raise-if-worse', end: 'no-open-alert' },
  firing: { begin: 'recolour', change: 'recolour', end: 'resolve' },
  resolved: { begin: 'fire-again', change: 'fire-again-if-worse', end: 'nothing' },
}

/**
 * What an event means for the newest alert of its fingerprint, and why.
 *
 * A change without an open alert raises one only when it is worse than what people were last
 * told: they rejected or released that, and its fading is no news.
 */
function decideEvent(alert: Alert | null, event: Event, rule: Rule): EventReason {
  if (!event.live) return 'not-live'
  if (event.silencedBy !== undefined) return 'silenced'
  if (!rule.enabled && event.phase !== 'end') return 'rule-disabled'
  const open = alert !== null && openAlertState(alert) !== null
  const condition = open && alert.condition !== 'pending' ? alert.condition : 'not-open'
  const step = colourRank(event.colour) - (alert === null ? -2 : colourRank(alert.colour))
  switch (moves[condition][event.phase]) {
    case 'raise':
      return 'first'
    case 'raise-if-worse':
      return step > 0 ? 'first' : 'nothing-new'
    case 'recolour':
      return step > 0 ? 'worse' : step < 0 ? 'better' : 'nothing-new'
    case 'fire-again':
      return 'fired-again'
    case 'fire-again-if-worse':
      return step > 0 ? 'fired-again' : 'nothing-new'
    case 'resolve':
      return 'resolved'
    case 'nothing':
      return 'nothing-new'
    case 'no-open-alert':
      return 'no-open-alert'
  }
}

/**
 * Folds one event into the newest alert of its fingerprint.
 *
 * @param alert  newest alert with this fingerprint, open or closed; null: there never was one
 * @returns the alert afterwards (a new one when raised, else the one given), its changes in
 *   order (none: nothing to tell), each with `{ alert, event }` as body, and the reason
 * @throws {Error} when rule or fingerprint are not those of the event
 */
export function applyEvent(
  alert: Alert | null,
  event: Event,
  rule: Rule,
  context: EventContext,
): EventDecision {
  assert(rule.id === event.rule, `rule ${event.rule} for its event, not ${rule.id}`)
  const fingerprint = fingerprintOf(event)
  assert(alert === null || alert.fingerprint === fingerprint, 'one fingerprint, alert and event')
  const reason = decideEvent(alert, event, rule)
  const stale = context.now - event.observedAt > retrospectiveAfterMs
  const cause = { at: context.now, actor: 'engine', body: { event: event.key } }
  if (reason === 'first') {
    const firings = firingsOf(alert, event, rule)
    const raised = { ...raisedAlert(event, context, stale), ...firings, ...placePart(context) }
    const raise: Transition = { type: 'alert.raised', reason, patch: {} }
    const moves = [raise, ...chatterMove(raised, event, rule, context.now)]
    return { ...transition(raised, moves, cause), reason }
  }
  const next = alert === null ? null : transitionFor(alert, event, reason, context.now, stale)
  if (alert === null || next === null) return { alert, changes: [], reason }
  if (reason !== 'fired-again' && reason !== 'worse') {
    return { ...transition(alert, [next], cause), reason }
  }
  const again = reason === 'fired-again'
  const firings = again ? firingsOf(alert, event, rule) : {}
  const { memberOf = null, inhibitedBy = null } = again ? context : alert
  const joins = {
    ...(memberOf === (alert.memberOf ?? null) ? {} : { memberOf }),
    ...(inhibitedBy === (alert.inhibitedBy ?? null) ? {} : { inhibitedBy }),
  }
  const fired = { ...next, patch: { ...next.patch, ...firings, ...joins } }
  const moves = chatterMove({ ...alert, ...firings }, event, rule, context.now)
  return { ...transition(alert, [fired, ...moves], cause), reason }
}

const placePart = ({ memberOf, inhibitedBy }: EventContext) => ({
  ...(memberOf === undefined ? {} : { memberOf }),
  ...(inhibitedBy === undefined ? {} : { inhibitedBy }),
})

function transitionFor(
  alert: Alert,
  event: Event,
  reason: EventReason,
  now: Instant,
  stale: boolean,
): Transition | null {
  const observedAt = Math.max(alert.observedAt, event.observedAt)
  const told = {
    ...recoloured(alert, event.colour),
    readings: event.readings,
    evidence: event.evidence,
    retrospective: alert.retrospective && stale,
    observedAt,
  }
  switch (reason) {
    case 'worse':
    case 'better':
      return { type: 'alert.updated', reason, patch: told }
    case 'fired-again': {
      const { observedAt: beganAt } = event
      const again = { condition: 'firing', resolvedAt: null, beganAt } as const
      const patch = { ...told, ...again, occurrences: alert.occurrences + 1 }
      return { type: 'alert.updated', reason, patch }
    }
    case 'resolved': {
      const patch = { condition: 'resolved', resolvedAt: now, observedAt } as const
      // Why, where it is not that the condition is over.
      const { ended } = event.evidence
      const evidence = ended === undefined ? alert.evidence : { ...alert.evidence, ended }
      return { type: 'alert.resolved', reason, patch: { ...patch, evidence } }
    }
    case 'first':
    case 'nothing-new':
    case 'not-live':
    case 'silenced':
    case 'rule-disabled':
    case 'no-open-alert':
      return null
  }
}

function recoloured({ colour: before, coloursBefore = [] }: Alert, colour: Alert['colour']) {
  if (before === null || before === colour || coloursBefore.includes(before)) return { colour }
  return { colour, coloursBefore: [...coloursBefore, before] }
}

function raisedAlert(event: Event, context: EventContext, stale: boolean): Alert {
  const { now, newId, exercise = false } = context
  return {
    id: newId(),
    fingerprint: fingerprintOf(event),
    rule: event.rule,
    kind: event.kind,
    station: event.station,
    subject: event.subject,
    colour: event.colour,
    incidentGrade: null,
    condition: 'firing',
    attention: 'new',
    verdict: null,
    ...inSight,
    occurrences: 1,
    openedAt: now,
    beganAt: event.observedAt,
    changedAt: now,
    resolvedAt: null,
    closedAt: null,
    observedAt: event.observedAt,
    retrospective: stale,
    exercise,
    readings: event.readings,
    evidence: event.evidence,
    workflows: [],
    comments: [],
    n: 0,
  }
}

/**
 * Ends a shelving whose time has come; the tick of the clock calls it.
 *
 * @returns the alert as it is, without changes, when nothing is due
 */
export function applyTime(
  alert: Alert,
  now: Instant,
): { readonly alert: Alert; readonly changes: readonly NewChange[] } {
  const until = alert.shelvedUntil
  if (until === null || until > now) return { alert, changes: [] }
  const ended: Transition = {
    type: 'alert.unshelved',
    reason: 'shelving-ended',
    patch: inSight,
  }
  return transition(alert, [ended], { at: now, actor: 'engine', body: { shelvedUntil: until } })
}
