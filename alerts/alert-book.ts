import type { Alert, Inhibition, NewChange, Workflow } from '../src/domain/alert.ts'
import { assert } from '../src/domain/errors.ts'
import type { Event } from '../src/domain/event.ts'
import { knownPattern } from '../src/domain/pattern.ts'
import type { Instant } from '../src/domain/time.ts'
import { applyCommand, type Command, type CommandResult } from './commands.ts'
import { couldBeSilenced, silenceByPatterns } from './patterns.ts'
import { joinMember, parentOf } from './grouping.ts'
import { inhibitionOf, settleInhibition } from './inhibition.ts'
import {
  applyEvent,
  applyTime,
  fingerprintOf,
  type EventContext,
  type EventReason,
} from './lifecycle.ts'
import type { Rule } from './rule.ts'

export type FoldContext = Omit<EventContext, 'memberOf' | 'inhibitedBy'> & {
  /** Maintenance tasks on site at stations of the events; absent: none. */
  readonly tasks?: readonly Workflow[]
  /** Distance of two results of a parameter at a station, ms; 0 where it is not known. */
  readonly cadenceMs: (station: string, parameter: string) => number
}

const begins: ReadonlySet<EventReason> = new Set(['first', 'fired-again'])

/**
 * Folds events, in their order, into the newest alert of each fingerprint.
 *
 * @param newest  by fingerprint, with the open ones upstream and those that hide others of their
 *   stations; brought up to date with what the events make of it
 * @returns alerts that changed, by id, and the changes in order
 * @throws {Error} when the rule of an event is not among the rules
 */
export function foldEvents(
  newest: Map<string, Alert>,
  events: readonly Event[],
  rules: ReadonlyMap<string, Rule>,
  context: FoldContext,
): { readonly touched: ReadonlyMap<string, Alert>; readonly changes: readonly NewChange[] } {
  const touched = new Map<string, Alert>()
  const changes: NewChange[] = []
  const keep = (alert: Alert, made: readonly NewChange[]) => {
    newest.set(alert.fingerprint, alert)
    touched.set(alert.id, alert)
    changes.push(...made)
  }
  for (const event of events) {
    const rule = rules.get(event.rule)
    assert(rule, `rule ${event.rule} of an event is known`)
    const fingerprint = fingerprintOf(event)
    const group = parentOf(event, newest.values(), context.exercise ?? false, context.cadenceMs)
    const inhibitedBy = inhibitionIn(event, newest, rules, context)
    const decision = applyEvent(newest.get(fingerprint) ?? null, event, rule, {
      ...context,
      ...(group === null ? {} : { memberOf: group.memberOf }),
      ...(inhibitedBy === null ? {} : { inhibitedBy }),
    })
    if (decision.alert === null || decision.changes.length === 0) continue
    keep(decision.alert, decision.changes)
    if (group === null || !begins.has(decision.reason)) continue
    const joined = joinMember(group.parent, decision.alert, event, context.now)
    keep(joined.alert, joined.changes)
  }
  return { touched, changes }
}

/** What an event begins hidden by, if it begins. */
function inhibitionIn(
  event: Event,
  newest: ReadonlyMap<string, Alert>,
  rules: ReadonlyMap<string, Rule>,
  { now, tasks = [], exercise = false }: FoldContext,
): Inhibition | null {
  const known = newest.get(fingerprintOf(event))
  const verdict = known === undefined || known.attention === 'closed' ? null : known.verdict
  const begun = { ...event, beganAt: event.observedAt, verdict, exercise }
  return inhibitionOf(begun, { alerts: newest.values(), tasks, rules }, now)
}

export type AlertBook = ReturnType<typeof createAlertBook>

/** Alerts in memory, moved as the desk moves those of the store: for rehearsals of rules. */
export function createAlertBook(
  rules: ReadonlyMap<string, Rule>,
  newId: () => string,
  cadenceMs: FoldContext['cadenceMs'] = () => 0,
) {
  const newest = new Map<string, Alert>()
  const alerts = new Map<string, Alert>()
  const taken = new Set<string>()

  const inSilence = new Set<string>()

  /** As the desk marks them, by the patterns of the book's own alerts. */
  const silenced = (events: readonly Event[]) => {
    if (couldBeSilenced(events).length === 0) return events
    const unusual = [...newest.values()].filter(({ kind }) => kind === 'unusual')
    const firing = unusual.filter((one) => one.condition === 'firing' && one.attention !== 'closed')
    const known = {
      patterns: [...alerts.values()].flatMap((alert) => knownPattern(alert) ?? []),
      silenced: inSilence,
      firing: new Set(firing.map(({ station }) => station)),
    }
    const marked = silenceByPatterns(events, known, rules, false)
    for (const { station, silencedBy } of couldBeSilenced(marked)) {
      if (silencedBy === undefined) inSilence.delete(station)
      else inSilence.add(station)
    }
    return marked
  }
  const keep = (alert: Alert) => {
    alerts.set(alert.id, alert)
    newest.set(alert.fingerprint, alert)
  }

  return {
    /** In the order in which they were opened. */
    alerts: () => [...alerts.values()],
    /** Takes events; one whose key was taken before changes nothing. */
    take(events: readonly Event[], now: Instant): readonly NewChange[] {
      const fresh = events.filter(({ key }) => !taken.has(key))
      for (const { key } of fresh) taken.add(key)
      const context = { now, newId, cadenceMs }
      const { touched, changes } = foldEvents(newest, silenced(fresh), rules, context)
      for (const alert of touched.values()) alerts.set(alert.id, alert)
      return changes
    },
    /** A person's act on an alert of the book. */
    act(id: string, command: Command, now: Instant): CommandResult {
      const alert = alerts.get(id)
      assert(alert, `alert ${id} is in the book`)
      const result = applyCommand(alert, command, { now, newId })
      if (result.ok) keep(result.alert)
      return result
    },
    /** What becomes due by time alone, and what others hide or no longer do. */
    tick(now: Instant): readonly NewChange[] {
      return [...alerts.values()].flatMap((alert) => {
        const due = applyTime(alert, now)
        const standing = { alerts: alerts.values(), tasks: [], rules }
        const settled = settleInhibition(due.alert, standing, now)
        const changes = [...due.changes, ...settled.changes]
        if (changes.length > 0) keep(settled.alert)
        return changes
      })
    },
  }
}
