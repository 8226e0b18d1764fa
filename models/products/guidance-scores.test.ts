import { expect, it } from 'vitest'
import type { Guidance } from '../../src/domain/guidance.ts'
import { fakeDraft, stationSeries, standard } from './fake-product.ts'
import { measuredDayReports } from './draft-cells.ts'
import { scoreGuidance } from './guidance-scores.ts'

const range = { primaryPollutants: [], pm25Low: null, pm25High: null, o3Low: null, o3High: null }
const told = (issueDate: string, aqiLow: number, aqiHigh: number): Guidance => ({
  ...{ issueDate, version: 1, receivedAt: 0, hash: '' },
  cells: [{ area: 'qingpu', leadDay: 1, aqiLow, aqiHigh, ...range }],
})
const draftOf = (date: string, aqiLow: number, aqiHigh: number) => {
  const draft = fakeDraft({ date })
  const cells = draft.cells.map((cell) => ({
    ...cell,
    value: cell.value && { ...cell.value, aqiLow, aqiHigh },
  }))
  return { ...draft, cells }
}

it('scores both on the days that both speak of and that were measured', () => {
  const measured = new Map([
    ['qingpu|2026-11-24', 70],
    ['qingpu|2026-11-25', 100],
    // Nobody spoke of this one.
    ['qingpu|2026-11-28', 40],
  ])
  const guidance = [
    told('2026-11-23', 60, 80),
    told('2026-11-24', 60, 80),
    told('2026-11-25', 60, 80),
  ]
  const drafts = [draftOf('2026-11-23', 40, 60), draftOf('2026-11-24', 90, 110)]
  expect(scoreGuidance(guidance, drafts, measured)).toEqual([
    {
      ...{ area: 'qingpu', leadDay: 1, n: 2 },
      guidance: { mae: 15, inside: 0.5 },
      draft: { mae: 10, inside: 0.5 },
    },
  ])
})

it('measures an area by the daily rule, and not on a day of too few hours', () => {
  const series = stationSeries('s', 'qingpu', { days: 2 })
  for (const { stored } of series) stored.fill(NaN, 24, 34)
  const [whole, gappy] = measuredDayReports(series, standard, 20)
  // PM2.5 of 0.7 × 38 µg/m³ is an AQI of 38; ozone of 49 µg/m³ one of 25.
  expect(whole?.aqi).toBeGreaterThanOrEqual(25)
  expect(gappy).toBeNull()
})
