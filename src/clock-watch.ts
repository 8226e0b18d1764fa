import { isInForce, type Rule } from '../alerts/rule.ts'
import {
  clockOffsetMs,
  hearClock,
  isClockWrong,
  unknownClock,
  type ClockLimits,
  type ClockState,
} from '../ingest/qc/clock-offset.ts'
import { assert } from './domain/errors.ts'
import type { Event } from './domain/event.ts'
import type { Json } from './domain/json.ts'
import { minuteMs, secondMs, type Instant } from './domain/time.ts'

export type ClockWatch = ReturnType<typeof createClockWatch>

/** Limits as the rule states them for that time, in seconds there. */
function clockLimitsOf({ thresholds, deadband }: Rule, at: Instant): ClockLimits {
  const stated = (quantity: string) => {
    const inForce = thresholds.find((one) => one.quantity === quantity && isInForce(one, at))
    const seconds = inForce?.value
    assert(seconds !== undefined, `the rule of clocks states ${quantity}`)
    return seconds * secondMs
  }
  const aheadMs = stated('clock-ahead')
  return { aheadMs, rightMs: aheadMs * (1 - deadband), onTimeMs: stated('message-delay') }
}

/**
 * Whose clock is wrong, over all stations. What was heard is part of a checkpoint; whose fault has
 * been told is asked from the alerts at the start, since messages that are all refused make no
 * checkpoint due.
 *
 * @param told  stations whose alert of this rule stands
 */
export function createClockWatch(rule: Rule, saved: Json | undefined, told: Iterable<string>) {
  const clocks = new Map(Object.entries((saved ?? {}) as Record<string, ClockState>))
  for (const [station, clock] of clocks) clocks.set(station, { ...clock, isWrong: false })
  /** Since when a clock is on the other side of what was told; a restart counts anew. */
  const turnedAt = new Map<string, Instant>()
  for (const station of told) {
    clocks.set(station, { ...(clocks.get(station) ?? unknownClock), isWrong: true })
  }

  return {
    heard(station: string, sentAt: Instant, receivedAt: Instant): void {
      const clock = clocks.get(station) ?? unknownClock
      clocks.set(station, hearClock(clock, sentAt, receivedAt, clockLimitsOf(rule, receivedAt)))
    },
    /** Judges every clock; a rule that is off tells nothing. */
    tick(at: Instant): Event[] {
      if (!rule.enabled) return []
      const limits = clockLimitsOf(rule, at)
      return [...clocks].flatMap(([station, clock]) => {
        const isWrong = isClockWrong(clock, limits)
        if (isWrong === clock.isWrong) {
          turnedAt.delete(station)
          return []
        }
        const since = turnedAt.get(station) ?? at
        turnedAt.set(station, since)
        if (at - since < (isWrong ? rule.onDelayMs : rule.offDelayMs)) return []
        turnedAt.delete(station)
        clocks.set(station, { ...clock, isWrong })
        return [eventOf(rule, station, { ...clock, isWrong }, at)]
      })
    },
    isWrong: (station: string): boolean => clocks.get(station)?.isWrong ?? false,
    save: (): Json => Object.fromEntries(clocks),
  }
}

/** The key hangs on the message that told, not on when we looked. */
function eventOf(rule: Rule, station: string, clock: ClockState, at: Instant): Event {
  const phase = clock.isWrong ? 'begin' : 'end'
  const offsetMs = clockOffsetMs(clock) ?? 0
  return {
    key: [rule.id, station, phase, clock.heardAt].join('|'),
    rule: rule.id,
    kind: rule.kind,
    station,
    subject: station,
    phase,
    colour: null,
    observedAt: at,
    live: true,
    readings: [],
    evidence: {
      clockOffsetMinutes: Math.round((offsetMs / minuteMs) * 10) / 10,
      lastReceivedAt: clock.heardAt,
    },
  }
}
