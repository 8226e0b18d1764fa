import type { Alert, ChangeType } from './alert.ts'
import type { WarningColour } from './event.ts'
import type { Instant } from './time.ts'

/** What the figures of an alarm system need of one alert. */
export type CountedAlert = Pick<
  Alert,
  'id' | 'rule' | 'station' | 'colour' | 'openedAt' | 'condition' | 'attention' | 'retrospective'
> & { readonly hidden: boolean; readonly exercise: boolean }

/** One change of an alert in the log, and the alert after it. */
export type AlertMove = {
  readonly n: number
  readonly at: Instant
  readonly type: ChangeType
  readonly actor: string
  readonly reason: string
  readonly alert: CountedAlert
}

/** How the alerts of a time have called on people; EEMUA 191 names the figures. */
export type AlertPerformance = {
  readonly from: Instant
  readonly to: Instant
  readonly operators: number
  /** Of exercises, or of what was none: they are never mixed. */
  readonly exercise: boolean
  /** Calls for attention: raised, fired again, worse, back in sight. */
  readonly calls: number
  /** Of one operator in ten minutes: over the whole time, and in the busiest ten. */
  readonly meanPer10Min: number
  readonly highestPer10Min: number
  /** Share of the time, 0 to 1, in tens of minutes with more than the limit. */
  readonly floodShare: number
  /** Open longer than a day at the end, and how many of them are hidden. */
  readonly standing: number
  readonly standingHidden: number
  /** Alerts that shelved themselves for chattering. */
  readonly chattering: number
  /** At most ten, the most frequent first; shares of the calls. */
  readonly mostFrequent: readonly {
    readonly rule: string
    readonly station: string
    readonly calls: number
    readonly share: number
  }[]
  /** Calls by colour; `none` for those without. */
  readonly colours: Readonly<Record<WarningColour | 'none', number>>
  /** From opening to the first act of a person; null where nobody acted. */
  readonly acknowledged: number
  readonly acknowledgeMedianMs: number | null
  readonly acknowledgeP90Ms: number | null
  /** Open and still new at the end. */
  readonly unacknowledged: number
}

/** Longest time that figures are made of: a year of ten minutes are 52,704 counters, 210 KB. */
export const performanceSpanMaxDays = 366
