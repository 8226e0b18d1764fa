import { endOf } from '../alerts/ended.ts'
import { learnedRules } from '../models/signals/fold.ts'
import type { Event } from './domain/event.ts'
import type { Fold } from './fold.ts'
import { firingAlerts } from './store/alerts.ts'
import type { Db } from './store/db.ts'

/**
 * Ends of conditions that stood by what another version of the program had learned, and do not by
 * what was learned anew: no reading to come would end them. A station without readings since then
 * says nothing.
 */
export async function endsUnseen(db: Db, fold: Fold): Promise<Event[]> {
  const firing = await firingAlerts(db, learnedRules)
  return firing.flatMap((alert) => {
    const memory = fold.memoryOf(alert.station)
    const newestAt = Math.max(...Array.from(memory?.latest.values() ?? [], (one) => one.observedAt))
    const told = memory?.subjects.get(alert.rule)?.get(alert.subject)?.told ?? 0
    return Number.isFinite(newestAt) && told === 0 ? [endOf(alert, 'learned-anew', newestAt)] : []
  })
}
