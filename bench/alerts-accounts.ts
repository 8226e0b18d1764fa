import type { Alert } from '../src/domain/alert.ts'
import type { Delivery } from '../src/domain/delivery.ts'
import { changesAfter, verifyLog } from '../src/store/change-log.ts'
import type { Db } from '../src/store/db.ts'
import { queryAlerts } from '../src/store/alerts.ts'
import { queryDeliveries } from '../src/store/deliveries.ts'
import { stormRule } from './alerts-storm.ts'

/** What the database holds at the end. */
export type AlertAccounts = {
  readonly log: string
  readonly changes: number
  readonly raised: number
  readonly resolved: number
  /** Conditions that had two open alerts at some number. */
  readonly twiceOpen: readonly string[]
  /** Comments in the log, by their text: how often each was added. */
  readonly comments: ReadonlyMap<string, number>
  readonly deliveries: readonly Delivery[]
  /** Alerts in sight that fire and wait for somebody: of each route's steps all must be told. */
  readonly waiting: readonly Alert[]
}

export async function takeAlertAccounts(db: Db): Promise<AlertAccounts> {
  const verdict = await verifyLog(db)
  const log = await followLog(db)
  const page = { limit: 1_000, cursor: null }
  const wanted = { state: 'open', station: null, kind: null, changedSince: null } as const
  const { items } = await queryAlerts(db, { ...wanted, ...page })
  return {
    log: verdict.intact ? 'intact' : `broken at ${verdict.firstWrong}: ${verdict.because}`,
    ...log,
    deliveries: await allDeliveries(db),
    waiting: items.filter(
      ({ rule, condition, attention, hiding }) =>
        rule === stormRule.id && condition === 'firing' && attention === 'new' && !hiding,
    ),
  }
}

/** Folds the log as any reader would: who is open when. */
async function followLog(db: Db) {
  const open = new Map<string, Set<string>>()
  const twiceOpen = new Set<string>()
  const comments = new Map<string, number>()
  const counted = { changes: 0, raised: 0, resolved: 0 }
  for (let after = 0; ;) {
    const page = await changesAfter(db, { after, limit: 1_000, types: null })
    for (const { n, type, body } of page) {
      after = n
      counted.changes += 1
      if (!type.startsWith('alert.')) continue
      const alert = body['alert'] as unknown as Alert
      if (type === 'alert.raised') counted.raised += 1
      if (type === 'alert.resolved') counted.resolved += 1
      if (type === 'alert.commented') {
        const text = alert.comments.at(-1)?.text ?? ''
        comments.set(text, (comments.get(text) ?? 0) + 1)
      }
      const ids = open.get(alert.fingerprint) ?? new Set()
      open.set(alert.fingerprint, ids)
      if (alert.attention === 'closed') ids.delete(alert.id)
      else ids.add(alert.id)
      if (ids.size > 1) twiceOpen.add(`${alert.fingerprint} at ${n}`)
    }
    if (page.length < 1_000) return { ...counted, twiceOpen: [...twiceOpen], comments }
  }
}

async function allDeliveries(db: Db): Promise<Delivery[]> {
  const all: Delivery[] = []
  for (let cursor: string | null = null; ;) {
    const query = { state: null, alert: null, route: null, cursor, limit: 1_000 }
    const { items, next } = await queryDeliveries(db, query)
    all.push(...items)
    if (next === null) return all
    cursor = next
  }
}
