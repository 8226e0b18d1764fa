import type { JointMeeting, MeetingPlan } from '../../src/domain/casework.ts'
import { beijingOffsetMs, dayMs, type Instant } from '../../src/domain/time.ts'
import { yearOf } from './patrol-count.ts'

/**
 * The joint meeting on a half-year (R35): on the day that the plan names for it, Beijing time. That of
 * a second half may be a day of the year after.
 *
 * @example meetingOn(plan, 2026, 2).half // => '2026-H2', on 15 January 2027 where its day is 01-15
 */
function meetingOn({ days, remindBeforeMs }: MeetingPlan, year: number, half: 1 | 2): JointMeeting {
  const [month = 1, day = 1] = days[`H${half}`].split('-').map(Number)
  const inYear = half === 2 && month <= 6 ? year + 1 : year
  const onAt = Date.UTC(inYear, month - 1, day) - beijingOffsetMs
  const name = `${year}-H${half}`
  const planned = `joint-meeting/${name}`
  return { half: name, planned, remindAt: onAt - remindBeforeMs, onAt, dueAt: onAt + dayMs }
}

/** Meetings that people are to be reminded of by now, of the last two half-years of them. */
export function meetingsAnnounced(plan: MeetingPlan | null, now: Instant): JointMeeting[] {
  if (plan === null) return []
  const year = yearOf(now)
  return [year - 2, year - 1, year, year + 1]
    .flatMap((one) => [meetingOn(plan, one, 1), meetingOn(plan, one, 2)])
    .filter(({ remindAt }) => remindAt <= now)
    .slice(-2)
}
