import { expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { noiseAt } from './contract.ts'
import { createDesign, natureOf } from './design.ts'
import { seasonedTrees } from './seasoned-trees.ts'
import type { Grid } from './grid.ts'

const stepMs = 6 * hourMs
const perDay = dayMs / stepMs

/** Above 12 of heat the target rises with it, below it does not: what a level alone tells. */
function levelledGrid(days: number): Grid {
  const steps = days * perDay
  const heat = Float64Array.from({ length: steps }, (_, t) => {
    return 10 + 9 * Math.sin(t / (80 * perDay)) + 3 * Math.sin(t / 5)
  })
  const target = heat.map((_, t) => {
    return 20 + 4 * Math.max(0, (heat[t - perDay] ?? 0) - 12) + noiseAt(t)
  })
  const features = [{ name: 'heat', knownAhead: false, values: heat }]
  return { startAt: Date.UTC(2024, 0, 1), stepMs, target, features }
}

const known = 560 * perDay
const grid = levelledGrid(600)

it('is asked from 500 measured days on, of steps shorter than a day, a day ahead or more', () => {
  const gappy = grid.target.map((value, t) => (t % 5 === 0 ? NaN : value))
  expect(natureOf(grid, known).seasoned).toBe(true)
  expect(natureOf(grid, 499 * perDay).seasoned).toBe(false)
  expect(natureOf({ ...grid, target: gappy }, known).seasoned).toBe(false)
  expect(natureOf({ ...grid, stepMs: dayMs }, known).seasoned).toBe(false)
  const young = createDesign(grid, 400 * perDay)
  expect(seasonedTrees.fit(young, perDay, 400 * perDay)[0]!.predict(known)).toBeNaN()
  const withinDay = seasonedTrees.fit(createDesign(grid, known), perDay - 1, known)
  expect(withinDay[0]!.predict(known)).toBeNaN()
})

it('learns what follows a level', () => {
  const design = createDesign(grid, known)
  const [fit] = seasonedTrees.fit(design, perDay, known)
  let ours = 0
  let last = 0
  for (let t = known; t < grid.target.length - perDay; t += 1) {
    ours += Math.abs(design.scale.from(fit!.predict(t)) - grid.target[t + perDay]!)
    last += Math.abs(grid.target[t]! - grid.target[t + perDay]!)
  }
  expect(ours).toBeLessThan(0.5 * last)
})

it('tells each part of the past from the others, and not again at a refit', () => {
  const design = createDesign(grid, known)
  const spoilt = { ...grid, target: grid.target.map((v, t) => (t > 1000 && t < 1040 ? 900 : v)) }
  const [fit] = seasonedTrees.fit(design, perDay, known)
  const other = createDesign(spoilt, known)
  const [odd] = seasonedTrees.fit(other, perDay, known)
  const told = Array.from(fit!.past.subarray(0, known - perDay))
  expect(told.filter((value) => Number.isNaN(value)).length).toBeLessThan(30 * perDay)
  for (let t = 1001 - perDay; t < 1040 - perDay; t += 1) {
    expect(other.scale.from(odd!.past[t]!)).toBeLessThan(200)
  }
  const [again] = seasonedTrees.fit(design, perDay, known, [fit!])
  expect(again!.past.every((value) => Number.isNaN(value))).toBe(true)
  expect(again!.predict(known)).toBe(fit!.predict(known))
})
