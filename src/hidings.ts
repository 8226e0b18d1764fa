import { settleInhibition, inhibitedRules } from '../alerts/inhibition.ts'
import { applyTime } from '../alerts/lifecycle.ts'
import type { Transitioned } from '../alerts/alert-state.ts'
import { record } from './casework/acts.ts'
import type { DeskParts } from './desk.ts'
import type { Event } from './domain/event.ts'
import { shelvedAlertsDue } from './store/alerts.ts'
import type { Tx } from './store/db.ts'
import { inhibitorsAt, lockHidable, readHidable, type Inhibitors } from './store/inhibitors.ts'

/** Ends each shelving whose time has come; called by the tick. */
export async function endShelvings(parts: DeskParts): Promise<void> {
  const now = parts.now()
  await inOne(parts, async (tx) =>
    (await shelvedAlertsDue(tx, now)).map((alert) => applyTime(alert, now)),
  )
}

/**
 * Hides what follows from a silent station or from work there, and brings back what no longer does;
 * called by the tick. What begins meanwhile is hidden as it begins, so this finds little. An alert
 * that somebody is acting upon just then waits for the next tick.
 */
export async function settleInhibitions(parts: DeskParts): Promise<void> {
  const { db, rules } = parts
  const now = parts.now()
  const standing = { ...(await inhibitorsAt(db, null)), rules }
  const settle = (alert: Parameters<typeof settleInhibition>[0]) =>
    settleInhibition(alert, standing, now)
  const stations = [...standing.alerts, ...standing.tasks].flatMap(({ station }) => station ?? [])
  const hidable = await readHidable(db, inhibitedRules, [...new Set(stations)])
  const turned = hidable.filter((alert) => settle(alert).changes.length > 0)
  if (turned.length === 0) return
  const ids = turned.map(({ id }) => id)
  await inOne(parts, async (tx) => (await lockHidable(tx, ids)).map(settle))
}

/** What could hide what the events begin; asks nothing where nothing could. */
export async function inhibitorsOf(tx: Tx, events: readonly Event[]): Promise<Inhibitors> {
  const hidable = events.filter(
    ({ rule, phase }) => phase !== 'end' && inhibitedRules.includes(rule),
  )
  if (hidable.length === 0) return { alerts: [], tasks: [] }
  return inhibitorsAt(tx, [...new Set(hidable.map(({ station }) => station))])
}

/** Writes what alerts become in one transaction, and tells of it. */
async function inOne(
  parts: DeskParts,
  decide: (tx: Tx) => Promise<readonly Transitioned[]>,
): Promise<void> {
  const changed = await parts.db.transaction(async (tx) => {
    const moved = (await decide(tx)).filter(({ changes }) => changes.length > 0)
    const changes = moved.flatMap((one) => one.changes)
    const alerts = moved.map(({ alert }) => alert)
    if (changes.length > 0) await record(tx, alerts, [], changes)
    return changes.length
  })
  if (changed > 0) parts.onChanges()
}
