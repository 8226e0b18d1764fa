import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/domain/json.ts'
import { hourMs, minuteMs } from '../../src/domain/time.ts'
import { createJointDetector } from './joint.ts'
import { standingMax, standsOff } from './departure.ts'
import { createWatch } from './watch.ts'

const departure = { from: 8, to: 16, rows: 1 }

describe('a departure', () => {
  it.each<[string, number, number, boolean]>([
    ['as far as it came', 16, 1, true],
    ['farther', 40, 1, true],
    ['half of the way back', 12, 1, true],
    ['nearer to the level', 11.9, 1, false],
    ['on the other side', 0, 1, false],
    ['in the last row that counts', 16, standingMax - 1, true],
    ['when it is the new usual', 16, standingMax, false],
  ])('%s', (_what, value, rows, stands) => {
    expect(standsOff({ ...departure, rows }, value)).toBe(stands)
    expect(standsOff({ from: -8, to: -16, rows }, -value)).toBe(stands)
  })
})

/** Even noise of 0.2 about 8, from a fixed sequence. */
const noise = (row: number) => (((row * 7919) % 1009) / 1009 - 0.5) * 0.7

/** Rows with an alarm, as `from to`, of a lone column a minute apart. */
function alarmsOf(rows: number, rise: (row: number) => number | null): string[] {
  const watch = createWatch({ width: 1, alarmsPerDay: 0.1 })
  const runs: [number, number][] = []
  for (let row = 0; row < rows; row += 1) {
    const risen = rise(row)
    const value = risen === null ? null : 8 + noise(row) + risen
    if (!watch.take(row * minuteMs, [value]).alarm) continue
    if (runs.at(-1)?.[1] === row - 1) runs.at(-1)![1] = row
    else runs.push([row, row])
  }
  return runs.map(([from, to]) => `${from} ${to}`)
}

describe('an alarm of a lone column', () => {
  it.each([300, 2_000])('stands as long as a step after %d rows', (before) => {
    const step = (row: number) => (row >= before && row < before + 29 ? 8 : 0)
    expect(alarmsOf(before + 200, step)).toEqual([`${before} ${before + 28}`])
  })

  it('stands as long as a jump within places where the column has been', () => {
    const wander = (row: number) => 6 * Math.sin(row / 300)
    const jump = (row: number) => wander(row) + (row >= 1_875 && row < 1_904 ? 5 : 0)
    expect(alarmsOf(2_200, jump)).toEqual(['1875 1903'])
  })

  it('is over with the row after a spike, and stands over a gap', () => {
    expect(alarmsOf(500, (row) => (row === 400 ? 8 : 0))).toEqual(['400 400'])
    const step = (row: number) => (row === 405 ? null : row >= 400 && row < 420 ? 8 : 0)
    expect(alarmsOf(500, step)).toEqual(['400 404', '406 419'])
  })

  it('ends when the step is the new usual', () => {
    const [first] = alarmsOf(1_500, (row) => (row >= 400 ? 8 : 0))
    expect(first).toBe(`400 ${400 + standingMax - 1}`)
  })
})

it('stands in the second row of several columns that stay where a jump has brought them', () => {
  const risen = (row: number, rows: number) => (row >= 2_000 && row < 2_000 + rows ? 8 : 0)
  for (const rows of [1, 29]) {
    const watch = createWatch({ width: 3, alarmsPerDay: 0.1 })
    const alarms: number[] = []
    for (let row = 0; row < 2_029; row += 1) {
      const values = [0, 37, 74].map((n) => 8 + noise(row + n) + (n === 37 ? risen(row, rows) : 0))
      if (watch.take(row * minuteMs, values).alarm) alarms.push(row - 2_000)
    }
    expect(alarms).toEqual(Array.from({ length: rows }, (_, n) => n))
  }
})

it('stands for the live engine from its second row, and after a restart amid it', () => {
  const run = (detector: ReturnType<typeof createJointDetector>, from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => {
      const row = from + n
      const values = [8 + noise(row) + (row >= 300 && row < 320 ? 8 : 0)]
      const judged = detector.score(row * minuteMs, values)
      detector.learn(row * minuteMs, values)
      return judged
    })
  const whole = createJointDetector(1, 0.1)
  run(whole, 0, 300)
  const first = run(whole, 300, 305)
  const saved = JSON.parse(JSON.stringify(whole.save())) as Json
  const rest = run(whole, 305, 330)
  expect(run(createJointDetector(1, 0.1, saved), 305, 330)).toEqual(rest)
  const stands = [...first, ...rest].map((one) => one.kind === 'scored' && one.stands)
  expect(stands.map(Number).join('')).toBe(`0${'1'.repeat(19)}${'0'.repeat(10)}`)
})

it('is one event at any cadence, whether columns are one or several', () => {
  for (const width of [1, 3]) {
    const watch = createWatch({ width, alarmsPerDay: 0.1 })
    for (let row = 0; row < 600; row += 1) {
      const rise = row >= 500 && row < 529 ? 8 : 0
      const values = Array.from({ length: width }, (_, n) => 8 + noise(row + 37 * n) + rise)
      watch.take(row * hourMs, values)
    }
    expect(watch.events()).toBe(1)
  }
})
