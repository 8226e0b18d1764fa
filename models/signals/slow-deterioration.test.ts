import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/domain/event.ts'
import type { RawReading } from '../../src/domain/reading.ts'
import {
  dayOfStart,
  slowly,
  slowReadings,
  slowStartAt,
  suddenly,
} from '../trend/fake-slow-series.ts'
import { foldAcross, openFold, usualReading } from './fake-fold.ts'

/** Ammonia nitrogen, each 4 h at this station; its target is class III, 1 mg/L. */
const ammonia = { station: 'pingwang', parameter: 'w21003' }

const readingsAt = (
  readings: ReturnType<typeof slowReadings>,
  about: Partial<RawReading> = {},
): RawReading[] =>
  readings.map(({ at, value }) => ({
    ...{ ...usualReading, ...ammonia, observedAt: at, value, ...about },
  }))
const take = (...given: Parameters<typeof readingsAt>) =>
  openFold(slowStartAt).take(readingsAt(...given))

const slow = (events: readonly Event[]) =>
  events.filter(({ rule }) => rule === 'slow-deterioration')
const dayOf = ({ observedAt }: Event) => dayOfStart(observedAt)

describe('slow deterioration', () => {
  it('is told once of station and parameter, before a class is lost', () => {
    const events = take(slowReadings({ years: 3, factor: suddenly(700), season: 0 }))
    const [first, ...others] = slow(events)
    expect(others).toEqual([])
    expect(first).toMatchObject({
      phase: 'begin',
      colour: 'blue',
      kind: 'deterioration',
      live: true,
    })
    expect(first).toMatchObject({ station: 'pingwang', subject: 'pingwang/w21003' })
    expect(dayOf(first!)).toBeGreaterThan(700)
    expect(dayOf(first!)).toBeLessThan(760)
    expect(first!.evidence).toMatchObject({ shape: 'sudden', target: 'III', limit: 1 })
    const { expected, came } = first!.evidence as Record<'expected' | 'came', number>
    expect(expected).toBeCloseTo(0.4, 1)
    expect(came).toBeGreaterThan(0.65)
    expect(came).toBeLessThan(0.9)
    expect(events.filter(({ rule }) => rule === 'class-deterioration')).toEqual([])
  })

  it('is yellow when the limit of the target will be passed within a quarter', () => {
    const factor = (day: number) => 2 ** (Math.max(day - 700, 0) / 250)
    const events = slow(take(slowReadings({ years: 2.8, factor, season: 0 })))
    expect(events.map(({ colour }) => colour)).toContain('yellow')
    const yellow = events.find(({ colour }) => colour === 'yellow')!
    // 0.4 mg/L becomes 1 mg/L on day 1030.
    const { days } = yellow.evidence['crossing'] as { days: number }
    expect(Math.abs(dayOf(yellow) + days - (700 + 250 * Math.log2(2.5)))).toBeLessThan(45)
  })

  it('ends when the level is as before', () => {
    const factor = (day: number) => (day > 700 && day < 850 ? 2 : 1)
    const events = slow(take(slowReadings({ years: 4, factor })))
    expect(events.map(({ phase }) => phase)).toEqual(['begin', 'end'])
  })

  it('is told of samples brought once a month, of what only they measure', () => {
    const monthly = slowReadings({ years: 6, factor: slowly(1_400), season: 0 }).filter(
      (_, i) => i % 182 === 0,
    )
    const [first] = slow(take(monthly, { source: 'manual' }))
    expect(first).toMatchObject({
      phase: 'begin',
      evidence: { shape: expect.any(String) as string },
    })
  })

  it('is not told of a fast series, nor of a factor without classes, nor of history as live', () => {
    const readings = slowReadings({ years: 3, factor: suddenly(700) })
    expect(slow(take(readings, { parameter: 'w01014' }))).toEqual([])
    expect(slow(take(readings, { parameter: 'w01009' }))).toEqual([])
    const historical = slow(take(readings, { historical: true }))
    expect(historical.map(({ live }) => live)).toContain(false)
    expect(historical.map(({ live }) => live)).not.toContain(true)
  })

  it('takes what is below the detection limit for half of it, and failed readings for nothing', () => {
    const readings = slowReadings({ years: 2.5, factor: suddenly(700) })
    const below = readings.map(({ at }) => ({ at, value: 0.02 }))
    expect(slow(take(below, { qualifier: '<' }))).toEqual([])
    expect(slow(take(readings, { sourceFlag: 'fault' }))).toEqual([])
  })

  it('is the same after a restart from the checkpoint, in 4 KB a series', () => {
    const readings = slowReadings({ years: 5, factor: slowly(1_500) })
    const whole = slow(take(readings))
    const { events, saved } = foldAcross(slowStartAt, readingsAt(readings), 9_500)
    expect(slow(events)).toEqual(whole)
    expect(whole).not.toEqual([])
    const [, state] = saved.find(([part]) => part.startsWith('series:'))!
    expect(JSON.stringify(state).length).toBeLessThan(4_096)
  })
})
