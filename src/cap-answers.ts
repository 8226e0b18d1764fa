import { capAlert, headlineOf } from '../alerts/cap.ts'
import { capMessages } from '../alerts/cap-chain.ts'
import type { Alert } from './domain/alert.ts'
import type { CapAlert, FeedEntry } from './domain/cap.ts'
import type { Engine } from './engine.ts'
import { queryAlerts } from './store/alerts.ts'
import { changesOf } from './store/change-log.ts'

/** Alerts as messages for other systems. */
export function createCapAnswers({ parts, stations }: Engine, sender: string) {
  const { db, network, rules } = parts
  const entryOf = (alert: Alert): FeedEntry[] => {
    const rule = rules.find(({ id }) => id === alert.rule)
    const station = stations.get(alert.station)
    if (rule === undefined || station === undefined) return []
    const isOver = alert.condition === 'resolved' || alert.attention === 'closed'
    const { zh, en } = headlineOf(alert, isOver, rule, station)
    const times = { publishedAt: alert.openedAt, updatedAt: alert.changedAt }
    return [{ alert: alert.id, title: zh, summary: en, ...times }]
  }
  return {
    /** The last message of an alert; null: there is none. */
    async capOf(id: string): Promise<CapAlert | null> {
      const message = capMessages(await changesOf(db, id)).at(-1)
      return message === undefined ? null : capAlert(message, { sender, network, rules })
    },
    /** The alerts opened last, the newest first. */
    async alertFeed(limit: number): Promise<FeedEntry[]> {
      const any = { state: 'all', station: null, kind: null, changedSince: null } as const
      const { items } = await queryAlerts(db, { ...any, limit, cursor: null })
      return items.filter(({ condition }) => condition !== 'pending').flatMap(entryOf)
    },
  }
}
