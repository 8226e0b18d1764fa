import { describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { testDetector } from './contract.ts'
import type { SeriesNature } from './detector.ts'
import { rhythm } from './rhythm.ts'

describe('rhythm', () => {
  testDetector(rhythm)

  const step = 4 * hourMs
  const nature: SeriesNature = { scale: 'linear', decimals: 2, cadenceMs: step }
  const noise = (i: number) => Math.sin(i * 12.9898) / 5
  /** Two days of seven lie lower. */
  const weekly = (at: number) => (Math.floor(at / dayMs) % 7 >= 5 ? 5 : 8)
  const taught = (days: number, everyMs = step) => {
    const detector = rhythm.create(nature)
    const rows = (days * dayMs) / everyMs
    for (let i = 0; i < rows; i += 1) detector.learn(i * everyMs, weekly(i * everyMs) + noise(i))
    return { detector, nextAt: rows * everyMs }
  }

  it('expects of a day of the week what came on it, once two weeks were foretold', () => {
    const known = taught(70)
    const missed = [0, 1, 2, 3, 4, 5, 6].map((day) => {
      const at = known.nextAt + day * dayMs
      const said = known.detector.score(at, 8)
      known.detector.learn(at, weekly(at))
      return said.kind === 'scored' ? Math.abs(said.expected - weekly(at)) : NaN
    })
    expect(Math.max(...missed)).toBeLessThan(1)
  })

  it('stays within what came, however far apart readings are', () => {
    const { detector, nextAt } = taught(3_000, 30 * dayMs)
    const said = detector.score(nextAt, 8)
    expect(said.kind === 'scored' && Math.abs(said.expected - 6.5)).toBeLessThan(5)
  })
})
