import { describe, expect, it } from 'vitest'
import { createChannel, type Strangeness } from './channel.ts'
import { createBins } from './tail.ts'
import { learnGuards, type GuardContext } from './guards.ts'

const quiet: Strangeness = {
  expected: 8,
  away: 1,
  held: 1,
  jump: 1,
  step: 1,
  far: 1,
  outlying: 1,
  drift: 0,
  stand: 0,
  sick: 0,
}
const away: Strangeness = { ...quiet, held: 12 }
const jumped: Strangeness = { ...quiet, jump: 12 }
const context: GuardContext = { limit: 10, fade: 1, standing: 0, label: undefined }

function guardsAfter(seen: readonly (Strangeness | null)[], changed: Partial<GuardContext>) {
  const channels = seen.map(() => createChannel(createBins()))
  learnGuards(channels, seen, { ...context, ...changed })
  return channels.map(({ heldGuard, jumpGuard }) => [heldGuard, jumpGuard])
}

describe('guards', () => {
  it.each<[string, (Strangeness | null)[], Partial<GuardContext>, number[][]]>([
    [
      'a jump raises the limit of jumps, and that of the columns beside it by less',
      [jumped, quiet],
      {},
      [
        [1, 3],
        [1, 1.5],
      ],
    ],
    [
      'those that jump together raise the others once',
      [jumped, jumped, quiet, null],
      {},
      [
        [1, 3],
        [1, 3],
        [1, 1.5],
        [1, 1],
      ],
    ],
    [
      'a long stay of one column is its habit',
      [away, quiet],
      { standing: 30 },
      [
        [2, 1],
        [1, 1],
      ],
    ],
    [
      'not before it is long',
      [away, quiet],
      { standing: 29 },
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [
      'not when another column stays too',
      [away, away],
      { standing: 30 },
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [
      'nor under a label',
      [away, null],
      { standing: 30, label: true },
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [
      'a label of no event raises a stay',
      [away, quiet],
      { label: false },
      [
        [1.05, 1],
        [1, 1],
      ],
    ],
    ['a lone column is told of each stay once', [away], { standing: 1 }, [[1.5, 1]]],
    ['a single far reading of it counts as a jump', [{ ...quiet, outlying: 12 }], {}, [[1, 3]]],
    ['and not of the rows that follow', [away], { standing: 2 }, [[1, 1]]],
  ])('%s', (_what, seen, changed, expected) => {
    expect(guardsAfter(seen, changed)).toEqual(expected)
  })

  it('fall back towards one', () => {
    const channel = { ...createChannel(createBins()), heldGuard: 3, jumpGuard: 5 }
    learnGuards([channel], [quiet], { ...context, fade: 0.5 })
    expect(channel).toMatchObject({ heldGuard: 2, jumpGuard: 3 })
  })

  it('leave a lone column’s wildest jumps to be told', () => {
    const channel = createChannel(createBins())
    for (let i = 0; i < 10; i += 1) learnGuards([channel], [jumped], context)
    expect(channel.jumpGuard).toBe(5)
  })
})
