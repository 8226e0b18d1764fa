import { expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { createSeason, learnSeason, saveSeason, seasonDistance } from './season.ts'

const startAt = Date.UTC(2026, 5, 1)
const step = hourMs / 4
const noise = (i: number) => (((i * 7919) % 101) - 50) / 500
const daily = (at: number) => 8 + 2 * Math.sin((2 * Math.PI * at) / dayMs)

function taught(days: number, valueOf: (at: number, i: number) => number) {
  const season = createSeason()
  const rows = (days * dayMs) / step
  for (let i = 0; i < rows; i += 1) {
    const at = startAt + i * step
    learnSeason(season, at, valueOf(at, i))
  }
  return { season, nextAt: startAt + rows * step }
}

it('is silent until the daily shape has proven itself', () => {
  const { season, nextAt } = taught(1, (at, i) => daily(at) + noise(i))
  expect(seasonDistance(season, nextAt, 8, 1e-6)).toBeNull()
})

it('finds an ordinary value at the wrong hour strange', () => {
  const { season, nextAt } = taught(10, (at, i) => daily(at) + noise(i))
  const noonAt = nextAt + dayMs / 4
  expect(seasonDistance(season, noonAt, daily(noonAt), 1e-6)).toBeLessThan(1)
  expect(seasonDistance(season, noonAt, daily(noonAt + dayMs / 2), 1e-6)).toBeGreaterThan(5)
})

it('stays silent on a series without a daily shape', () => {
  const { season, nextAt } = taught(20, (_at, i) => 8 + noise(i))
  expect(seasonDistance(season, nextAt, 20, 1e-6)).toBeNull()
})

it('finds a working day amid rest days strange, once it knows them', () => {
  const rest = (at: number) => new Date(at).getUTCDay() % 6 === 0
  const ofDay = (at: number) => (rest(at) ? 0.3 : 1) * (daily(at) - 8)
  const { season, nextAt } = taught(42, (at, i) => ofDay(at) + noise(i))
  const noons = [0, 1, 2, 3, 4, 5, 6].map((day) => nextAt + (day + 0.25) * dayMs)
  for (const at of noons) {
    expect(seasonDistance(season, at, ofDay(at), 1e-6)).toBeLessThan(2)
    const odd = seasonDistance(season, at, rest(at) ? 2 : 0.6, 1e-6)
    expect(odd).toBeGreaterThan(3)
  }
})

it('stays finite when times stand still or go backwards', () => {
  const season = createSeason()
  for (let i = 0; i < 500; i += 1) learnSeason(season, startAt - i * step, noise(i))
  expect(JSON.stringify(saveSeason(season))).not.toContain('null')
})
