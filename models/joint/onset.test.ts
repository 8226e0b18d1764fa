import { expect, it } from 'vitest'
import { minuteMs } from '../../src/domain/time.ts'
import { createOnset, learnOnset, onsetOf, type Sight } from './onset.ts'

const step = 5 * minuteMs
const noise = (i: number) => Math.abs((((i * 7919) % 101) - 50) / 25)

function sight(i: number, distance: number, novelty = 0): Sight {
  return { at: i * step, value: 8 + distance, distance, novelty, finest: 1e-6, measured: true }
}

function taught(rows: number) {
  const onset = createOnset()
  for (let i = 0; i < rows; i += 1) learnOnset(onset, sight(i, noise(i)))
  return onset
}

it('tells a value far beyond all before it, and not its repetition', () => {
  const onset = taught(2000)
  expect(onsetOf(onset, sight(2000, noise(2000)))).toBeNull()
  expect(onsetOf(onset, sight(2000, 40, 8))).toBeGreaterThan(5)
  learnOnset(onset, sight(2000, 40, 8))
  expect(onsetOf(onset, sight(2001, 40))).toBeNull()
})

it('gathers a run of moderate readings of which none alone would be told', () => {
  const onset = taught(2000)
  expect(onsetOf(onset, sight(2000, 2))).toBeNull()
  const told: number[] = []
  for (let i = 2000; i < 2020; i += 1) {
    if (onsetOf(onset, sight(i, 2)) !== null) told.push(i)
    learnOnset(onset, sight(i, 2))
  }
  expect(told.length).toBeGreaterThan(0)
})

it('changes nothing when asked', () => {
  const onset = taught(500)
  const before = JSON.stringify(onset)
  onsetOf(onset, sight(500, 30, 8))
  expect(JSON.stringify(onset)).toBe(before)
})
