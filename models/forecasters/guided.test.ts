import { describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { noiseAt, rhythmicGrid } from './contract.ts'
import { forecasterNamed } from './ensemble.ts'
import { guidanceAhead, type Grid, type Guided } from './grid.ts'
import { rollOrigins } from './rolling-origins.ts'

const grid = rhythmicGrid(1700)
/** A day's level that the past does not tell, and a platform that has a good idea of it. */
const levelOf = (day: number) => 3 * noiseAt(11 * day + 5)
const target = grid.target.map((value, t) => value + levelOf(Math.floor(t / 24)))
const wordOf = (day: number, ahead: number): Guided => ({
  saidAt: grid.startAt + (day - ahead) * dayMs + 10 * hourMs,
  fromAt: grid.startAt + day * dayMs,
  toAt: grid.startAt + (day + 1) * dayMs,
  value: 50 + 20 * levelOf(day) + 10 * ahead * noiseAt(day + 100 * ahead),
})
const days = Math.floor(1700 / 24)
const guidance = Array.from({ length: days }, (_, day) => [2, 1].map((a) => wordOf(day, a)))
  .flat()
  .sort((a, b) => a.saidAt - b.saidAt)

describe('what another forecaster said', () => {
  it('is read as it was known at the origin', () => {
    const said = guidanceAhead({ ...grid, guidance }, 24)
    const at = (day: number, hour: number) => said[day * 24 + hour]
    // At 10 h a word of the next day comes; until then that of the day before stands.
    expect(at(30, 8)).toBe(wordOf(31, 2).value)
    expect(at(30, 9)).toBe(wordOf(31, 1).value)
    expect(at(30, 23)).toBe(wordOf(31, 1).value)
    expect(guidanceAhead({ ...grid, guidance }, 72)[30 * 24 + 5]).toBeNaN()
    expect(guidanceAhead(grid, 24).every(Number.isNaN)).toBe(true)
  })

  const plan = { horizons: [24], from: 1300, to: 1670, every: 7 }
  const maeOf = (given: Partial<Grid>) =>
    rollOrigins({ ...grid, target, ...given }, plan).scores[0]!.model.mae!

  it('makes the forecast better where it is good', () => {
    expect(maeOf({ guidance })).toBeLessThan(0.85 * maeOf({}))
  })

  it('costs little where it says nothing of use', () => {
    const useless = guidance.map((one, i) => ({ ...one, value: 100 * noiseAt(31 * i) }))
    expect(maeOf({ guidance: useless })).toBeLessThan(1.05 * maeOf({}))
  })

  const say = (given: Partial<Grid>, origin: number) => [
    ...forecasterNamed('ensemble')
      .start({ ...grid, target, ...given }, [24])
      .forecast(origin, 24)!.quantiles,
  ]

  it('changes nothing where there is none, and nothing before it was said', () => {
    expect(say({ guidance: [] }, 1400)).toEqual(say({}, 1400))
    const later = guidance.map((one) =>
      one.saidAt >= grid.startAt + 1401 * hourMs ? { ...one, value: 1e6 } : one,
    )
    expect(say({ guidance: later }, 1400)).toEqual(say({ guidance }, 1400))
  })

  it('leaves an honest forecast when it falls silent', () => {
    const silent = guidance.filter(({ saidAt }) => saidAt < grid.startAt + 1300 * hourMs)
    const quantiles = say({ guidance: silent }, 1400)
    expect(quantiles.every(Number.isFinite)).toBe(true)
    expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b))
  })
})
