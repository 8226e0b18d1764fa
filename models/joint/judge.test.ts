import { describe, expect, it } from 'vitest'
import type { Strangeness } from './channel.ts'
import { judge } from './judge.ts'
import type { RowScore } from './joint.ts'

const limit = 10
const quiet: Strangeness = {
  ...{ expected: 8, away: 1, held: 1, jump: 1, step: 1 },
  ...{ far: 1, outlying: 0.5, drift: 0, stand: 0, sick: 0 },
}

function scored(judged: RowScore) {
  if (judged.kind === 'warming') throw new Error('still warming')
  return judged
}
const judged = (...seen: Strangeness[]) => scored(judge(seen, limit, null))
const scoreOf = (changed: Partial<Strangeness>) => judged({ ...quiet, ...changed }).score

describe('a row is judged', () => {
  it.each<[string, Partial<Strangeness>, boolean, boolean]>([
    ['a quiet row', {}, false, false],
    ['a stay', { held: limit }, true, true],
    ['a jump', { jump: limit }, true, true],
    ['a mark', { sick: 1.5 }, true, true],
    ['a stand', { stand: 1 }, true, false],
    ['a single far reading', { far: 1.4 * limit, outlying: 0.93 * limit }, false, false],
    ['a farther one', { far: 1.5 * limit, outlying: limit }, true, false],
    ['the same under a guard', { far: 1.5 * limit, outlying: limit / 1.5 }, false, false],
    ['a drift', { drift: 100 }, false, false],
  ])('%s: of a lone column, of one of two', (_what, changed, alone, beside) => {
    expect(judged({ ...quiet, ...changed }).alarm).toBe(alone)
    expect(judged({ ...quiet, ...changed }, quiet).alarm).toBe(beside)
  })

  it('adds up what is strange of a lone column', () => {
    const [far, both] = [scoreOf({ far: 6 }), scoreOf({ far: 6, jump: 6 })]
    expect(both).toBeGreaterThan(far)
    expect(scoreOf({ far: 6, drift: 3 })).toBeGreaterThan(far)
    expect(far).toBeGreaterThan(scoreOf({}))
  })

  it('scores a lone column under 0.45 without an alarm, and no lower with one', () => {
    const wild = { far: 1.4 * limit, jump: 0.99 * limit, drift: 100, stand: 0.99 }
    expect(scoreOf(wild)).toBeLessThan(0.45)
    expect(scoreOf({ stand: 1 })).toBeGreaterThanOrEqual(0.45)
  })
})
