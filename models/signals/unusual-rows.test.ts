import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadNetworkData } from '../../src/config/network-data.ts'
import type { Event } from '../../src/domain/event.ts'
import type { Json } from '../../src/domain/json.ts'
import type { RawReading } from '../../src/domain/reading.ts'
import { minuteMs } from '../../src/domain/time.ts'
import { createMemory } from '../../src/memory.ts'

/** Conductivity, turbidity and oxygen of a station, each 5 min, through checks and signals. */
const data = loadNetworkData(join(import.meta.dirname, '../../fixtures/network'))
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
}

function readingsOf({ rows, off, without, sourceFlag }: Timeline): RawReading[] {
  return Array.from({ length: rows }).flatMap((_, row) =>
    (Object.keys(usual) as Code[])
      .filter((code) => code !== without)
      .map((parameter, column): RawReading => {
        const x = Math.sin(row * 12.9898 + column * 78.233) * 43758.5453
        const noise = noiseOf[parameter] * (2 * (x - Math.floor(x)) - 1)
        return {
          ...{ station: 'lili', parameter, period: 'PT0S', source: 'automatic', depthM: null },
          ...{ qualifier: '', historical: false, observedAt: startAt + row * 5 * minuteMs },
          value: Number((usual[parameter] + noise + (off?.(row)[parameter] ?? 0)).toFixed(3)),
          sourceFlag: sourceFlag?.(row) ?? 'normal',
        }
      }),
  )
}

function open(saved: ReadonlyMap<string, Json> = new Map(), rules = data.rules) {
  const { series, fold } = createMemory({ ...data, rules, now: startAt }, saved)
  const take = (readings: readonly RawReading[]): Event[] =>
    readings.flatMap((reading) =>
      series.check([reading], reading.observedAt).flatMap((row) => fold.take(row)),
    )
  return { take, fold }
}

const unusual = (events: readonly Event[]) => events.filter(({ rule }) => rule === 'unusual')
const told = (events: readonly Event[]) =>
  unusual(events).map(({ phase, colour }) => `${phase} ${colour ?? 'none'}`)
const rowOf = ({ observedAt }: Event) => (observedAt - startAt) / (5 * minuteMs)
/** From row 600 on, for two hours. */
const during = (row: number) => row >= 600 && row < 624
const slug = (row: number) => (during(row) ? { w01014: 60, w01003: 20 } : {})

describe('what a station samples together', () => {
  it('is told in yellow within half an hour when two parameters stay away, with their shares', () => {
    const events = unusual(open().take(readingsOf({ rows: 700, off: slug })))
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
    expect(told(open().take(readingsOf({ rows: 700, off })))).toEqual(['begin blue', 'end none'])
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
    expect(told(open().take(readingsOf({ rows: 700, ...timeline })))).toEqual([])
  })

  it('is judged as well when a parameter has fallen silent', () => {
    const before = readingsOf({ rows: 590 })
    const rest = readingsOf({ rows: 700, off: slug, without: 'w01009' }).filter(
      ({ observedAt }) => observedAt >= startAt + 590 * 5 * minuteMs,
    )
    expect(told(open().take([...before, ...rest]))).toEqual(['begin yellow', 'end none'])
  })

  it('is the same after a restart from the checkpoint, within a row and an event', () => {
    const readings = readingsOf({ rows: 700, off: slug })
    const whole = open().take(readings)
    for (const cut of [1_000, 3 * 602 + 1, 3 * 612 + 2]) {
      const before = open()
      const head = before.take(readings.slice(0, cut))
      const saved = JSON.parse(JSON.stringify([...before.fold.saveTouched()])) as [string, Json][]
      const tail = open(new Map(saved)).take(readings.slice(cut))
      expect([...head, ...tail]).toEqual(whole)
    }
  })

  it('is told by no engine without the rule', () => {
    const rules = data.rules.filter(({ id }) => id !== 'unusual')
    expect(told(open(new Map(), rules).take(readingsOf({ rows: 700, off: slug })))).toEqual([])
  })
})
