import { describe, expect, it } from 'vitest'
import { dayMs, formatBeijing } from '../../src/domain/time.ts'
import { meetingsAnnounced } from './meeting-calendar.ts'

const plan = { days: { H1: '07-15', H2: '01-15' }, remindBeforeMs: 14 * dayMs }
const at = (text: string) => Date.parse(`${text}+08:00`)
const newest = (days: typeof plan.days, now: string) => {
  const last = meetingsAnnounced({ ...plan, days }, at(now)).at(-1)!
  return [last.half, formatBeijing(last.onAt).slice(0, 10)]
}

describe('the joint meeting', () => {
  it.each([
    ['2026-12-31T23:59:59', '2026-H1', '2026-07-15'],
    ['2027-01-01T00:00:00', '2026-H2', '2027-01-15'],
    ['2027-06-30T23:59:59', '2026-H2', '2027-01-15'],
    ['2027-07-01T00:00:00', '2027-H1', '2027-07-15'],
  ])('that was announced last at %s is that on %s', (now, half, on) => {
    expect(newest(plan.days, now)).toEqual([half, on])
  })

  it('may be within its half-year', () => {
    const days = { H1: '06-20', H2: '12-20' }
    expect(newest(days, '2026-12-06T00:00:00')).toEqual(['2026-H2', '2026-12-20'])
    expect(newest(days, '2026-12-05T23:59:59')).toEqual(['2026-H1', '2026-06-20'])
    expect(newest(days, '2027-06-06T00:00:00')).toEqual(['2027-H1', '2027-06-20'])
  })

  it('is late when its day has passed, and is none without a calendar', () => {
    const [before, last] = meetingsAnnounced(plan, at('2027-01-02T00:00:00'))
    expect([before!.half, last!.planned]).toEqual(['2026-H1', 'joint-meeting/2026-H2'])
    expect(last!.dueAt).toBe(at('2027-01-16T00:00:00'))
    expect(meetingsAnnounced(null, at('2027-01-02T00:00:00'))).toEqual([])
  })
})
