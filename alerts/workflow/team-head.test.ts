import { describe, expect, it } from 'vitest'
import { teamHeadOf } from './team-head.ts'

const plan = { order: ['qingpu', 'wujiang', 'jiashan'], firstYear: 2026 }

describe('the head of the joint team', () => {
  it.each([
    [2025, null],
    [2026, 'qingpu'],
    [2027, 'wujiang'],
    [2028, 'jiashan'],
    [2029, 'qingpu'],
    [2031, 'jiashan'],
  ])('is in %d of %s', (year, district) => {
    expect(teamHeadOf(plan, year)).toEqual(district === null ? null : { year, district })
  })

  it('is nobody where no rotation was agreed', () => {
    expect(teamHeadOf(null, 2026)).toBeNull()
  })
})
