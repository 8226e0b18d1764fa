import { expect, it } from 'vitest'
import { noiseAt, rhythmicGrid } from './contract.ts'
import { createDesign } from './design.ts'
import { HorizonForecaster } from './horizon-forecaster.ts'
import type { MemberGroup } from './member.ts'

const horizon = 72

/** Says the target, off by so many times one noise in hindsight and so many when issued. */
const memberOff = (name: string, told: number, issued: (t: number) => number): MemberGroup => ({
  names: [name],
  simple: false,
  needsYear: false,
  fit({ fitted }) {
    const say = (t: number, times: number) => fitted[t + horizon]! + times * noiseAt(5 * t)
    return [
      {
        past: Float32Array.from(fitted, (_, t) => say(t, told)),
        predict: (t) => say(t, issued(t)),
      },
    ]
  },
})

/** By how many times the noise the median is off, so many days after a start on so many. */
function offAfter(known: number, issued: number, members: readonly MemberGroup[]): number {
  const startedAt = 24 * known
  const endAt = startedAt + 24 * issued
  const design = createDesign(rhythmicGrid(endAt + horizon + 1), startedAt + 1)
  const part = new HorizonForecaster(design, horizon, members, startedAt + 1, false)
  part.start(startedAt)
  for (let t = startedAt + 1; t <= endAt; t += 1) {
    part.speak(t)
    if (t % 24 === 0) part.calibrate(t)
  }
  const off = part.quantiles(endAt)![19]! - design.grid.target[endAt + horizon]!
  return Math.abs(off / noiseAt(5 * endAt))
}

const steady = memberOff('steady', 1, () => 1)

it('believes what members said when it counted sooner than what they tell in hindsight', () => {
  const members = [memberOff('wise afterwards', 0.5, () => 1.5), steady, steady]
  expect(offAfter(200, 60, members)).toBeLessThan(1.1)
})

it('goes days ahead more by the middle member than by who erred least, once 90 days are known', () => {
  const astray = (until: number) => memberOff('astray at last', 0.1, (t) => (t < until ? 0.1 : 10))
  expect(offAfter(200, 60, [astray(24 * 260), steady, steady])).toBeLessThan(5)
  expect(offAfter(60, 20, [astray(24 * 80), steady, steady])).toBeGreaterThan(5)
})
