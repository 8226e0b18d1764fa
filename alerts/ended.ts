import type { Alert } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import type { Instant } from '../src/domain/time.ts'

/** Why a condition is over where no reading says so. */
export type Ended = 'rule-disabled' | 'not-forecast' | 'learned-anew'

/** The end of an alert that no reading ends: once for each time that it fired. */
export function endOf(alert: Alert, ended: Ended, observedAt: Instant): Event {
  const { rule, kind, station, subject, id, occurrences } = alert
  return {
    ...{ rule, kind, station, subject, phase: 'end', colour: null, observedAt, live: true },
    key: [rule, station, 'end', ended, id, occurrences].join('|'),
    readings: [],
    evidence: { ended },
  }
}
