import { commentCharsMax, type Alert, type Comment, type NewChange } from '../src/domain/alert.ts'
import type { IncidentGrade } from '../src/domain/event.ts'
import type { Json } from '../src/domain/json.ts'
import { dayMs, formatInstant, type Instant } from '../src/domain/time.ts'
import {
  closed,
  hidden,
  inSight,
  openAlertState,
  transition,
  type OpenState,
  type Transition,
} from './alert-state.ts'
import { patternOf } from './patterns.ts'
import { workflowsOpenedBy, type WorkflowRequest } from './workflow/opened-by.ts'

/**
 * Longest hiding by a person, ms: shelving a week, then someone looks again; out of service a
 * quarter of a year, the longest repair of an instrument that is still meant to come back.
 */
const hidingMaxMs = { shelved: 7 * dayMs, 'out-of-service': 90 * dayMs } as const
/** Each change carries its alert whole: 200 comments of `commentCharsMax` stay below 1 MB. */
export const commentsPerAlertMax = 200

export const verbs = [
  'acknowledge',
  'confirm',
  'reject',
  'grade',
  'shelve',
  'unshelve',
  'release',
  'close',
  'comment',
] as const
export type Verb = (typeof verbs)[number]

/** A person's act on an alert; what each verb needs beyond a person is in `applyCommand`. */
export type Command = {
  readonly verb: Verb
  readonly person: string
  readonly comment?: string | undefined
  readonly reason?: string | undefined
  /** `grade` */
  readonly grade?: IncidentGrade | undefined
  /** `shelve` */
  readonly until?: Instant | undefined
  /** `shelve`: what hides it, `shelved` where nothing is said. */
  readonly kind?: keyof typeof hidingMaxMs | undefined
  /** `confirm` of a `limit` or `unusual` alert */
  readonly as?: 'deterioration' | undefined
}

export type CommandContext = {
  readonly now: Instant
  /** Gives the id of each workflow that a confirmation opens. */
  readonly newId: () => string
}

export type CommandResult =
  | {
      readonly ok: true
      readonly alert: Alert
      readonly changes: readonly NewChange[]
      readonly opens: readonly WorkflowRequest[]
    }
  | {
      readonly ok: false
      readonly code: 'not-allowed'
      readonly detail: string
      readonly allowed: readonly Verb[]
    }
  | { readonly ok: false; readonly code: 'bad-command'; readonly detail: string }

const verbsIn: Readonly<Record<OpenState | 'not-open', readonly Verb[]>> = {
  'firing-new': [
    ...(['acknowledge', 'confirm', 'reject', 'grade'] as const),
    ...(['shelve', 'unshelve', 'release', 'comment'] as const),
  ],
  'firing-acknowledged': [
    ...(['confirm', 'reject', 'grade', 'shelve', 'unshelve', 'release', 'comment'] as const),
  ],
  'resolved-new': [
    ...(['acknowledge', 'confirm', 'reject', 'grade'] as const),
    ...(['shelve', 'unshelve', 'close', 'comment'] as const),
  ],
  'resolved-acknowledged': ['reject', 'grade', 'close', 'comment'],
  'not-open': ['grade', 'comment'],
}

/** What else must hold; a verb without a line needs only its place in the table above. */
const onlyIf: Readonly<Partial<Record<Verb, (alert: Alert) => boolean>>> = {
  confirm: (alert) => alert.verdict !== 'confirmed' || isPlainlyConfirmed(alert),
  unshelve: (alert) => alert.shelvedUntil !== null,
  // The grade of an incident is often known only when the water is clean again.
  grade: (alert) => openAlertState(alert) !== null || alert.verdict === 'confirmed',
}

/** Verbs that would change this alert now, in the order of `verbs`. */
export function allowedVerbs(alert: Alert): readonly Verb[] {
  return verbsIn[openAlertState(alert) ?? 'not-open'].filter(
    (verb) => onlyIf[verb]?.(alert) ?? true,
  )
}

/**
 * Applies a person's act to an alert.
 *
 * `reject`, `shelve` and `close` need a `reason`, `grade` a `grade`, `comment` a `comment`,
 * `shelve` an `until` in the next seven days, 90 for what is out of service. Confirming implies acknowledgement; a confirmed
 * alert can still be rejected, and the workflows it opened are cancelled by hand. Confirming
 * again is well, changes nothing and opens nothing; but whoever confirmed plainly can still say, once,
 * that it is a deterioration.
 *
 * @returns changes with `{ alert, command }` as body, and the workflows to open (their ids are
 *   in `alert.workflows` already); else `bad-command` (the body) or `not-allowed` (the state)
 */
export function applyCommand(
  alert: Alert,
  command: Command,
  context: CommandContext,
): CommandResult {
  const detail = faultOf(alert, command, context.now)
  if (detail !== null) return { ok: false, code: 'bad-command', detail }
  const unchanged = { ok: true, alert, changes: [], opens: [] } as const
  if (saysNothingNew(alert, command)) return unchanged
  const allowed = allowedVerbs(alert)
  if (!allowed.includes(command.verb)) {
    const state = `${alert.condition}, ${alert.attention}, ${alert.verdict ?? 'no verdict'}`
    const refusal = `${command.verb}: not allowed for an alert that is ${state}${insteadOf(command)}`
    return { ok: false, code: 'not-allowed', detail: refusal, allowed }
  }
  const opens = command.verb === 'confirm' ? requests(alert, command, context) : []
  const move = transitionOf[command.verb](alert, command, context.now, opens)
  const said = commentsOf(command, context.now)
  const comments = [...alert.comments, ...said]
  const spoken: Transition = {
    ...move,
    reason: textOf(command.reason) || command.verb,
    patch: { ...move.patch, comments },
  }
  const body = { command: spokenCommand(command) }
  const cause = { at: context.now, actor: command.person, body }
  return { ok: true, ...transition(alert, [spoken], cause), opens }
}

/** What a person does who learned too late what it was. */
const insteadOf = ({ verb, as }: Command) =>
  verb === 'confirm' && as !== undefined ? '; open what it needs by hand (POST workflows)' : ''

/** Confirmed as what opens nothing, though it can be taken as a deterioration, which does. */
const isPlainlyConfirmed = ({ kind, verdict, workflows }: Alert) =>
  verdict === 'confirmed' && takesAs.has(kind) && workflows.length === 0

const saysNothingNew = (alert: Alert, { verb, as }: Command) =>
  verb === 'confirm' &&
  alert.verdict === 'confirmed' &&
  !(as === 'deterioration' && isPlainlyConfirmed(alert))

type Move = Pick<Transition, 'type' | 'patch'>

const transitionOf: Readonly<
  Record<Verb, (a: Alert, c: Command, now: Instant, opens: readonly WorkflowRequest[]) => Move>
> = {
  acknowledge: () => ({ type: 'alert.acknowledged', patch: { attention: 'acknowledged' } }),
  confirm: (alert, _command, _now, opens) => ({
    type: 'alert.confirmed',
    patch: {
      verdict: 'confirmed',
      attention: 'acknowledged',
      workflows: [...alert.workflows, ...opens.map((request) => request.id)],
    },
  }),
  reject: (alert, { person, reason }, at) => {
    const pattern = patternOf(alert, { person, reason: textOf(reason), at })
    const taught = pattern === null ? {} : { pattern }
    return { type: 'alert.rejected', patch: { verdict: 'rejected', ...taught } }
  },
  grade: (_alert, command) => ({
    type: 'alert.graded',
    patch: { incidentGrade: command.grade ?? null },
  }),
  shelve: (_alert, { kind = 'shelved', person, reason, until }, now) => ({
    type: 'alert.shelved',
    patch: hidden({ kind, person, reason: textOf(reason), since: now, until: until ?? now }),
  }),
  unshelve: () => ({ type: 'alert.unshelved', patch: inSight }),
  release: (_alert, _command, now) => ({
    type: 'alert.resolved',
    patch: { condition: 'resolved', resolvedAt: now },
  }),
  close: (_alert, _command, now) => ({ type: 'alert.closed', patch: closed(now) }),
  comment: () => ({ type: 'alert.commented', patch: {} }),
}

function requests(alert: Alert, command: Command, context: CommandContext): WorkflowRequest[] {
  return workflowsOpenedBy(alert.kind, command.as).map((opened) => ({
    ...opened,
    id: context.newId(),
    alert: alert.id,
    station: alert.station,
  }))
}

const textOf = (text: string | undefined) => text?.trim() ?? ''

/** The first fault of a command's body in words, or null. */
function faultOf(alert: Alert, command: Command, now: Instant): string | null {
  const { verb, until } = command
  const needsReason = verb === 'reject' || verb === 'shelve' || verb === 'close'
  if (textOf(command.person) === '') return 'person: expected a name, got none'
  if (needsReason && textOf(command.reason) === '') return `reason: ${verb} expects one, got none`
  if (verb === 'comment' && textOf(command.comment) === '') {
    return 'comment: expected a text, got none'
  }
  if (verb === 'grade' && command.grade === undefined) {
    return 'grade: expected one of I, II, III, IV, got none'
  }
  const hidingMs = hidingMaxMs[command.kind ?? 'shelved']
  if (verb === 'shelve' && !(until !== undefined && until > now && until <= now + hidingMs)) {
    const came = until !== undefined && Number.isFinite(until) ? formatInstant(until) : 'none'
    return `until: expected a time within ${hidingMs / dayMs} days, got ${came}`
  }
  if (command.as !== undefined && !(verb === 'confirm' && takesAs.has(alert.kind))) {
    return `as: expected only to confirm a limit or unusual alert, got ${verb} of ${alert.kind}`
  }
  const said = commentsOf(command, now)
  const longest = Math.max(0, ...said.map((comment) => comment.text.length))
  if (longest > commentCharsMax) {
    return `comment: expected at most ${commentCharsMax} characters, got ${longest}`
  }
  return alert.comments.length + said.length > commentsPerAlertMax
    ? `comment: expected at most ${commentsPerAlertMax} on one alert, got one more`
    : null
}

const takesAs: ReadonlySet<Alert['kind']> = new Set(['limit', 'unusual'])

/** A reason is a comment too, so that whoever reads the alert finds it there. */
function commentsOf(command: Command, at: Instant): Comment[] {
  return [command.reason, command.comment]
    .map(textOf)
    .filter((text) => text !== '')
    .map((text) => ({ at, person: command.person, text }))
}

function spokenCommand(command: Command): Record<string, Json> {
  const { verb, person, comment, reason, grade, until, kind, as } = command
  const said = Object.entries({ verb, person, comment, reason, grade, until, kind, as })
  return Object.fromEntries(
    said.filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  )
}
