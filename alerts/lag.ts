import type { Event } from '../src/domain/event.ts'
import { engineSubject } from '../src/domain/event.ts'
import { secondMs, type Instant } from '../src/domain/time.ts'
import { isInForce, persistenceOf, type Rule } from './rule.ts'

/*
 * The engine is
 *   in time   until it has lagged in every look over the hold of its rule
 *   lagging   told once; until it has kept below the threshold less the deadband for the off-delay
 *
 * What lasts is measured by a steady clock, since the lag is one of the wall, however fast or slow
 * the engine's clock goes.
 */

export type LagState = {
  /** Its lagging is told. */
  readonly told: boolean
  /** Since when, by the steady clock, and in how many looks it is otherwise than told. */
  readonly turned: { readonly sinceMs: number; readonly looks: number } | null
  /** The longest that was seen since it began to lag. */
  readonly worstMs: number
}

export const inTime: LagState = { told: false, turned: null, worstMs: 0 }

/** One look: how long the oldest message not yet announced has been here, ms. */
export type LagLook = { readonly lagMs: number; readonly steadyMs: number; readonly at: Instant }

/**
 * What a look at the lag tells; a rule that is off, or states no lag for that time, tells nothing.
 *
 * @param station  where alerts of the engine itself are filed
 * @returns the state for the next look, and the event that begins or ends, if one does
 */
export function judgeLag(
  state: LagState,
  { lagMs, steadyMs, at }: LagLook,
  rule: Rule,
  station: string,
): { readonly state: LagState; readonly event: Event | null } {
  const limit = rule.thresholds.find((one) => one.quantity === 'lag' && isInForce(one, at))
  if (!rule.enabled || limit === undefined) return { state, event: null }
  const limitMs = limit.value * secondMs * (state.told ? 1 - rule.deadband : 1)
  const lags = !(lagMs <= limitMs)
  const worstMs = lags || state.told ? Math.max(state.worstMs, lagMs) : 0
  if (lags === state.told) return { state: { ...state, worstMs, turned: null }, event: null }
  const { sinceMs, looks } = state.turned ?? { sinceMs: steadyMs, looks: 0 }
  const turned = { sinceMs, looks: looks + 1 }
  const { hold, release } = persistenceOf(rule)
  const { results, minMs } = lags ? hold : release
  if (turned.looks < results || steadyMs - sinceMs < minMs) {
    return { state: { ...state, worstMs, turned }, event: null }
  }
  const lag = { lagSeconds: seconds(lagMs), worstSeconds: seconds(worstMs), limit: limit.value }
  const event: Event = {
    key: [rule.id, engineSubject, lags ? 'begin' : 'end', at].join('|'),
    ...{ rule: rule.id, kind: rule.kind, station, subject: engineSubject },
    ...{ phase: lags ? 'begin' : 'end', colour: limit.colour, observedAt: at, live: true },
    readings: [],
    evidence: lag,
  }
  return { state: { told: lags, turned: null, worstMs: lags ? worstMs : 0 }, event }
}

const seconds = (ms: number) => Math.round(ms / 100) / 10
