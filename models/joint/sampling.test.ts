import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/domain/json.ts'
import { minuteMs } from '../../src/domain/time.ts'
import { createJointDetector } from './joint.ts'
import { createSampling, type SampledRow } from './sampling.ts'

const startAt = Date.UTC(2026, 5, 1)
const cadenceMs = 5 * minuteMs
const codes = ['ec', 'ph', 'do'] as const
type Code = (typeof codes)[number]
type Reading = readonly [row: number, code: Code, value: number, offMs?: number]

const setup = { cadenceMs, alarmsPerDay: () => 0.1, unitOf: (code: string) => `unit of ${code}` }
const atOf = (row: number) => startAt + row * cadenceMs

function noise(row: number, column: number): number {
  const x = Math.sin(row * 12.9898 + column * 78.233) * 43758.5453
  return 2 * (x - Math.floor(x)) - 1
}
const usual = (row: number, code: Code) => 100 + noise(row, codes.indexOf(code))

/** Readings of whole rows from one to before another, in an order of codes. */
const rows = (from: number, to: number, order: readonly Code[] = codes): Reading[] =>
  Array.from({ length: to - from }, (_, n) => from + n).flatMap((row) =>
    order.map((code): Reading => [row, code, usual(row, code)]),
  )

/** Rows of a file, half of which lack `ph` or `do`, and in which `do` stays away at times. */
const gappyRows = (count: number) =>
  Array.from({ length: count }, (_, row) => {
    const lacks = noise(row, 7) > 0 ? codes[noise(row, 8) > 0 ? 1 : 2] : null
    const isAway = row % 500 >= 494
    const values = codes.map((code) =>
      code === lacks ? null : usual(row, code) + (code === 'do' && isAway ? 60 : 0),
    )
    return { row, values }
  })

function open(saved?: Json) {
  const sampling = createSampling(setup, saved)
  const take = ([row, code, value, offMs = 0]: Reading) =>
    sampling.take(sampling.columnOf(code), atOf(row) + offMs, value)
  return {
    columnOf: (code: Code) => sampling.columnOf(code),
    save: sampling.save,
    take,
    takeAll: (all: readonly Reading[]) => all.map(take),
  }
}

/** Which readings of those taken after 300 usual rows answer a row: by their index. */
function answered(readings: readonly Reading[], taught = rows(0, 300)): number[] {
  const sampling = open()
  sampling.takeAll(taught)
  return sampling.takeAll(readings).flatMap((row, nth) => (row === null ? [] : [nth]))
}

describe('a sampling', () => {
  it.each<[string, Reading[], number[]]>([
    ['judges a row with its last reading', rows(300, 302), [2, 5]],
    ['in whatever order they come', rows(300, 302, ['do', 'ec', 'ph']), [2, 5]],
    [
      'is held up once by a parameter that falls silent',
      rows(300, 303, ['ec', 'ph']),
      // The first with the next row, that one with its own last, and so on.
      [2, 3, 5],
    ],
    [
      'tells a row again with one that comes back, and waits for it in the next',
      [...rows(300, 302, ['ec', 'ph']), ...rows(302, 304)],
      [2, 3, 5, 6, 9],
    ],
    [
      'takes what is sampled a little later into the same row',
      [
        [300, 'ec', 100],
        [300, 'ph', 100, 2 * minuteMs],
        [300, 'do', 100, 2 * minuteMs],
      ],
      [2],
    ],
    [
      'makes rows of what comes more often than its cadence',
      [0, 1, 2].flatMap((minute) =>
        codes.map((code): Reading => [300, code, 100, minute * minuteMs]),
      ),
      [2, 5, 8],
    ],
    ['judges nothing that is older than the row', rows(250, 252), []],
  ])('%s', (_, readings, expected) => {
    expect(answered(readings)).toEqual(expected)
  })

  it('says nothing before it knows its columns', () => {
    expect(open().takeAll(rows(0, 100))).toEqual(Array.from({ length: 300 }, () => null))
  })

  it('says of a row what the joint model says of it', () => {
    const sampling = open()
    const model = createJointDetector(3, 0.1)
    const answers = sampling.takeAll(rows(0, 2_000)).filter((row) => row !== null)
    const stays = Array.from({ length: 2_000 }, (_, row) => {
      const whole = codes.map((code) => usual(row, code))
      const judged = model.score(atOf(row), whole)
      model.learn(atOf(row), whole)
      return judged.kind === 'scored' ? judged.stay : null
    }).filter((stay) => stay !== null)
    expect(stays.length).toBeGreaterThan(1_800)
    expect(answers.slice(-1_000).map(({ stay }) => stay)).toEqual(stays.slice(-1_000))
  })

  it('says of rows with gaps what the joint model says of them in a file', () => {
    const file = gappyRows(4_000)
    const model = createJointDetector(3, 0.1)
    const inFile = file.flatMap(({ row, values }) => {
      const judged = model.score(atOf(row), values)
      model.learn(atOf(row), values)
      return judged.kind === 'scored' ? [{ at: atOf(row), ...judged }] : []
    })
    const sampling = open()
    for (const code of codes) sampling.columnOf(code)
    const live = new Map<number, SampledRow[]>()
    const readings = file.flatMap(({ row, values }) =>
      codes.flatMap((code, i): Reading[] => (values[i] === null ? [] : [[row, code, values[i]!]])),
    )
    for (const told of sampling.takeAll(readings)) {
      if (told !== null) live.set(told.observedAt, [...(live.get(told.observedAt) ?? []), told])
    }
    const again = [...live.values()].filter((told) => told.length > 1)
    expect(again.length).toBeGreaterThan(100)
    expect(inFile.length).toBeGreaterThan(3_800)
    expect(inFile.filter(({ stay }) => stay >= 1).length).toBeGreaterThan(10)
    // The last of a file is told with the first reading of the next row, if it lacks a column.
    const [of, told] = [inFile.slice(0, -1), inFile.slice(0, -1).map(({ at }) => live.get(at))]
    expect(told.map((one) => one?.at(-1)?.score)).toEqual(of.map(({ score }) => score))
    expect(told.map((one) => one?.some(({ stay }) => stay >= 1))).toEqual(
      of.map(({ stay }) => stay >= 1),
    )
  })

  it('tells a row anew only when it alarms with what has come since', () => {
    const quiet = open()
    quiet.takeAll([...rows(0, 3_000), ...rows(3_000, 3_002, ['ec', 'ph'])])
    const usualAgain = quiet.takeAll(rows(3_002, 3_003)).slice(1)
    expect(usualAgain.map((row) => row?.repeats)).toEqual([false, true])

    const strange = open()
    const away = (row: number): Reading => [row, 'do', 160]
    strange.takeAll([...rows(0, 3_000), away(3_000), away(3_001)])
    strange.takeAll(rows(3_002, 3_003, ['ec', 'ph']))
    const [first, second] = strange
      .takeAll([...rows(3_003, 3_004, ['ec', 'ph']), away(3_003)])
      .slice(1)
    expect(first).toMatchObject({ repeats: false })
    expect(first!.stay).toBeLessThan(1)
    expect(second).toMatchObject({ repeats: false })
    expect(second!.stay).toBeGreaterThan(1)
  })

  it('alarms when a parameter stays away, and names it with what was expected', () => {
    const sampling = open()
    sampling.takeAll(rows(0, 3_000))
    const strange = (row: number) =>
      rows(row, row + 1).map(([at, code, value]): Reading => [at, code, code === 'ph' ? 80 : value])
    const [row] = [3_000, 3_001, 3_002]
      .flatMap((at) => sampling.takeAll(strange(at)))
      .slice(-1) as [SampledRow]
    expect(row.observedAt).toBe(atOf(3_002))
    expect(row.stay).toBeGreaterThan(1)
    const [driver] = row.drivers()
    expect(driver).toMatchObject({ parameter: 'ph', unit: 'unit of ph', came: 80 })
    expect(driver!.expected).toBeCloseTo(100, 0)
    expect(driver!.share).toBeLessThan(-0.9)
    expect(driver!.stay).toBeGreaterThan(1)
    expect(driver!.away).toBeLessThan(-10)
  })

  it('goes on after any reading from its saved state as if it had not stopped', () => {
    const readings = [...rows(0, 200), ...rows(200, 220, ['ec', 'ph']), ...rows(220, 240)]
    const whole = open()
    const answers = whole.takeAll(readings).map((row) => row?.stay)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: readings.length - 1 }), (cut) => {
        const before = open()
        before.takeAll(readings.slice(0, cut))
        const after = open(JSON.parse(JSON.stringify(before.save())) as Json)
        expect(after.takeAll(readings.slice(cut)).map((row) => row?.stay)).toEqual(
          answers.slice(cut),
        )
        expect(JSON.stringify(after.save())).toBe(JSON.stringify(whole.save()))
      }),
      { numRuns: 20 },
    )
  })

  it('saves under 2 KB a parameter however long it has run', () => {
    const sampling = open()
    sampling.takeAll(rows(0, 20_000))
    expect(JSON.stringify(sampling.save()).length).toBeLessThan(codes.length * 2_048)
  })
})
