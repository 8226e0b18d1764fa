import type { TeamHead, TeamHeadPlan } from '../../src/domain/casework.ts'

/**
 * Whose turn it is to head the joint team in a year (R27: 轮流兼任, 年度轮换): one district after the
 * other, in the order of the plan, from its first year on.
 *
 * @param year  of Beijing time
 * @returns null where there is no rotation, or had not begun
 * @example teamHeadOf({ order: ['a', 'b', 'c'], firstYear: 2026 }, 2030) // => { year: 2030, district: 'b' }
 */
export function teamHeadOf(plan: TeamHeadPlan | null, year: number): TeamHead | null {
  if (plan === null || year < plan.firstYear) return null
  const district = plan.order[(year - plan.firstYear) % plan.order.length]
  return district === undefined ? null : { year, district }
}
