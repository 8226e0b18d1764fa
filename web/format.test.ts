import { describe, expect, it } from 'vitest'
import { dayMs, hourMs, minuteMs, parseInstant } from '../src/domain/time.ts'
import * as format from './format.ts'

const at = parseInstant('2026-11-22T16:05:09Z')!

describe('numbers', () => {
  it('keep their decimals, and become compact where digits say little', () => {
    expect(format.formatNumber('en', 8.366, 2)).toBe('8.37')
    expect(format.formatNumber('zh', 31_000_000, 0)).toBe('3100万')
    expect(format.formatNumber('en', 31_000_000, 0)).toBe('31M')
    expect(format.formatNumber('en', NaN)).toBe('–')
    expect(format.formatPlain('en', 0.21)).toBe('0.21')
    expect(format.formatExact('en', 31.025412)).toBe('31.025412')
  })
})

describe('times', () => {
  it('are Beijing times', () => {
    expect(format.formatTime('en', at)).toBe('23 Nov, 00:05')
    expect(format.formatTime('zh', at)).toBe('11/23 00:05')
    expect(format.formatClock('en', at)).toBe('23 Nov 2026, 00:05:09')
  })

  it('leave out the day only of the day that it is in Beijing', () => {
    expect(format.formatRecent('en', at, at + 23 * hourMs)).toBe('00:05')
    expect(format.formatRecent('en', at, at + dayMs)).toBe('23 Nov, 00:05')
    expect(format.formatRecent('zh', at - hourMs, at)).toBe('11/22 23:05')
  })

  it('are null when they cannot be read', () => {
    expect(format.instantOf('2026-11-23T00:05:09+08:00')).toBe(at)
    expect(format.instantOf('2026-11-23T00:05:09')).toBeNull()
    expect(format.instantOf(null)).toBeNull()
  })
})

describe('ages', () => {
  it.each([
    [-5_000, 'now'],
    [59_999, 'now'],
    [minuteMs, '1 min ago'],
    [59 * minuteMs, '59 min ago'],
    [hourMs, '1 hr ago'],
    [47 * hourMs, '47 hr ago'],
    [2 * dayMs, '2 days ago'],
  ])('%d ms', (ageMs, words) => {
    expect(format.formatAge('en', ageMs)).toBe(words)
  })
})
