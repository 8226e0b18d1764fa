import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/domain/json.ts'
import { minuteMs } from '../../src/domain/time.ts'
import type { ContextRow } from './context.ts'
import { createJointDetector, type Row } from './joint.ts'

const atOf = (i: number) => Date.UTC(2026, 5, 1) + i * 15 * minuteMs
const rows = 16_000

function noise(index: number, column: number): number {
  const x = Math.sin(index * 12.9898 + column * 78.233) * 43758.5453
  return 2 * (x - Math.floor(x)) - 1
}

/** A pump that runs for a few hundred rows, and then does not, for no two times as long. */
const switches = Array.from({ length: 40 }, (_, n) => 400 * n + Math.round(150 * noise(n, 9)))
const isOn = (i: number) => switches.filter((row) => row <= i).length % 2
/** For 24 rows after each switch, from the eighth on, the column is stirred up or down. */
function stirOf(i: number): number {
  const nth = switches.findLastIndex((row) => row + 8 <= i)
  return nth >= 0 && i < switches[nth]! + 32 ? 3 * Math.sign(noise(nth, 5)) : 0
}

const quiet = (i: number): Row => [8 + 0.1 * noise(i, 0), 400 + 5 * noise(i, 1)]
const standing = (i: number): Row => [quiet(i)[0]! + 3 * isOn(i - 8), quiet(i)[1]!]
const stirred = (i: number): Row => [quiet(i)[0]! + stirOf(i), quiet(i)[1]!]
const pump = (i: number): ContextRow => [isOn(i)]
/** As often as the pump, at times of its own. */
const idle = (i: number): ContextRow => [Math.floor(i / 173) % 2]

type Of<T> = (i: number) => T

function run(rowOf: Of<Row>, contextOf?: Of<ContextRow>, from = 0, to = rows, saved?: Json) {
  const detector = createJointDetector(2, 0.1, saved)
  const answers = Array.from({ length: to - from }, (_, n) => {
    const [row, context] = [rowOf(from + n), contextOf?.(from + n)]
    const judged = detector.score(atOf(from + n), row, context)
    detector.learn(atOf(from + n), row, undefined, context)
    return judged
  })
  const isAlarm = (i: number) => {
    const judged = answers[i - from]!
    return judged.kind === 'scored' && judged.alarm
  }
  return { detector, answers, isAlarm, alarms: answers.filter((_, i) => isAlarm(from + i)).length }
}

/** The rows with something added to the second column from one row on, for 24 rows. */
const withEvent =
  (rowOf: Of<Row>, from: number, column = 1, by = 60): Of<Row> =>
  (i) =>
    rowOf(i).map((value, c) => value! + (c === column && i >= from && i < from + 24 ? by : 0))

const rowsOfEvent = (from: number) => Array.from({ length: 24 }, (_, n) => from + n)

describe('declared context', () => {
  it.each([
    ['a level that stands while a pump runs', standing],
    ['a stir of either sign after each switch', stirred],
  ])('explains %s', (_what, rowOf) => {
    const without = run(rowOf)
    const beside = run(rowOf, pump)
    const late = (judged: (typeof beside)['answers'][number], i: number) =>
      i > rows / 2 && judged.kind === 'scored'
    const explained = beside.answers
      .filter(late)
      .flatMap((judged) => (judged.kind === 'scored' ? judged.explained : []))
    const lateAlarms = (one: typeof beside) =>
      one.answers.filter((_, i) => i > rows / 2 && one.isAlarm(i)).length
    expect(lateAlarms(beside)).toBeLessThanOrEqual(lateAlarms(without))
    expect(explained.length).toBeGreaterThan(100)
    expect(new Set(explained.map(({ column, context }) => `${column} ${context}`))).toEqual(
      new Set(['0 0']),
    )
  })

  it('lets a smaller event be seen, once what the pump does is known', () => {
    const from = switches[36]! + 120
    const event = withEvent(standing, from, 0, -1.5)
    const told = (one: ReturnType<typeof run>) => rowsOfEvent(from).some(one.isAlarm)
    expect(told(run(event))).toBe(false)
    expect(told(run(event, pump))).toBe(true)
  })

  it('silences nothing where it never changes', () => {
    const constant: Of<ContextRow> = () => [7]
    fc.assert(
      fc.property(fc.integer({ min: 3_000, max: 8_000 }), (from) => {
        const event = withEvent(quiet, from)
        const plain = run(event, undefined, 0, from + 30)
        const beside = run(event, constant, 0, from + 30)
        expect(beside.alarms).toBeGreaterThan(0)
        expect(beside.alarms).toBe(plain.alarms)
      }),
      { numRuns: 5, seed: 7 },
    )
  })

  it('silences nothing that its changes never brought', () => {
    const from = idleChange(5_000) + 4
    const event = withEvent(quiet, from)
    expect(rowsOfEvent(from).some(run(event, idle).isAlarm)).toBe(true)
  })

  it('still tells an event beyond what such changes bring', () => {
    const from = switches[36]! + 10
    const event = withEvent(stirred, from, 0, 30)
    expect(rowsOfEvent(from).some(run(event, pump).isAlarm)).toBe(true)
  })

  it('score changes nothing', () => {
    const { detector } = run(standing, pump, 0, 3_000)
    const before = JSON.stringify(detector.save())
    const first = detector.score(atOf(3_000), [20, 100], [1])
    expect(detector.score(atOf(3_000), [20, 100], [1])).toEqual(first)
    expect(JSON.stringify(detector.save())).toBe(before)
  })

  it('goes on after save and load as if it had not stopped', () => {
    const whole = run(standing, pump, 0, 3_000)
    const half = run(standing, pump, 0, 1_501)
    const saved = JSON.parse(JSON.stringify(half.detector.save())) as Json
    const resumed = run(standing, pump, 1_501, 3_000, saved)
    expect(resumed.detector.save()).toEqual(whole.detector.save())
  })

  it('saves what it saved before where there is none', () => {
    expect(run(quiet, undefined, 0, 500).detector.save()).not.toHaveProperty('contexts')
  })

  it('saves under 5 KB a column with six of context', () => {
    const six: Of<ContextRow> = (i) => Array.from({ length: 6 }, (_, c) => isOn(i + 31 * c))
    const wide: Of<Row> = (i) => Array.from({ length: 6 }, (_, c) => standing(i + c)[0]!)
    const detector = createJointDetector(6, 0.1)
    for (let i = 0; i < 6_000; i += 1) detector.learn(atOf(i), wide(i), undefined, six(i))
    expect(JSON.stringify(detector.save()).length).toBeLessThan(6 * 5_120)
  })

  it('takes gaps, marks and columns that come later', () => {
    const patchy: Of<ContextRow> = (i) =>
      i < 500 ? [isOn(i)] : [i % 3 === 0 ? null : isOn(i), i % 5 === 0 ? NaN : idle(i)[0]!]
    const { answers } = run(standing, patchy, 0, 2_000)
    const last = answers.at(-1)!
    expect(last.kind === 'scored' && Number.isFinite(last.score)).toBe(true)
  })
})

const idleChange = (after: number) => 173 * Math.ceil(after / 173)
