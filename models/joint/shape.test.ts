import { expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { createShape, learnShape, loadShape, momentOf, saveShape, shapeOff } from './shape.ts'
import { createBins } from './tail.ts'

const mondayAt = Date.UTC(2026, 5, 1)
const step = hourMs / 4
function noise(i: number): number {
  const x = Math.sin(i * 12.9898) * 43758.5453
  return x - Math.floor(x) - 0.5
}
const angle = (at: number) => (2 * Math.PI * at) / dayMs
const daily = (at: number) => 2 * Math.sin(angle(at)) + Math.cos(2 * angle(at) + 1)
/** Higher by day, but not on the two last days of the week. */
const working = (at: number) => {
  const day = Math.floor((at - mondayAt) / dayMs) % 7
  return day < 5 && at % dayMs >= 6 * hourMs && at % dayMs < 18 * hourMs ? 2 : 0
}

function taught(days: number, valueOf: (at: number, i: number) => number) {
  const shape = createShape(createBins())
  const rows = (days * dayMs) / step
  for (let i = 0; i < rows; i += 1) {
    const at = mondayAt + i * step
    learnShape(shape, momentOf(at), valueOf(at, i))
  }
  return { shape, nextAt: mondayAt + rows * step }
}
const hoursFrom = (at: number) => Array.from({ length: 24 }, (_, hour) => at + hour * hourMs)
const offAt = (shape: ReturnType<typeof createShape>, at: number) => shapeOff(shape, momentOf(at))

it('says nothing before it has learned two days', () => {
  const { shape, nextAt } = taught(2, (at, i) => 8 + daily(at) + noise(i) / 5)
  expect(hoursFrom(nextAt).map((at) => offAt(shape, at))).toEqual(Array(24).fill(0))
})

it('knows each hour of the day once it has foretold it', () => {
  const { shape, nextAt } = taught(12, (at, i) => 8 + daily(at) + noise(i) / 5)
  const missed = hoursFrom(nextAt).map((at) => Math.abs(offAt(shape, at) - daily(at)))
  expect(Math.max(...missed)).toBeLessThan(0.2)
})

it('learns a day of which but half came as little as it says', () => {
  const half = createShape(createBins())
  for (let i = 0; i < 96 * 12; i += 1) {
    const at = mondayAt + i * step
    if (at % dayMs < dayMs / 2) learnShape(half, momentOf(at), 8 + daily(at) + noise(i) / 5)
  }
  expect(saveShape(half)).toMatchObject({ days: 0, weights: Array(8).fill(0) })
})

it('hardly ever speaks of a series that wanders without a daily shape', () => {
  let wander = 0
  let spoken = 0
  const shape = createShape(createBins())
  for (let i = 0; i < 96 * 200; i += 1) {
    const moment = momentOf(mondayAt + i * step)
    if (shapeOff(shape, moment) !== 0) spoken += 1
    wander = 0.97 * wander + noise(i)
    learnShape(shape, moment, wander)
  }
  expect(spoken / (96 * 200)).toBeLessThan(0.01)
})

it('tells the rest days of a week from the others', () => {
  const { shape, nextAt } = taught(49, (at, i) => 8 + working(at) + noise(i) / 5)
  const noons = [0, 1, 2, 3, 4, 5, 6].map((day) => nextAt + (day + 0.5) * dayMs)
  const [friday, saturday] = [offAt(shape, noons[4]!), offAt(shape, noons[5]!)]
  expect(friday - saturday).toBeGreaterThan(1)
})

it('stays finite when times stand still or go backwards', () => {
  const shape = createShape(createBins())
  for (let i = 0; i < 500; i += 1) learnShape(shape, momentOf(mondayAt - i * step), noise(i))
  for (let i = 0; i < 500; i += 1) learnShape(shape, momentOf(mondayAt), noise(i))
  expect(shape.figures.values.every(Number.isFinite)).toBe(true)
})

it('goes on after save and load as if it had not stopped', () => {
  const valueOf = (at: number, i: number) => 8 + daily(at) + noise(i)
  const { shape, nextAt } = taught(9.3, valueOf)
  const resumed = loadShape(createShape(createBins()), saveShape(shape))
  for (let i = 0; i < 300; i += 1) {
    const moment = momentOf(nextAt + i * step)
    for (const one of [shape, resumed]) learnShape(one, moment, valueOf(moment.at, i))
  }
  expect(saveShape(resumed)).toEqual(saveShape(shape))
})
