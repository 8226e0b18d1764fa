import {
  couldBeSilenced,
  revokePattern,
  silenceByPatterns,
  type Revoking,
} from '../alerts/patterns.ts'
import { refused, stale } from './casework/acts.ts'
import type { Also, DeskParts, Done } from './desk.ts'
import type { Event } from './domain/event.ts'
import { assert } from './domain/errors.ts'
import { knownPattern, type KnownPattern } from './domain/pattern.ts'
import { getAlert, saveAlert } from './store/alerts.ts'
import { appendChanges } from './store/change-log.ts'
import type { Tx } from './store/db.ts'
import { silencingsAt } from './store/patterns.ts'

/** Marks the events that are like a pattern of their station; asks nothing where none could be. */
export async function silence(
  tx: Tx,
  { rules, exercise = false }: DeskParts,
  events: readonly Event[],
): Promise<readonly Event[]> {
  // An end moves nothing that is silenced: alone it asks nothing.
  const asking = couldBeSilenced(events).filter(({ phase }) => phase !== 'end')
  const stations = new Set(asking.map(({ station }) => station))
  if (stations.size === 0) return events
  return silenceByPatterns(events, await silencingsAt(tx, [...stations]), rules, exercise)
}

/** Takes a pattern out of force; what it silences now is told when it next changes. */
export async function revoke(
  parts: DeskParts,
  id: string,
  revoking: Revoking,
  expectedN: number | null,
  also: Also<KnownPattern>,
): Promise<Done<KnownPattern>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<KnownPattern>> => {
    const alert = await getAlert(tx, id, { forUpdate: true })
    if (alert?.pattern === undefined) return refused('not-found', `pattern ${id}: there is none`)
    if (expectedN !== null && alert.n !== expectedN) return stale(alert.n)
    const result = revokePattern(alert, revoking, parts.now())
    if (!result.ok) return refused(result.code, result.detail)
    const [change] = await appendChanges(tx, result.changes)
    const revoked = { ...result.alert, n: change?.n ?? alert.n }
    await saveAlert(tx, revoked)
    const subject = knownPattern(revoked)
    assert(subject, `pattern ${id} is there`)
    await also(tx, subject)
    return { ok: true, subject }
  })
  if (done.ok) parts.onChanges()
  return done
}
