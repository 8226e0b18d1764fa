import { describe, expect, it } from 'vitest'
import type { ForecastValue, LeadScore } from '../../src/domain/forecast.ts'
import { hourMs } from '../../src/domain/time.ts'
import { pathProbability } from './exceedance.ts'
import { addScore, crpsOfBand, noScores, skillScores } from './scores.ts'
import { verdictsInGap, verdictsOf } from './verdict.ts'

const band = { median: 5, low80: 4, high80: 6, low95: 3, high95: 7 }
const said: ForecastValue = {
  at: 0,
  leadMs: hourMs,
  model: band,
  climatology: { ...band, median: 4 },
  persistence: 8,
  seasonalNaive: 5.5,
}

describe('scores', () => {
  it.each([
    [5, 0.12],
    [4, 0.32],
    // Half of |5 - 8|, the widths at their shares, 2 beyond the inner and 1 beyond the outer band.
    [8, (0.5 * 3 + 0.2 + 2 + 0.1 + 1) / 2.5],
  ])('of a band about %d', (observed, crps) => {
    expect(crpsOfBand(band, observed)).toBeCloseTo(crps, 12)
  })

  it('of a band without width is the absolute error', () => {
    const point = { median: 5, low80: 5, high80: 5, low95: 5, high95: 5 }
    expect(crpsOfBand(point, 7.5)).toBeCloseTo(2.5, 12)
  })

  it('are means over forecasts, beside those of what must be beaten', () => {
    const sums = noScores()
    addScore(sums, said, 5)
    addScore(sums, said, 6.5)
    const scores = skillScores({ leadMs: hourMs, days: 1, sums })
    expect(scores).toMatchObject({ mae: 0.75, coverage80: 0.5, coverage95: 1 })
    expect(scores?.rmse).toBeCloseTo(Math.sqrt(2.25 / 2), 12)
    expect(scores?.persistence).toEqual({ mae: 2.25, rmse: Math.sqrt((9 + 2.25) / 2) })
    expect(scores?.seasonalNaive.mae).toBe(0.75)
    expect(scores?.climatology.mae).toBe(1.75)
    expect(scores?.skill).toBe(0)
    expect(skillScores({ leadMs: hourMs, days: 0, sums: noScores() })).toBeNull()
  })
})

describe('the verdict', () => {
  const judging = { days: 30, daysLeast: 14, leadsMs: [hourMs] }
  const score = (days: number, ours: number, last: number, usual: number): LeadScore => ({
    leadMs: hourMs,
    days,
    sums: {
      ...{ ...noScores(), n: days, absolute: ours },
      ...{ persistenceAbsolute: last, climatologyAbsolute: usual },
    },
  })
  it.each([
    ['nothing was scored', [], false, 'model', /got 0/],
    ['too few days were scored', [score(13, 1, 2, 2)], false, 'model', /got 13/],
    ['it beats both', [score(14, 1, 2, 2)], true, 'model', null],
    ['persistence is as good', [score(30, 2, 2, 3)], false, 'climatology', /beat persistence over/],
    ['climatology is better', [score(30, 2, 3, 1)], false, 'climatology', /beat climatology over/],
    ['both are', [score(30, 3, 2, 1)], false, 'climatology', /beat persistence and climatology/],
    ['nothing ever changed', [score(30, 0, 0, 0)], false, 'climatology', /persistence and clim/],
  ] as const)('when %s', (_, scores, published, served, reason) => {
    const [verdict] = verdictsOf(scores, judging)
    expect(verdict).toMatchObject({ published, served })
    if (reason === null) expect(verdict?.reason).toBeNull()
    else expect(verdict?.reason).toMatch(reason)
  })

  it('in a gap is climatology at every lead', () => {
    const [verdict] = verdictsInGap(judging, 24)
    expect(verdict).toMatchObject({ published: false, served: 'climatology' })
    expect(verdict?.reason).toContain('nothing measured in the last 24 h')
  })
})

describe('the probability of a path', () => {
  const evenly = (low: number, high: number) =>
    Array.from({ length: 39 }, (_, i) => low + ((high - low) * (i + 1)) / 40)
  it('is the largest of its steps for a limit on one side', () => {
    const paths = [evenly(0, 10), evenly(2, 12), evenly(1, 11)]
    expect(pathProbability(paths, (value) => value > 4)).toBeCloseTo(0.8, 1)
    expect(pathProbability(paths, (value) => value > 0)).toBe(1)
    expect(pathProbability(paths, (value) => value > 12)).toBe(0)
    expect(pathProbability([], () => true)).toBe(0)
  })

  it('adds both sides of a range', () => {
    const outside = (value: number) => value < 1 || value > 9
    expect(pathProbability([evenly(0, 10)], outside)).toBeCloseTo(0.2, 1)
  })
})
