import type { Alert, NewChange } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import type { Departure, KnownPattern, Pattern, Silencings } from '../src/domain/pattern.ts'
import type { Instant } from '../src/domain/time.ts'
import { transition } from './alert-state.ts'
import { isInForce, type Quantity, type Rule } from './rule.ts'

/*
 * A pattern is
 *   in force   from the rejection of an unusual alert whose evidence tells the shape
 *   revoked    by a person, with a reason; nothing leads back: rejecting again makes a new one
 *
 * It silences an event when rule, station, parameters and exercise are the same, the shape points the
 * same way (cosine) and goes hardly further, as the thresholds of the rule have it. Without these
 * thresholds nothing is learned. Only what is merely unusual can be silenced: classes, limits, bloom
 * tiers and their early signs are other rules, and what names a toxic substance is never like a
 * pattern.
 */

/** Rules whose conditions mean no more than that readings are not as they were. */
const silenceable: ReadonlySet<string> = new Set(['unusual'])
/** Rules whose parameters are poisons or limited for drinking water, whatever is said of them. */
const neverSilenced: ReadonlySet<string> = new Set(['toxic-limit', 'source-limit'])

/** The shape that an unusual condition has by its evidence; null: none that is known. */
function shapeOf({ rule, evidence }: Pick<Event, 'rule' | 'evidence'>): Departure[] | null {
  const shape = evidence['shape']
  if (!silenceable.has(rule) || !Array.isArray(shape) || shape.length === 0) return null
  return shape as Departure[]
}

/** What rejecting an alert teaches; null where its like cannot be silenced. */
export function patternOf(
  alert: Alert,
  said: { readonly person: string; readonly reason: string; readonly at: Instant },
): Pattern | null {
  const shape = shapeOf(alert)
  if (shape === null) return null
  const { person, reason, at } = said
  return { shape, learnedAt: at, person, reason, revoked: null }
}

/** How alike two shapes are: the cosine, -1 to 1; 0 where they are not of the same parameters. */
export function similarityOf(one: readonly Departure[], other: readonly Departure[]): number {
  if (one.length !== other.length) return 0
  const byParameter = new Map(other.map(({ parameter, by }) => [parameter, by]))
  let product = 0
  for (const { parameter, by } of one) {
    const beside = byParameter.get(parameter)
    if (beside === undefined) return 0
    product += by * beside
  }
  const lengths = lengthOf(one) * lengthOf(other)
  return lengths > 0 ? product / lengths : 0
}

const lengthOf = (shape: readonly Departure[]) => Math.hypot(...shape.map(({ by }) => by))

/** @param rules  those in force; the event's own has the thresholds */
function silencing(
  event: Event,
  patterns: readonly KnownPattern[],
  rules: ReadonlyMap<string, Rule>,
  exercise: boolean,
): KnownPattern | null {
  const shape = shapeOf(event)
  const likeness = figureOf(rules, event, 'pattern-similarity')
  const further = figureOf(rules, event, 'pattern-size')
  if (shape === null || likeness === null || further === null) return null
  if (shape.some(({ parameter }) => isToxic(rules, parameter))) return null
  const like = patterns.find(
    (pattern) =>
      pattern.revoked === null &&
      pattern.rule === event.rule &&
      pattern.station === event.station &&
      pattern.exercise === exercise &&
      similarityOf(pattern.shape, shape) >= likeness &&
      lengthOf(shape) <= further * lengthOf(pattern.shape),
  )
  return like ?? null
}

function figureOf(rules: ReadonlyMap<string, Rule>, event: Event, quantity: Quantity) {
  const found = rules
    .get(event.rule)
    ?.thresholds.find((one) => one.quantity === quantity && isInForce(one, event.observedAt))
  return found?.value ?? null
}

/** Whether a parameter is limited as a poison, or in drinking water. */
export function isToxic(rules: ReadonlyMap<string, Rule>, parameter: string): boolean {
  return [...neverSilenced].some((id) =>
    rules.get(id)?.thresholds.some((threshold) => threshold.parameter === parameter),
  )
}

/** Events of which a pattern could silence some: only they need the patterns to be asked for. */
export function couldBeSilenced(events: readonly Event[]): Event[] {
  return events.filter(({ live, rule }) => live && silenceable.has(rule))
}

/**
 * Marks the events that are like a pattern with its id: they are kept, and move no alert. A condition
 * that began in silence and then changes into what is like no pattern begins for people there.
 */
export function silenceByPatterns(
  events: readonly Event[],
  known: Silencings,
  rules: ReadonlyMap<string, Rule>,
  exercise: boolean,
): Event[] {
  const silenced = new Set(known.silenced)
  return events.map((event) => {
    if (!event.live || !silenceable.has(event.rule)) return event
    const { station, phase } = event
    if (phase === 'end' || known.firing.has(station)) {
      silenced.delete(station)
      return event
    }
    const pattern = silencing(event, known.patterns, rules, exercise)
    if (pattern !== null) {
      silenced.add(station)
      return { ...event, silencedBy: pattern.id }
    }
    return silenced.delete(station) ? { ...event, phase: 'begin' } : event
  })
}

export type Revoking = { readonly person: string; readonly reason: string }
type Revoked =
  | { readonly ok: true; readonly alert: Alert; readonly changes: readonly NewChange[] }
  | { readonly ok: false; readonly code: 'not-allowed' | 'bad-command'; readonly detail: string }

/** Takes a pattern out of force: a comment on its alert, on the log like every act. */
export function revokePattern(alert: Alert, { person, reason }: Revoking, now: Instant): Revoked {
  const { pattern } = alert
  if (pattern === undefined) {
    return { ok: false, code: 'bad-command', detail: `alert ${alert.id} taught no pattern` }
  }
  if (pattern.revoked !== null) {
    return { ok: false, code: 'not-allowed', detail: `pattern ${alert.id}: it is revoked already` }
  }
  if (person.trim() === '' || reason.trim() === '') {
    return { ok: false, code: 'bad-command', detail: 'person, reason: expected both' }
  }
  const comments = [...alert.comments, { at: now, person, text: reason }]
  const revoked = { at: now, person, reason }
  const patch = { pattern: { ...pattern, revoked }, comments }
  const body = { command: { verb: 'revoke-pattern', person, reason } }
  const cause = { at: now, actor: person, body }
  return { ok: true, ...transition(alert, [{ type: 'alert.commented', reason, patch }], cause) }
}
