import { inTime, judgeLag } from '../alerts/lag.ts'
import { probePath } from '../ingest/mqtt/canary-probe.ts'
import { canaryId } from './domain/canary.ts'
import { every } from './each-second.ts'
import { hasCode } from './store/db.ts'
import type { Engine } from './engine.ts'
import { limits } from './limits.ts'
import { stationsFiring } from './store/alerts.ts'

export type Canary = {
  /** One look: goes the way of a message, and judges how long it took. */
  look(): Promise<void>
  close(): Promise<void>
}

/**
 * Sends a message of no values through the broker once a minute by the wall, and tells by rule
 * `canary` when its receipt stays away: broker, door, commit and store are then seen from outside.
 * Null where the network has no such rule, or it is off: then nothing is sent.
 *
 * @param url  of the broker, with credentials where it wants them
 */
export function startCanary(
  { parts: { db, rules, clock, network, newId }, desk }: Engine,
  url: string,
  onFailure: (error: unknown) => void,
): Canary | null {
  const rule = rules.find(({ id }) => id === 'canary')
  const station = network.stations[0]?.id
  if (rule?.enabled !== true || station === undefined) return null
  let state: typeof inTime | null = null
  let unansweredSinceMs: number | null = null
  const look = async () => {
    const sentMs = performance.now()
    const answered = await probePath(url, canaryId(newId()), limits.canaryMs).then(
      () => true,
      (error: unknown) => {
        if (hasCode(error, 'canary-unanswered')) return false
        throw error
      },
    )
    unansweredSinceMs = answered ? null : (unansweredSinceMs ?? sentMs)
    const steadyMs = performance.now()
    // One without an answer is late by a minute at least, also where it failed at once.
    const lateMs = answered ? 0 : limits.canaryEachMs
    const lagMs = steadyMs - (unansweredSinceMs ?? sentMs) + lateMs
    state ??= { ...inTime, told: (await stationsFiring(db, rule.id)).length > 0 }
    const judged = judgeLag(state, { lagMs, steadyMs, at: clock.now() }, rule, station)
    // A look of which nothing could be told is judged again by the next.
    if (judged.event !== null) await desk.announce([judged.event])
    state = judged.state
  }
  return { look, ...every(limits.canaryEachMs, look, onFailure) }
}
