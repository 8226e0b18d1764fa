import { expect, it } from 'vitest'
import { noiseAt, rhythmicGrid } from './contract.ts'
import { createDesign } from './design.ts'
import { plainRidge } from './plain-ridge.ts'

/** Pulled to 20 by half each step, pushed by noise that is known at the origin. */
function returningGrid(steps: number) {
  const target = new Float64Array(steps).fill(20)
  for (let t = 1; t < steps; t += 1) target[t] = target[t - 1]! * 0.5 + 10 + noiseAt(t)
  return rhythmicGrid(steps, { target, features: [] })
}

it('errs one step ahead by little more than the noise itself, and less than the last value', () => {
  const grid = returningGrid(1500)
  const design = createDesign(grid, 1200)
  const [fit] = plainRidge.fit(design, 1, 1200)
  const errors = { own: 0, noise: 0, last: 0 }
  for (let t = 1200; t < 1499; t += 1) {
    const truth = grid.target[t + 1]!
    errors.own += Math.abs(design.scale.from(fit!.predict(t)) - truth)
    errors.noise += Math.abs(noiseAt(t + 1))
    errors.last += Math.abs(grid.target[t]! - truth)
  }
  expect(errors.own).toBeLessThan(1.06 * errors.noise)
  expect(errors.own).toBeLessThan(errors.last)
})

it('keeps its penalty when it is fitted again', () => {
  const design = createDesign(returningGrid(2600), 2400)
  const first = plainRidge.fit(design, 24, 2400)
  const next = plainRidge.fit(design, 24, 2500, first)
  expect(next[0]).toMatchObject({ ridge: { penalty: first.map((fit) => ridgePenalty(fit))[0] } })
})

const ridgePenalty = (fit: unknown) => (fit as { ridge: { penalty: number } }).ridge.penalty

it('says nothing on a history too short to learn from', () => {
  const design = createDesign(returningGrid(400), 150)
  const [fit] = plainRidge.fit(design, 24, 150)
  expect(fit!.predict(149)).toBeNaN()
})

it('says nothing a day ahead before 90 days are known', () => {
  const grid = returningGrid(2600)
  const saidAfter = (known: number) =>
    plainRidge.fit(createDesign(grid, known), 24, known)[0]!.predict(known)
  expect(saidAfter(89 * 24)).toBeNaN()
  expect(saidAfter(90 * 24)).toBeGreaterThan(0)
})
