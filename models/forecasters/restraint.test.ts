import { expect, it } from 'vitest'
import { createRestraint } from './restraint.ts'

const horizon = 2
const steps = 400

/** What is left at the last step of a mean that is off by `off`, beside a member off by 1. */
function heldWith(
  off: (t: number) => number,
  rest: { steady?: number; fitted?: number; season?: number } = {},
) {
  const of = (value: (t: number) => number) =>
    Float32Array.from({ length: steps }, (_, t) => value(t))
  const restraint = createRestraint({
    fitted: new Float64Array(steps).fill(rest.fitted ?? 10),
    horizon,
    stepsPerDay: 4,
    season: rest.season ?? 1,
    mean: of((t) => 10 + off(t + horizon)),
    steady: [of(() => rest.steady ?? 11), of(() => NaN)],
  })
  for (let t = 0; t < steps; t += 1) restraint.learn(t)
  return restraint.held(steps - 1)
}

it.each([
  ['all of the mean that erred less', () => 0.5, 10.5],
  ['all of the mean that erred as much', () => -1, 9],
  ['a sixteenth of the mean that erred twice as much', () => -2, 11 - 3 / 16],
  ['nearly nothing of one that erred much of late', (t: number) => (t > 300 ? 9 : 0.1), 11],
  ['all of one whose large errors lie long back', (t: number) => (t < 100 ? 9 : 0.1), 10.1],
])('leaves %s', (_, off, held) => {
  expect(heldWith(off)).toBeCloseTo(held, 1)
})

it('is quicker and surer within a day', () => {
  const lately = (t: number) => (t > 360 ? 1.5 : 0.9)
  expect(heldWith(lately)).toBeGreaterThan(11.2)
  expect(heldWith(lately, { season: 32 })).toBeCloseTo(11, 1)
  expect(heldWith(() => 0.9, { season: 32 })).toBeCloseTo(10.9, 5)
})

it('leaves the mean where nothing was measured, or where the steady member is silent', () => {
  expect(heldWith(() => 9, { fitted: NaN })).toBeCloseTo(19, 5)
  expect(heldWith(() => 9, { steady: NaN })).toBeCloseTo(19, 5)
})
