import { describe, expect, it } from 'vitest'
import { parseInstant } from '../domain/time.ts'
import { halfYearAt, parseHalfYear } from './half-year.ts'

const at = (text: string) => parseInstant(`${text}+08:00`)!

describe('a half-year', () => {
  it('runs from midnight to midnight of Beijing', () => {
    expect(parseHalfYear('2026-H1')).toEqual({
      ...{ half: '2026-H1', year: 2026 },
      ...{ from: at('2026-01-01T00:00:00'), to: at('2026-07-01T00:00:00') },
    })
    expect(parseHalfYear('2026-H2')).toMatchObject({
      ...{ from: at('2026-07-01T00:00:00'), to: at('2027-01-01T00:00:00') },
    })
  })

  it.each(['2026', '2026-H3', '2026-H0', '26-H1', '2026-h1', ''])('is none: %j', (text) => {
    expect(parseHalfYear(text)).toBeNull()
  })

  it.each([
    ['2026-06-30T23:59:59', '2026-H1'],
    ['2026-07-01T00:00:00', '2026-H2'],
    ['2026-12-31T23:59:59', '2026-H2'],
    ['2027-01-01T00:00:00', '2027-H1'],
  ])('holds %s in %s', (text, half) => {
    expect(halfYearAt(at(text)).half).toBe(half)
  })
})
