import { expect, it } from 'vitest'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { createWeek, learnWeek, saveWeek, weekOff, weekProven } from './week.ts'

const mondayAt = Date.UTC(2026, 5, 1)
const step = hourMs / 2
function noise(i: number): number {
  const x = Math.sin(i * 12.9898) * 43758.5453
  return x - Math.floor(x) - 0.5
}
const dayOf = (at: number) => Math.floor((at - mondayAt) / dayMs) % 7
/** Two rest days, on which the water lies lower by day. */
const weekly = (at: number) => (dayOf(at) >= 5 && at % dayMs > 6 * hourMs ? -3 : 0)

function taught(days: number, offAt: (at: number, i: number) => number) {
  const week = createWeek(8)
  const rows = (days * dayMs) / step
  for (let i = 0; i < rows; i += 1) {
    learnWeek(week, mondayAt + i * step, offAt(mondayAt + i * step, i))
  }
  return { week, nextAt: mondayAt + rows * step }
}

it('says nothing before two weeks were foretold by those before', () => {
  const { week } = taught(21, (at, i) => weekly(at) + noise(i))
  expect(weekProven(week)).toBe(0)
})

it('expects less on the days on which it was less', () => {
  const { week, nextAt } = taught(35, (at, i) => weekly(at) + noise(i))
  expect(weekProven(week)).toBe(1)
  expect(weekOff(week, nextAt + 2.5 * dayMs)).toBeCloseTo(0, 0)
  expect(weekOff(week, nextAt + 5.5 * dayMs)).toBeLessThan(-2)
})

it('never speaks of a series without a weekly shape, though it wanders', () => {
  let [wander, spoken] = [0, 0]
  const week = createWeek(8)
  for (let i = 0; i < (350 * dayMs) / step; i += 1) {
    wander = 0.9 * wander + noise(i)
    learnWeek(week, mondayAt + i * step, wander)
    spoken = Math.max(spoken, weekProven(week))
  }
  expect(spoken).toBe(0)
})

it('falls silent when the days of the week become alike', () => {
  const { week } = taught(84, (at, i) => noise(i) + (at < mondayAt + 28 * dayMs ? weekly(at) : 0))
  expect(weekProven(week)).toBe(0)
})

it('stays finite when times stand still or go backwards', () => {
  const week = createWeek(8)
  for (let i = 0; i < 2000; i += 1) learnWeek(week, mondayAt - i * step, noise(i))
  for (let i = 0; i < 2000; i += 1) learnWeek(week, mondayAt, noise(i))
  expect(Object.values(saveWeek(week)).flat().every(Number.isFinite)).toBe(true)
})
