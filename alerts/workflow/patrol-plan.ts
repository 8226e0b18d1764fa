import type { Workflow } from '../../src/domain/alert.ts'
import type { PlanEntry, PlannedPatrol, PlannedState } from '../../src/domain/casework.ts'
import { dayMs, dayStart, type Instant } from '../../src/domain/time.ts'

/**
 * The patrols that an entry of the annual plan (R26) wants. Its range, both days inclusive in Beijing
 * time, is shared among them in whole days: each is opened on the first day of its part and is late
 * when the last one has passed. Of more patrols than days several share one.
 *
 * @example plannedPatrols({ …, from: '2026-03-01', to: '2026-03-31', times: 2 }) // 15 and 16 days
 */
export function plannedPatrols({ key, from, to, times }: PlanEntry): PlannedPatrol[] {
  const [start, days] = [dayStart(from), Math.round((dayStart(to) - dayStart(from)) / dayMs) + 1]
  const of = Math.max(1, Math.floor(times))
  return Array.from({ length: of }, (_, index): PlannedPatrol => {
    const first = Math.floor((index * days) / of)
    const next = Math.max(Math.floor(((index + 1) * days) / of), first + 1)
    const number = index + 1
    const span = { fromAt: start + first * dayMs, dueAt: start + next * dayMs }
    return { planned: `patrol-plan/${key}/${number}`, number, of, ...span }
  })
}

/**
 * Whether a planned patrol is to be opened by now. What was over when the plan was entered is of the
 * past and opens nothing; what was not, does however late the engine comes to it.
 */
export function isToOpen({ enteredAt }: PlanEntry, one: PlannedPatrol, now: Instant): boolean {
  return one.fromAt <= now && one.dueAt > enteredAt
}

/** Where a planned patrol stands, by the workflow that was opened for it, or by none. */
export function plannedState(
  entry: PlanEntry,
  one: PlannedPatrol,
  workflow: Pick<Workflow, 'state' | 'closedAt'> | null,
  now: Instant,
): PlannedState {
  if (workflow !== null && workflow.closedAt !== null)
    return workflow.state === 'closed' ? 'done' : 'cancelled'
  if (workflow === null && one.dueAt <= entry.enteredAt) return 'past'
  if (one.dueAt <= now) return 'late'
  return one.fromAt <= now ? 'open' : 'ahead'
}
