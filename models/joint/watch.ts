import { minuteMs, type Instant } from '../../src/domain/time.ts'
import type { ContextRow } from './context.ts'
import { driversOf, type Driver } from './drivers.ts'
import { createJointDetector, type Explained, type Row } from './joint.ts'

/** What is said of one row. */
export type Verdict = {
  /** Null while warming, and where nothing came. */
  readonly score: number | null
  readonly alarm: boolean
  /** Number of the event that the alarm belongs to, from 1. */
  readonly event: number | null
  /** Index of the column that drove the score. */
  readonly top: number | null
  /** Of an event's first row: which columns drove it, and what was expected of them. */
  readonly drivers: readonly Driver[]
  /** Columns whose departure is laid to a change of context. */
  readonly explained: readonly Explained[]
}

export type WatchOptions = {
  readonly width: number
  /** Wanted false alarms a day, of all columns together. */
  readonly alarmsPerDay: number
}

/**
 * Alarms at most so far apart are one event. So are, at any cadence, those with one row between them:
 * a jump that stays alarms by the jump, and again with the third row, which makes it a stay.
 */
const sameEventMs = 30 * minuteMs
const sameEventRows = 2

const unsaid: Verdict = {
  ...{ score: null, alarm: false, event: null, top: null },
  ...{ drivers: [], explained: [] },
}

/**
 * Scores rows as they come, then learns them, and numbers the events. A row whose time falls
 * behind is judged like any other: only its age is not.
 */
export function createWatch({ width, alarmsPerDay }: WatchOptions) {
  const detector = createJointDetector(width, alarmsPerDay)
  let events = 0
  let alarmAt = -Infinity
  let rowsSinceAlarm = Infinity

  return {
    events: () => events,
    /**
     * @param label  of a labelled history: whether the row belongs to an event
     * @param context  values of the context columns, which are not judged
     */
    take(at: Instant, row: Row, label?: boolean, context: ContextRow = []): Verdict {
      if (row.every((value) => value === null)) return unsaid
      const judged = detector.score(at, row, context)
      detector.learn(at, row, label, context)
      if (judged.kind === 'warming') return unsaid
      const { score, top, explained } = judged
      const alarm = judged.alarm || judged.stands
      rowsSinceAlarm += 1
      const isApart = rowsSinceAlarm > sameEventRows && at - alarmAt > sameEventMs
      const begins = judged.alarm && isApart
      if (begins) events += 1
      if (alarm) [alarmAt, rowsSinceAlarm] = [at, 0]
      const drivers = begins ? driversOf(row, judged) : []
      return { score, alarm, event: alarm ? events : null, top, drivers, explained }
    },
  }
}
