import { describe, expect, it } from 'vitest'
import { minuteMs, secondMs } from '../../src/domain/time.ts'
import { clockOffsetMs, hearClock, isClockWrong, unknownClock } from './clock-offset.ts'
import type { ClockState } from './clock-offset.ts'

const limits = { aheadMs: 5 * minuteMs, rightMs: 4 * minuteMs, onTimeMs: 10 * minuteMs }

/** Messages every five minutes; each is so many minutes ahead of its receipt, or behind (< 0). */
function heard(ahead: readonly number[], from: ClockState = unknownClock): ClockState {
  return ahead.reduce((state, minutes, index) => {
    const receivedAt = index * 5 * minuteMs
    return hearClock(state, receivedAt + minutes * minuteMs, receivedAt, limits)
  }, from)
}
const offsetOf = (ahead: readonly number[]) => {
  const offset = clockOffsetMs(heard(ahead))
  return offset === null ? null : offset / minuteMs
}
const backFill = Array.from({ length: 40 }, (_, index) => -600 + 5 * index)

describe('how far a clock is ahead', () => {
  it.each<[string, number[], number | null]>([
    ['nothing is known of two messages', [8, 8], null],
    ['three tell', [8, 8, 8.2], 8],
    ['two strange ones of five move nothing', [-0.1, 900, -0.1, 900, -0.2], -0.1],
    ['three in a row are a clock that was set', [0, 0, 0, 0, 0, 8, 8, 8], 8],
    ['between two it is their middle', [1, 2, 3, 4], 2.5],
    ['messages that waited say nothing', [0, 0, 0, -10.1, -60, -30, -10.1], 0],
    ['a delay within the bound counts', [-9, -9, -9], -9],
    ['back-fill is no slow clock', backFill, null],
    ['back-fill among messages on time', [0, ...backFill, 0, ...backFill, 0], 0],
  ])('%s', (_, ahead, offset) => {
    expect(offsetOf(ahead)).toBe(offset)
  })
})

describe('a clock that is wrong', () => {
  const wrong = (ahead: readonly number[], from: ClockState = unknownClock) =>
    isClockWrong(heard(ahead, from), limits)
  it('is more than five minutes ahead, not five', () => {
    expect([wrong([5, 5, 5]), wrong([5 + secondMs / minuteMs, 6, 6])]).toEqual([false, true])
  })
  it('is right again within four minutes', () => {
    const standing = { ...heard([8, 8, 8, 8, 8]), isWrong: true }
    expect([wrong([4.5, 4.5, 4.5], standing), wrong([4, 4, 4], standing)]).toEqual([true, false])
    expect(wrong([0, 0], standing), 'three of five are needed').toBe(true)
  })
  it('stays so while nothing is heard but back-fill', () => {
    expect(wrong(backFill, { ...unknownClock, isWrong: true })).toBe(true)
  })
  it('is never behind', () => {
    expect(wrong([-9, -9, -9, -9, -9])).toBe(false)
  })
})
