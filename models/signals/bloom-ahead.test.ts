import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/domain/event.ts'
import type { RawReading } from '../../src/domain/reading.ts'
import { dayMs } from '../../src/domain/time.ts'
import type { BloomMeasure, BloomSighting } from '../bloom/bloom-index.ts'
import { lakeStartAt, readingsOf } from '../bloom/fake-lake.ts'
import { foldAcross, openFold, usualReading } from './fake-fold.ts'

const codes: Readonly<Record<BloomMeasure, string>> = {
  ...{ chla: 'w01016', phycocyanin: 'w19011', oxygen: 'w01009' },
  ...{ ph: 'w01001', temperature: 'w01010' },
}
/** Of 22 °C, which the lake has. */
const mgLOfShare = 468 / (31.6 + 22) / 100

const readingsAt = (sightings: readonly BloomSighting[], station = 'dianshan-centre') =>
  sightings.map(({ at, measure, value }): RawReading => ({
    ...{ ...usualReading, station, parameter: codes[measure], observedAt: at },
    value: measure === 'oxygen' ? value * mgLOfShare : value,
  }))
const take = (...given: Parameters<typeof readingsAt>) =>
  openFold(lakeStartAt).take(readingsAt(...given))

const ahead = (events: readonly Event[]) => events.filter(({ rule }) => rule === 'bloom-ahead')
const dayOf = ({ observedAt }: Event) => Math.floor((observedAt - lakeStartAt) / dayMs)
/** Chlorophyll of 6 µg/L grows by 4 % a day from day 60, and passes 20 µg/L a month later. */
const growing = (days: number) =>
  readingsOf({ seed: 4, days, rise: (day) => (Math.max(0, day - 60) * 0.04) / 0.25 })

describe('early signs of a bloom', () => {
  it('are told in blue a week or more before a tier is reached, with what drove them', () => {
    const events = take(growing(100))
    const [first] = ahead(events)
    const tier = events.find(({ rule }) => rule === 'bloom')!
    expect(first).toMatchObject({ phase: 'begin', colour: 'blue', kind: 'algal-bloom', live: true })
    expect(dayOf(first!)).toBeGreaterThan(60)
    expect(dayOf(first!)).toBeLessThanOrEqual(dayOf(tier) - 7)
    const { probability14Days: likely, between14Days: between, drivers } = first!.evidence
    const [low, high] = between as [number, number]
    expect([low < (likely as number), (likely as number) < high]).toEqual([true, true])
    const calibration = { lakeYears: 7, blooms: 3 }
    expect(first!.evidence).toMatchObject({ calibration, bloomsPerYear: 1 })
    expect(drivers).toContainEqual(expect.objectContaining({ parameter: 'w01016', what: 'level' }))
  })

  it('are told once, and end days after the lake is as before', () => {
    const events = ahead(
      take(readingsOf({ seed: 4, days: 150, rise: (day) => (day > 60 && day < 90 ? 3 : 0) })),
    )
    expect(events.map(({ phase }) => phase)).toEqual(['begin', 'end'])
    expect(dayOf(events[1]!)).toBeGreaterThan(92)
    expect(dayOf(events[1]!)).toBeLessThan(110)
  })

  it('are not told of a bloom that is there already', () => {
    const rise = (day: number) => (day >= 60 ? 12 : 0)
    const events = take(readingsOf({ seed: 4, days: 75, rise }))
    expect(events.find(({ rule }) => rule === 'bloom')).toMatchObject({ phase: 'begin' })
    expect(ahead(events)).toEqual([])
  })

  it('are not told of a lake that stays as it was, nor of a river', () => {
    expect(ahead(take(readingsOf({ seed: 6, days: 100 })))).toEqual([])
    expect(ahead(take(growing(100), 'pingwang'))).toEqual([])
  })

  it('are the same after a restart from the checkpoint', () => {
    const readings = readingsAt(growing(90))
    const { events, saved } = foldAcross(lakeStartAt, readings, 8_000)
    expect(ahead(events)).toEqual(ahead(openFold(lakeStartAt).take(readings)))
    const state = JSON.stringify(saved.find(([part]) => part === 'station:dianshan-centre'))
    expect(state.length).toBeLessThan(8_192)
  })
})
