import { describe, expect, it } from 'vitest'
import { minuteMs } from '../src/domain/time.ts'
import { createConditionState, stepCondition } from './condition.ts'

const hold = { results: 2, minMs: 15 * minuteMs }
const release = { results: 2, minMs: 60 * minuteMs }

/** Levels every five minutes to the level that stands after each. */
function standing(levels: readonly number[]): number[] {
  const state = createConditionState()
  return levels.map((level, index) =>
    stepCondition(state, level, index * 5 * minuteMs, hold, release),
  )
}

describe('a condition over results', () => {
  it.each([
    ['one high result raises nothing', [0, 1, 0, 0, 0], [0, 0, 0, 0, 0]],
    ['fifteen minutes of them raise it', [1, 1, 1, 1, 1], [0, 0, 0, 1, 1]],
    ['an interruption begins anew', [1, 1, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 1]],
    ['a higher level needs the same proof', [1, 1, 1, 1, 3, 3, 3, 3], [0, 0, 0, 1, 1, 1, 1, 3]],
    ['the level between counts with the higher one', [1, 2, 3, 3, 3], [0, 0, 0, 1, 2]],
    ['one good result ends nothing', [1, 1, 1, 1, 0, 1], [0, 0, 0, 1, 1, 1]],
  ])('%s', (_, levels, expected) => {
    expect(standing(levels)).toEqual(expected)
  })

  it('ends after an hour below, level by level', () => {
    const levels = [
      ...Array<number>(4).fill(2),
      ...Array<number>(13).fill(1),
      ...Array<number>(13).fill(0),
    ]
    const after = standing(levels)
    expect(after[3]).toBe(2)
    expect(after[15]).toBe(2)
    expect(after[16]).toBe(1)
    expect(after[28]).toBe(1)
    expect(after[29]).toBe(0)
  })

  it('goes on after JSON as if it had not stopped', () => {
    const whole = createConditionState()
    let cut = createConditionState()
    for (const [index, level] of [0, 1, 1, 1, 2, 2, 0, 2, 2, 2, 2].entries()) {
      cut = JSON.parse(JSON.stringify(cut)) as typeof cut
      const at = index * 5 * minuteMs
      expect(stepCondition(cut, level, at, hold, release)).toBe(
        stepCondition(whole, level, at, hold, release),
      )
    }
  })
})
