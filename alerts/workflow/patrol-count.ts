import type { PatrolCount, PatrolDone, PatrolPlan } from '../../src/domain/casework.ts'
import { beijingOffsetMs, monthStart, type Instant } from '../../src/domain/time.ts'

/** First moment of a year, Beijing time. */
export const yearStart = (year: number): Instant => monthStart(year, 1)

export const yearOf = (at: Instant): number => new Date(at + beijingOffsetMs).getUTCFullYear()

/**
 * Joint patrols of a year by water body (R40): done, and whether the year is about to end, or has
 * ended, with fewer than the plan wants.
 *
 * @param patrols  completed in that year, by the time written on their last step
 */
export function countPatrols(
  patrols: readonly PatrolDone[],
  plan: PatrolPlan,
  year: number,
  now: Instant,
): PatrolCount[] {
  const warnAt = yearStart(year) + plan.warnAfterMs
  return plan.waterBodies.map((waterBody): PatrolCount => {
    const own = patrols.filter((one) => one.waterBody === waterBody)
    const missing = Math.max(0, plan.leastPerYear - own.length)
    const lastAt = own.length === 0 ? null : Math.max(...own.map(({ at }) => at))
    const ended = now >= yearStart(year + 1)
    const warning = missing === 0 ? null : ended ? 'missed' : now >= warnAt ? 'due' : null
    return { waterBody, year, done: own.length, least: plan.leastPerYear, lastAt, warning }
  })
}
