import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/domain/event.ts'
import type { Json } from '../../src/domain/json.ts'
import type { RawReading } from '../../src/domain/reading.ts'
import { minuteMs } from '../../src/domain/time.ts'
import { foldAcross, openFold, shipped, usualReading } from './fake-fold.ts'

/** Conductivity, turbidity and oxygen of a station, each 5 min, through checks and signals. */
const startAt = Date.UTC(2026, 5, 1)
const usual = { w01014: 500, w01003: 30, w01009: 8 } as const
type Code = keyof typeof usual
const noiseOf = { w01014: 3, w01003: 1, w01009: 0.1 } as const

type Timeline = {
  readonly rows: number
  /** Added to what is usual, by row. */
  readonly off?: (row: number) => Readonly<Partial<Record<Code, number>>>
  readonly without?: Code
  readonly sourceFlag?: (row: number) => RawReading['sourceFlag']
  /** Number of pumps that run, sent before the others. */
  readonly pump?: (row: number) => number
}

function readingsOf({ rows, off, without, sourceFlag, pump }: Timeline): RawReading[] {
  const readingOf = (parameter: string, row: number) => ({
    ...{ ...usualReading, station: 'lili', parameter, observedAt: startAt + row * 5 * minuteMs },
  })
  const pumpAt = (row: number): RawReading[] =>
    pump ? [{ ...readingOf('pump', row), value: pump(row) }] : []
  return Array.from({ length: rows }).flatMap((_, row) => [
    ...pumpAt(row),
    ...(Object.keys(usual) as Code[])
      .filter((code) => code !== without)
      .map((parameter, column): RawReading => {
        const x = Math.sin(row * 12.9898 + column * 78.233) * 43758.5453
        const noise = noiseOf[parameter] * (2 * (x - Math.floor(x)) - 1)
        return {
          ...readingOf(parameter, row),
          value: Number((usual[parameter] + noise + (off?.(row)[parameter] ?? 0)).toFixed(3)),
          sourceFlag: sourceFlag?.(row) ?? 'normal',
        }
      }),
  ])
}

const take = (readings: readonly RawReading[]) => openFold(startAt).take(readings)

const unusual = (events: readonly Event[]) => events.filter(({ rule }) => rule === 'unusual')
const told = (events: readonly Event[]) =>
  unusual(events).map(({ phase, colour }) => `${phase} ${colour ?? 'none'}`)
const rowOf = ({ observedAt }: Event) => (observedAt - startAt) / (5 * minuteMs)
/** From row 600 on, for two hours. */
const during = (row: number) => row >= 600 && row < 624
const slug = (row: number) => (during(row) ? { w01014: 60, w01003: 20 } : {})

/** Two pumps that run for five hours now and then, and stir up what lies on the ground. */
const pump = (row: number) => (row % 587 < 60 && row >= 60 ? 2 : 0)
const stirred = (row: number): Readonly<Partial<Record<Code, number>>> =>
  pump(row - 3) > 0 ? { w01014: 40, w01003: 25 } : {}
const explainedOf = ({ evidence }: Event) => (evidence as { explained?: Json[] }).explained ?? []

describe('what a station samples beside a pump', () => {
  const rows = 6_000
  const quietRow = 587 * 9 + 400
  const spill = (from: number) => (row: number) =>
    row >= from && row < from + 36 ? { ...stirred(row), w01009: -3 } : stirred(row)
  const after = (events: readonly Event[], row: number) =>
    events.filter((event) => rowOf(event) >= row)

  it('is told of the first times alone, where the pump is declared', () => {
    const without = unusual(take(readingsOf({ rows, off: stirred })))
    const beside = unusual(take(readingsOf({ rows, off: stirred, pump })))
    expect(told(after(without, 587 * 5)).length).toBeGreaterThan(5)
    expect(told(after(beside, 587 * 5))).toEqual([])
  })

  it('is told of a spill while the pump stands still, with no word of it', () => {
    const events = take(readingsOf({ rows, off: spill(quietRow), pump }))
    const [begin] = after(unusual(events), quietRow)
    expect(begin).toMatchObject({ phase: 'begin', colour: 'blue' })
    expect(rowOf(begin!)).toBeLessThanOrEqual(quietRow + 6)
    expect(explainedOf(begin!)).toEqual([])
  })

  it('is told of a spill while the pump runs, and what of it the pump explains', () => {
    const from = 587 * 9 + 10
    const events = take(readingsOf({ rows, off: spill(from), pump }))
    const [begin] = after(unusual(events), from)
    expect(begin).toMatchObject({ phase: 'begin' })
    expect(begin!.evidence['parameter']).toBe('w01009')
    const explained = explainedOf(begin!)
    expect(explained.length).toBeGreaterThan(0)
    for (const one of explained) expect(one).toMatchObject({ context: 'pump' })
  })

  it('is the same after a restart from the checkpoint', () => {
    const readings = readingsOf({ rows: 6_000, off: spill(quietRow), pump })
    const whole = take(readings)
    for (const cut of [4 * 587 + 1, 4 * 2_950 + 2]) {
      const { events, saved } = foldAcross(startAt, readings, cut)
      expect(saved.map(([key]) => key)).toContain('context:lili')
      expect(events).toEqual(whole)
    }
  })
})

describe('what a station samples around visits', () => {
  /** A visit of two rows each 587, after which two probes read lower for five hours. */
  const isVisit = (row: number) => row > 100 && row % 587 >= 100 && row % 587 < 102
  const sourceFlag = (row: number) => (isVisit(row) ? 'maintenance' : 'normal')
  const cleaned = (row: number): Readonly<Partial<Record<Code, number>>> =>
    row % 587 >= 102 && row % 587 < 160 && row > 160 ? { w01009: -2, w01003: -18 } : {}

  it('is told of less after each, as they are known to change it', () => {
    const rows = 9_000
    const visited = unusual(take(readingsOf({ rows, off: cleaned, sourceFlag })))
    const unmarked = unusual(take(readingsOf({ rows, off: cleaned })))
    const late = (events: readonly Event[]) =>
      events.filter((event) => event.phase === 'begin' && rowOf(event) > 587 * 6).length
    expect(late(visited)).toBe(0)
    expect(late(unmarked)).toBeGreaterThan(3)
  })
})

describe('what a station samples together', () => {
  it('is told in yellow within half an hour when two parameters stay away, with their shares', () => {
    const events = unusual(take(readingsOf({ rows: 700, off: slug })))
    expect(told(events)).toEqual(['begin yellow', 'end none'])
    const [begin] = events
    expect(rowOf(begin!)).toBeLessThanOrEqual(606)
    expect(begin!.readings.map(({ parameter }) => parameter)).toEqual(
      expect.arrayContaining(['w01014', 'w01003']),
    )
    const { shares, shape } = begin!.evidence as Record<string, readonly Record<string, Json>[]>
    expect(shares!.map(({ parameter }) => parameter).toSorted()).toEqual(['w01003', 'w01014'])
    const conductivity = shares!.find(({ parameter }) => parameter === 'w01014')!
    expect(conductivity).toMatchObject({ unit: 'µS/cm' })
    expect(conductivity['expected']).toBeGreaterThan(495)
    expect(conductivity['expected']).toBeLessThan(515)
    expect(conductivity['came']).toBeGreaterThan(550)
    expect(shape!.map(({ parameter }) => parameter)).toEqual(['w01003', 'w01014'])
  })

  it('is told in blue when one stays away alone', () => {
    const off = (row: number) => (during(row) ? { w01014: 60 } : {})
    expect(told(take(readingsOf({ rows: 700, off })))).toEqual(['begin blue', 'end none'])
  })

  it.each<[string, Omit<Timeline, 'rows'>]>([
    ['ordinary rows', {}],
    ['a spike', { off: (row) => (row === 600 ? { w01014: 400, w01003: 90 } : {}) }],
    [
      'what the station marks as faulty',
      { off: slug, sourceFlag: (row) => (during(row) ? 'fault' : 'normal') },
    ],
    ['rows of a station of which too little is known', { off: (row) => slug(row + 500) }],
  ])('tells nothing of %s', (_, timeline) => {
    expect(told(take(readingsOf({ rows: 700, ...timeline })))).toEqual([])
  })

  it('is judged as well when a parameter has fallen silent', () => {
    const before = readingsOf({ rows: 590 })
    const rest = readingsOf({ rows: 700, off: slug, without: 'w01009' }).filter(
      ({ observedAt }) => observedAt >= startAt + 590 * 5 * minuteMs,
    )
    expect(told(take([...before, ...rest]))).toEqual(['begin yellow', 'end none'])
  })

  it('counts a row once towards the hold, though a parameter comes to it that was not awaited', () => {
    const rules = shipped.rules.map((rule) =>
      rule.id === 'unusual' ? { ...rule, hold: { results: 3, minMs: 0 } } : rule,
    )
    // A stay is one with its third row, so that the last two of four, or three of five, alarm.
    const ofRows = (until: number) => {
      const off = (row: number) => (row >= 600 && row < until ? { w01014: 60, w01003: 20 } : {})
      return readingsOf({ rows: 700, off }).filter(
        ({ parameter, observedAt }) =>
          parameter !== 'w01009' || ((observedAt - startAt) / (5 * minuteMs)) % 2 === 0,
      )
    }
    expect(told(openFold(startAt, new Map(), rules).take(ofRows(604)))).toEqual([])
    expect(told(openFold(startAt, new Map(), rules).take(ofRows(605)))).toContain('begin yellow')
  })

  it('is the same after a restart from the checkpoint, within a row and an event', () => {
    const readings = readingsOf({ rows: 700, off: slug })
    const whole = take(readings)
    for (const cut of [1_000, 3 * 602 + 1, 3 * 612 + 2]) {
      expect(foldAcross(startAt, readings, cut).events).toEqual(whole)
    }
  })

  it('is told by no engine without the rule', () => {
    const rules = shipped.rules.filter(({ id }) => id !== 'unusual')
    expect(
      told(openFold(startAt, new Map(), rules).take(readingsOf({ rows: 700, off: slug }))),
    ).toEqual([])
  })
})
