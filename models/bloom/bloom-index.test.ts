import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayMs } from '../../src/domain/time.ts'
import {
  bloomStateSchema,
  createBloomState,
  learnBloom,
  scoreBloom,
  type BloomScore,
  type BloomSighting,
  type BloomState,
} from './bloom-index.ts'
import { lakeSettings as settings, lakeStartAt, readingsOf } from './fake-lake.ts'

type Told = { readonly day: number; readonly score: BloomScore }

function run(sightings: readonly BloomSighting[], state = createBloomState()) {
  const told: Told[] = []
  for (const sighting of sightings) {
    if (!learnBloom(state, settings, sighting)) continue
    const day = Math.floor((sighting.at - lakeStartAt) / dayMs)
    told.push({ day, score: scoreBloom(state, settings, sighting.at) })
  }
  return { told, state }
}

const ratioOf = ({ score }: Told) => (score.kind === 'scored' ? score.ratio : 0)
const alarmDay = (told: readonly Told[], limit = 1_000) =>
  told.find((one) => ratioOf(one) >= limit)?.day ?? null
const copy = (state: BloomState) => bloomStateSchema.parse(JSON.parse(JSON.stringify(state)))

describe('the bloom index', () => {
  it('says warming until a month has passed, never 0', () => {
    const { told } = run(readingsOf({ seed: 1, days: 60 }))
    const first = told.find(({ score }) => score.kind === 'scored')
    expect(first?.day).toBe(28)
    expect(told.filter(({ day }) => day < 28)).toHaveLength(27)
  })

  it('score changes nothing, and says nothing after a week of silence', () => {
    const { state } = run(readingsOf({ seed: 1, days: 60 }))
    const before = JSON.stringify(state)
    const at = lakeStartAt + 60 * dayMs
    expect(scoreBloom(state, settings, at)).toEqual(scoreBloom(state, settings, at))
    expect(JSON.stringify(state)).toBe(before)
    expect(scoreBloom(state, settings, at + 7 * dayMs)).toEqual({ kind: 'warming' })
  })

  it('forgets a measure that no longer comes, and all of them', () => {
    const rise = (day: number) => Math.max(0, day - 50) / 5
    const sightings = readingsOf({ seed: 1, days: 90, rise })
    const without = (day: number, gone: (measure: string) => boolean) =>
      sightings.filter(({ at, measure }) => at < lakeStartAt + day * dayMs || !gone(measure))
    const pigments = run(without(70, (one) => one === 'chla' || one === 'phycocyanin'))
    expect(Object.keys(pigments.state.ratios).toSorted()).toEqual(['oxygen', 'ph', 'together'])
    expect(Object.keys(pigments.state.held).join()).not.toContain('chla')
    const warm = run(without(70, (one) => one !== 'temperature')).told.at(-1)
    expect(warm?.score).toEqual({ kind: 'warming' })
  })

  it('goes on after save and load as if it had not stopped, in some KB', () => {
    const sightings = readingsOf({ seed: 2, days: 120 })
    const half = run(sightings.slice(0, 7_000))
    const whole = run(sightings)
    const resumed = run(sightings.slice(7_000), copy(half.state))
    expect(resumed.state).toEqual(whole.state)
    expect([...half.told, ...resumed.told]).toEqual(whole.told)
    expect(JSON.stringify(whole.state).length).toBeLessThan(4_096)
  })

  it('answers a file cut short as the whole one', () => {
    const sightings = readingsOf({ seed: 3, days: 90, rise: (day) => Math.max(0, day - 50) / 5 })
    const { told } = run(sightings)
    const cut = run(sightings.slice(0, 8_000)).told
    expect(cut).toEqual(told.slice(0, cut.length))
  })

  it('alarms seldom in lakes that stay as they were', () => {
    const lakes = Array.from({ length: 20 }, (_, seed) =>
      readingsOf({ seed: 10 + seed, days: 365 }),
    )
    const alarmed = lakes.filter((lake) => alarmDay(run(lake).told) !== null)
    // 20 times 337 days at one in 1,000: seven would be the budget.
    expect(alarmed.length).toBeLessThanOrEqual(7)
  })

  it('tells a lake that grows by 4 % a day three weeks before it is eight times as full', () => {
    const rise = (day: number) => (Math.max(0, day - 60) * 0.04) / 0.25
    const bloomDay = 60 + Math.round(Math.log(8) / 0.04)
    for (const seed of [1, 2, 3, 4, 5]) {
      const { told } = run(readingsOf({ seed, days: bloomDay, rise }))
      expect(alarmDay(told.filter(({ day }) => day > 60))).toBeLessThanOrEqual(bloomDay - 21)
    }
  })

  it('is not moved by a season that the reference lake shares', () => {
    const rise = (day: number) => Math.max(0, day - 60) / 10
    const own = readingsOf({ seed: 6, days: 120, rise })
    const other = readingsOf({ seed: 7, days: 120, rise })
    const beside = other.map((one) => ({ ...one, isReference: true }))
    const both = [...own, ...beside].toSorted((a, b) => a.at - b.at)
    expect(alarmDay(run(own).told)).not.toBeNull()
    expect(alarmDay(run(both).told)).toBeNull()
  })

  it('names what drove it, and says whether it stands beside another lake', () => {
    const rise = (day: number) => Math.max(0, day - 60) / 6
    const chla = readingsOf({ seed: 8, days: 110, rise }).filter(
      ({ measure }) => measure === 'chla',
    )
    const { score } = run(chla).told.at(-1)!
    if (score.kind !== 'scored') throw new Error('still warming')
    expect(score.drivers[0]).toMatchObject({ measure: 'chla', what: 'level' })
    expect(score.drivers.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    expect(score.isBeside).toBe(false)
    const beside = chla.map((one) => ({ ...one, value: 1, isReference: true }))
    const both = [...chla, ...beside].toSorted((a, b) => a.at - b.at)
    expect(run(both).told.at(-1)!.score).toMatchObject({ isBeside: true })
  })

  it('takes pigments in any unit, and passes over days that are closed', () => {
    const sightings = readingsOf({ seed: 9, days: 45 })
    const plain = run(sightings).told
    const ratios = plain.map(ratioOf)
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (factor) => {
        const scaled = sightings.map((one) =>
          one.measure === 'chla' ? { ...one, value: factor * one.value } : one,
        )
        run(scaled).told.forEach((one, i) => expect(ratioOf(one)).toBeCloseTo(ratios[i]!, 2))
      }),
      { numRuns: 10 },
    )
    const late = sightings.toSpliced(500, 0, { ...sightings[0]!, value: 1e9 })
    expect(run(late).told).toEqual(plain)
  })
})
