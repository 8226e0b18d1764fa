import type { Alert, Hiding } from '../src/domain/alert.ts'
import { colourRank, type Event } from '../src/domain/event.ts'
import type { Instant } from '../src/domain/time.ts'
import { hidden, inSight, type Transition } from './alert-state.ts'
import type { Rule } from './rule.ts'

/*
 * An alert that comes and goes more often than its rule allows teaches people to look away. It
 * shelves itself for a while and says so; a colour worse than the one it was shelved in brings it
 * back at once, and so does the end of its time.
 */

const engine = 'engine'

/** Times at which a fingerprint fired within its rule's window, this event's as the last. */
export function firingsOf(
  before: Alert | null,
  { observedAt }: Event,
  { chatter }: Rule,
): Pick<Alert, 'firings'> {
  if (chatter === null) return {}
  const recent = (before?.firings ?? []).filter((at) => at > observedAt - chatter.windowMs)
  // One more than allowed is all that the count asks for.
  return { firings: [...recent, observedAt].slice(-(chatter.occurrences + 1)) }
}

/**
 * What chattering means for an alert that has just fired or got worse.
 *
 * @param alert  with its firings as they are now, its colour as people were last told it
 * @returns no transition, or one that shelves it or brings it back
 */
export function chatterMove(
  alert: Alert,
  event: Event,
  { chatter }: Rule,
  now: Instant,
): readonly Transition[] {
  if (isShelvedByEngine(alert)) {
    const worse = colourRank(event.colour) > colourRank(alert.colour)
    return worse ? [{ type: 'alert.unshelved', reason: 'worse', patch: inSight }] : []
  }
  const count = alert.firings?.length ?? 0
  if (chatter === null || (alert.hiding ?? null) !== null || count <= chatter.occurrences) return []
  const hours = chatter.windowMs / 3_600_000
  const reason = `chattering: more than ${chatter.occurrences} occurrences in ${hours} h`
  const hiding: Hiding = {
    kind: 'shelved',
    person: engine,
    reason,
    since: now,
    until: now + chatter.shelveMs,
  }
  return [{ type: 'alert.shelved', reason, patch: hidden(hiding) }]
}

function isShelvedByEngine({ hiding }: Alert): boolean {
  return hiding?.kind === 'shelved' && hiding.person === engine
}
