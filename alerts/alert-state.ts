import type {
  Alert,
  Attention,
  ChangeType,
  Condition,
  Hiding,
  NewChange,
} from '../src/domain/alert.ts'
import type { Json } from '../src/domain/json.ts'
import type { Instant } from '../src/domain/time.ts'

/*
 * Two fields, moved by two parties: the engine and `release` move the condition, people the
 * attention.
 *
 *                   new                        acknowledged                closed
 *   pending     held back, not open        never                       never
 *   firing      raised, nobody looked      someone looks after it      rejected
 *   resolved    over, nobody looked        closes in the same act      over and done
 *
 * A rejected alert and one that is resolved and acknowledged close in the act that made them so:
 * those pairs stand in the log between two changes of one act, and never at rest.
 */

export type OpenState = `${Exclude<Condition, 'pending'>}-${Exclude<Attention, 'closed'>}`

/** State of an open alert; null: not open (closed, or still pending). */
export function openAlertState(alert: Alert): OpenState | null {
  const { condition, attention } = alert
  return condition === 'pending' || attention === 'closed' ? null : `${condition}-${attention}`
}

export type ClosingReason = 'rejected' | 'resolved-and-acknowledged'

/** Why an open alert closes by itself, or null: it stays open. */
function closingReason(alert: Alert): ClosingReason | null {
  const state = openAlertState(alert)
  if (state === null) return null
  if (alert.verdict === 'rejected') return 'rejected'
  return state === 'resolved-acknowledged' ? 'resolved-and-acknowledged' : null
}

/** What brought changes about: when, who, and the event or command kept in each body. */
export type Cause = {
  readonly at: Instant
  readonly actor: string
  readonly body: Readonly<Record<string, Json>>
}

export type Transition = {
  readonly type: ChangeType
  readonly reason: string
  readonly patch: Partial<Alert>
}

export type Transitioned = { readonly alert: Alert; readonly changes: readonly NewChange[] }

/** What hiding an alert means for the fields, and ending that. */
export const hidden = (hiding: Hiding) => ({ shelvedUntil: hiding.until, hiding })
export const inSight = { shelvedUntil: null, hiding: null } as const

/** Whether it calls for no attention now, by whatever hides it. */
export const isOutOfSight = ({ hiding, inhibitedBy }: Pick<Alert, 'hiding' | 'inhibitedBy'>) =>
  (hiding ?? null) !== null || (inhibitedBy ?? null) !== null

/** What is over follows from nothing any more. */
const uninhibited = (alert: Alert): Alert =>
  !alert.inhibitedBy || (alert.condition === 'firing' && alert.attention !== 'closed')
    ? alert
    : { ...alert, inhibitedBy: null }

/** What closing means for the fields. */
export const closed = (at: Instant): Partial<Alert> => ({
  attention: 'closed',
  closedAt: at,
  ...inSight,
})

/**
 * Applies transitions in order, and closes the alert if that is what they lead to.
 *
 * @returns the last state, and one change each; a change's `body.alert` is the state after it
 */
export function transition(
  alert: Alert,
  transitions: readonly Transition[],
  cause: Cause,
): Transitioned {
  const changes: NewChange[] = []
  let state = alert
  const apply = ({ type, reason, patch }: Transition) => {
    state = uninhibited({ ...state, ...patch, changedAt: cause.at })
    const body = { ...cause.body, alert: state }
    changes.push({ type, subject: state.id, at: cause.at, actor: cause.actor, reason, body })
  }
  transitions.forEach(apply)
  const reason = closingReason(state)
  if (reason !== null) apply({ type: 'alert.closed', reason, patch: closed(cause.at) })
  return { alert: state, changes }
}
