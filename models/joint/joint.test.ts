import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/domain/json.ts'
import { dayMs, minuteMs } from '../../src/domain/time.ts'
import { createJointDetector, type Row, type RowScore } from './joint.ts'

const startAt = Date.UTC(2026, 5, 1)

function noise(index: number, column: number): number {
  const x = Math.sin(index * 12.9898 + column * 78.233) * 43758.5453
  return 2 * (x - Math.floor(x)) - 1
}

/** Two columns of level and noise, one sampling a minute. */
const ordinary = (i: number): Row => [8 + 0.1 * noise(i, 0), 400 + 5 * noise(i, 1)]
const atOf = (i: number) => startAt + i * minuteMs

function taught(rows: number, rowOf = ordinary, width = 2) {
  const detector = createJointDetector(width, 0.1)
  for (let i = 0; i < rows; i += 1) detector.learn(atOf(i), rowOf(i))
  return detector
}

function scored(score: RowScore) {
  if (score.kind === 'warming') throw new Error('still warming')
  return score
}

describe('joint detector', () => {
  it('says warming before it knows enough', () => {
    expect(taught(0).score(startAt, ordinary(0))).toEqual({ kind: 'warming' })
    expect(taught(100).score(atOf(100), ordinary(100))).toEqual({ kind: 'warming' })
  })

  it('score changes nothing', () => {
    const detector = taught(3000)
    const before = JSON.stringify(detector.save())
    const first = detector.score(atOf(3000), [20, 100])
    expect(detector.score(atOf(3000), [20, 100])).toEqual(first)
    expect(JSON.stringify(detector.save())).toBe(before)
  })

  it('goes on after save and load as if it had not stopped', () => {
    const whole = taught(3000)
    const half = taught(1500)
    const resumed = createJointDetector(2, 0.1, JSON.parse(JSON.stringify(half.save())) as Json)
    for (let i = 1500; i < 3000; i += 1) resumed.learn(atOf(i), ordinary(i))
    expect(resumed.save()).toEqual(whole.save())
  })

  it('saves under 4 KB a column however long it has run', () => {
    expect(JSON.stringify(taught(60_000).save()).length).toBeLessThan(2 * 4096)
    const lone = taught(60_000, (i) => [ordinary(i)[0]!], 1)
    expect(JSON.stringify(lone.save()).length).toBeLessThan(4096)
  })

  it('alarms at the third row of a stay far from the level, and names the column', () => {
    const detector = taught(5000)
    const strange: Row = [8, 460]
    const alarms = [0, 1, 2].map((k) => {
      const { alarm, top } = scored(detector.score(atOf(5000 + k), strange))
      detector.learn(atOf(5000 + k), strange)
      return { alarm, top }
    })
    expect(alarms[2]).toEqual({ alarm: true, top: 1 })
  })

  it('finds strange what is ordinary at another hour', () => {
    const sineAt = (i: number) => 2 * Math.sin((2 * Math.PI * atOf(i)) / dayMs)
    const daily = (i: number): Row => [8 + sineAt(i) + 0.1 * noise(i, 0), 400 + 5 * noise(i, 1)]
    const every = (i: number) => 15 * i
    const detector = createJointDetector(2, 0.1)
    for (let i = 0; i < 96 * 80; i += 1) detector.learn(atOf(every(i)), daily(every(i)))
    // A quarter of a day after the crest, where it crosses its level, it does not fall as it should.
    const rows = [48, 49, 50, 51].map((k) => every(96 * 80 + k))
    const answers = rows.map((i) => {
      const [value, other] = daily(i)
      const said = scored(detector.score(atOf(i), [value! + 1.5, other!]))
      detector.learn(atOf(i), [value! + 1.5, other!])
      return said
    })
    expect(answers.at(-1)).toMatchObject({ alarm: true, top: 0 })
    expect(Math.abs(answers[0]!.seen[0]!.expected - (8 + sineAt(rows[0]!)))).toBeLessThan(0.3)
  })

  it('alarms less at a jump that comes again and again', () => {
    const spiky = (i: number): Row => (i % 700 === 699 ? [30, 400] : ordinary(i))
    let early = 0
    let late = 0
    const detector = createJointDetector(2, 0.1)
    for (let i = 0; i < 70_000; i += 1) {
      const score = detector.score(atOf(i), spiky(i))
      if (score.kind === 'scored' && score.alarm) {
        if (i < 35_000) early += 1
        else late += 1
      }
      detector.learn(atOf(i), spiky(i))
    }
    expect(early).toBeGreaterThan(0)
    expect(late).toBeLessThan(early / 2)
  })

  it('learns from labels that a column strays without an event', () => {
    const pump = (i: number): Row => [ordinary(i)[0]!, i % 1_000 < 20 ? 520 : ordinary(i)[1]!]
    const untold = createJointDetector(2, 0.1)
    const told = createJointDetector(2, 0.1)
    let [without, withLabels] = [0, 0]
    for (let i = 0; i < 40_000; i += 1) {
      const [a, b] = [untold.score(atOf(i), pump(i)), told.score(atOf(i), pump(i))]
      if (i >= 20_000 && a.kind === 'scored' && a.alarm) without += 1
      if (i >= 20_000 && b.kind === 'scored' && b.alarm) withLabels += 1
      untold.learn(atOf(i), pump(i))
      told.learn(atOf(i), pump(i), i < 20_000 ? false : undefined)
    }
    expect(without).toBeGreaterThan(20)
    expect(withLabels).toBeLessThan(without / 10)
  })

  it('takes a mark in place of a value as a fault where marks are seldom', () => {
    const detector = taught(2000)
    expect(scored(detector.score(atOf(2000), [NaN, 400])).alarm).toBe(true)
    expect(scored(detector.score(atOf(2000), [null, 400])).alarm).toBe(false)
  })

  it('tells a lone column that stands still, and not one of several', () => {
    for (const width of [1, 2]) {
      const rowOf = (i: number): Row => ordinary(i).slice(0, width)
      const detector = taught(2000, rowOf, width)
      const alarms = Array.from({ length: 40 }, (_, k) => {
        const row: Row = [8.05, ...rowOf(2000 + k).slice(1)]
        const { alarm } = scored(detector.score(atOf(2000 + k), row))
        detector.learn(atOf(2000 + k), row)
        return alarm
      })
      // The first of the equal readings is none yet, and twelve are known before any.
      expect(alarms.indexOf(true)).toBe(width === 1 ? 24 : -1)
    }
  })

  it('raises the score of a lone far reading, and alarms only when it is farther', () => {
    const rough = (i: number): Row => [8 + 3 * noise(i, 0)]
    const detector = taught(5000, rough, 1)
    const usual = scored(detector.score(atOf(5000), [8]))
    const far = scored(detector.score(atOf(5000), [10.5]))
    expect(far.score).toBeGreaterThan(usual.score + 0.05)
    expect(far.alarm).toBe(false)
  })

  it('never alarms on a constant, and does when it changes', () => {
    const detector = taught(3000, () => [7], 1)
    expect(scored(detector.score(atOf(3000), [7])).alarm).toBe(false)
    expect(scored(detector.score(atOf(3000), [7.5])).alarm).toBe(true)
  })

  it('stays finite when times stand still or go backwards', () => {
    const detector = createJointDetector(1, 0.1)
    for (let i = 0; i < 500; i += 1) detector.learn(atOf(500 - i), [8 + noise(i, 0)])
    const { score } = scored(detector.score(startAt, [50]))
    expect(score).toBeGreaterThan(0)
    expect(score).toBeLessThanOrEqual(1)
  })
})
