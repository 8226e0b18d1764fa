import { expect, it } from 'vitest'
import { createBands } from './bands.ts'
import { noiseAt } from './contract.ts'
import { levelIndex } from './levels.ts'

/** Bands of a forecast of 0 after so many days of hours that all lay 1 to 3 above it. */
function bandsAfter(days: number): Float64Array {
  const steps = days * 24
  const bands = createBands({
    fitted: Float64Array.from({ length: steps }, (_, t) => 2 + noiseAt(t)),
    horizon: 24,
    stepsPerDay: 24,
    centre: new Float32Array(steps),
    spread: new Float32Array(steps).fill(1),
  })
  bands.calibrate(steps - 1)
  return bands.at(steps - 1)
}

it('allows for both sides of a forecast whose few errors all lay on one', () => {
  const young = bandsAfter(20)
  expect(young[levelIndex.low80]).toBeLessThan(-0.5)
  expect(young[levelIndex.median]).toBe(0)
  expect(young[levelIndex.high80]).toBeGreaterThan(2)
})

it('believes many errors', () => {
  const old = bandsAfter(300)
  expect(old[levelIndex.low80]).toBe(0)
  expect(old[levelIndex.high80]).toBeCloseTo(2.8, 1)
})

it('moves out by what so few errors miss, once 30 of them do not overlap', () => {
  const high = (days: number) => bandsAfter(days)[levelIndex.high80]!
  expect(high(30) - high(29)).toBeCloseTo(0, 2)
  expect(high(31) - high(30)).toBeGreaterThan(0.02)
})
