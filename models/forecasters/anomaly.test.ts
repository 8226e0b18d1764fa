import { expect, it } from 'vitest'
import { dayMs } from '../../src/domain/time.ts'
import { anomaly } from './anomaly.ts'
import { noiseAt } from './contract.ts'
import { createDesign } from './design.ts'
import type { Grid } from './grid.ts'

const usual = (t: number) => 12 + 10 * Math.sin((2 * Math.PI * t) / 365.2425)

/** Days of a year's course with departures that fade by 5 % a day, or to another share. */
function yearlyGrid(days: number, kept = 0.95): Grid {
  let departure = 0
  const target = Float64Array.from({ length: days }, (_, t) => {
    departure = kept * departure + 0.5 * noiseAt(t)
    return usual(t) + departure
  })
  return { startAt: Date.UTC(2024, 2, 20), stepMs: dayMs, target, features: [] }
}

const say = (grid: Grid, known: number, horizon: number) =>
  anomaly.fit(createDesign(grid, known), horizon, known)[0]!

it('follows the year on and lets a departure fade, from ten months on', () => {
  const grid = yearlyGrid(700)
  const horizon = 30
  const fit = say(grid, 300, horizon)
  const errors = { member: 0, last: 0 }
  for (let t = 300; t + horizon < 700; t += 1) {
    errors.member += Math.abs(fit.predict(t) - grid.target[t + horizon]!)
    errors.last += Math.abs(grid.target[t]! - grid.target[t + horizon]!)
  }
  expect(errors.member).toBeLessThan(0.5 * errors.last)
})

it('lets less of a departure stand the further it looks', () => {
  const grid = yearlyGrid(800)
  const warm = { ...grid, target: grid.target.map((v, t) => (t === 799 ? usual(799) + 5 : v)) }
  const left = [1, 10, 60].map((horizon) => {
    const plain = { ...grid, target: grid.target.map((v, t) => (t === 799 ? usual(799) : v)) }
    return say(warm, 799, horizon).predict(799) - say(plain, 799, horizon).predict(799)
  })
  expect(left[0]).toBeGreaterThan(3.5)
  expect(left[1]).toBeLessThan(left[0]!)
  expect(left[2]).toBeLessThan(left[1]!)
})

it('lets a departure fade as usual in the main until a long history says otherwise', () => {
  const left = (days: number) => {
    const grid = yearlyGrid(days + 1, 0.5)
    const at = (by: number) => {
      const target = grid.target.map((v, t) => (t === days ? usual(days) + by : v))
      return say({ ...grid, target }, days, 30).predict(days)
    }
    return (at(5) - at(0)) / 5
  }
  // After 30 days nothing is left of what was made, 1 / e of the usual departure.
  expect(left(200)).toBeGreaterThan(0.15)
  expect(left(200)).toBeLessThan(Math.exp(-1))
  expect(left(3000)).toBeLessThan(0.1)
})

it('tells each part of the past without itself, and reads nothing that is not known', () => {
  const grid = yearlyGrid(700)
  const spoilt = { ...grid, target: grid.target.map((v, t) => (t >= 400 ? 1e6 : v)) }
  expect(say(spoilt, 400, 7).past).toEqual(say(grid, 400, 7).past)
  const odd = { ...grid, target: grid.target.map((v, t) => (t >= 210 && t < 225 ? v + 3 : v)) }
  const [was, is] = [say(grid, 300, 100), say(odd, 300, 100)]
  // Of twenty parts the odd one is the fifteenth: what is said of its targets knows nothing of them.
  expect(is.past.slice(110, 125)).toEqual(was.past.slice(110, 125))
  expect(is.past[160]).not.toBe(was.past[160])
})

it('says the usual after a long gap, the last value of a short history, and nothing of hours', () => {
  const grid = yearlyGrid(700)
  const gap = { ...grid, target: grid.target.map((v, t) => (t >= 640 ? NaN : v)) }
  expect(Math.abs(say(gap, 640, 7).predict(690) - usual(697))).toBeLessThan(2.5)
  expect(say(grid, 90, 7).predict(89)).toBe(Math.fround(grid.target[89]!))
  expect(say({ ...grid, stepMs: dayMs / 24 }, 700, 7).predict(690)).toBeNaN()
})
