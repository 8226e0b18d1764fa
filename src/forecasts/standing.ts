import { endOf, type Ended } from '../../alerts/ended.ts'
import type { WarningMemory } from '../../models/issuing/warning.ts'
import type { Alert } from '../domain/alert.ts'
import type { Event } from '../domain/event.ts'
import type { ForecastPlan } from '../domain/forecast-plan.ts'
import type { Engine } from '../engine.ts'
import { queryAlerts } from '../store/alerts.ts'
import { keepState, keptState } from '../store/checkpoints.ts'
import { forecastRules } from './outlook.ts'

export const warningsPart = 'forecast-warnings'

/** What each rule remembers of each station, by `rule|station`, as it was saved last. */
export async function savedWarnings({
  db,
}: Pick<Engine['parts'], 'db'>): Promise<Record<string, WarningMemory>> {
  return ((await keptState(db, warningsPart)) ?? {}) as unknown as Record<string, WarningMemory>
}

/**
 * Ends the warnings that no issue will judge any more, since their rule is disabled or what they
 * rest on is not forecast; a later start with both finds nothing remembered and may warn anew. Once
 * at the start, before anything is issued: rules and plan are read at the start too.
 *
 * @param plan  null: nothing is forecast
 */
export async function endStanding(
  { parts, desk }: Pick<Engine, 'parts' | 'desk'>,
  plan: ForecastPlan | null,
): Promise<void> {
  const { db, clock } = parts
  const forecast = new Set(plan?.groups.flatMap(({ parameters }) => parameters))
  const events: Event[] = []
  const over = new Set<string>()
  let cursor: string | null = null
  do {
    const any = { station: null, kind: null, changedSince: null, limit: 1_000, cursor }
    const page = await queryAlerts(db, { ...any, state: 'open' })
    for (const alert of page.items) {
      const ended = whyEnded(alert, parts, forecast)
      if (ended === null) continue
      events.push(endOf(alert, ended, clock.now()))
      over.add(`${alert.rule}|${alert.station}`)
    }
    cursor = page.next
  } while (cursor !== null)
  if (events.length === 0) return
  await desk.announce(events)
  const kept = Object.entries(await savedWarnings(parts)).filter(([key]) => !over.has(key))
  await keepState(db, warningsPart, Object.fromEntries(kept))
}

function whyEnded(
  { rule: id, condition, evidence }: Alert,
  { rules }: Engine['parts'],
  forecast: ReadonlySet<string>,
): Ended | null {
  const rule = rules.find((one) => one.id === id)
  if (condition !== 'firing' || rule === undefined) return null
  if (!forecastRules.some((one) => one === id)) return null
  if (!rule.enabled) return 'rule-disabled'
  const { parameter } = evidence
  return typeof parameter === 'string' && forecast.has(parameter) ? null : 'not-forecast'
}
