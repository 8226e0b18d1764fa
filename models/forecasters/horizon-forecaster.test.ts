import { expect, it } from 'vitest'
import { noiseAt, rhythmicGrid } from './contract.ts'
import { createDesign } from './design.ts'
import { HorizonForecaster } from './horizon-forecaster.ts'
import type { MemberGroup } from './member.ts'

const horizon = 72
const startedAt = 24 * 200
const endAt = 24 * 260

/** Says the target, off by so many times one noise in hindsight and so many when issued. */
const memberOff = (name: string, told: number, issued: number): MemberGroup => ({
  names: [name],
  simple: false,
  needsYear: false,
  fit({ fitted }) {
    const say = (t: number, times: number) => fitted[t + horizon]! + times * noiseAt(5 * t)
    return [
      { past: Float32Array.from(fitted, (_, t) => say(t, told)), predict: (t) => say(t, issued) },
    ]
  },
})

it('believes what members said when it counted sooner than what they tell in hindsight', () => {
  const design = createDesign(rhythmicGrid(endAt + horizon + 1), startedAt + 1)
  const members = [memberOff('wise afterwards', 0.5, 1.5), memberOff('steady', 1, 1)]
  const part = new HorizonForecaster(design, horizon, members, startedAt + 1, false)
  part.start(startedAt)
  for (let t = startedAt + 1; t <= endAt; t += 1) {
    part.speak(t)
    if (t % 24 === 0) part.calibrate(t)
  }
  const off = part.quantiles(endAt)![19]! - design.grid.target[endAt + horizon]!
  expect(Math.abs(off / noiseAt(5 * endAt))).toBeLessThan(1.1)
})
