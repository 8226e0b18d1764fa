import { expect, it } from 'vitest'
import { hourMs } from '../src/domain/time.ts'
import { stepsOf, stretchesOf } from './forecast.ts'
import type { ForecastItem } from './wire.ts'

const band = { median: 5, low80: 4, high80: 6, low95: 3, high95: 7 }
const item = (hours: number, reason: string | null): ForecastItem => ({
  ...{ time: new Date((hours - 1) * hourMs).toISOString(), lead: `PT${hours}H`, ...band },
  ...{ published: reason === null, reason },
})

it('tells once what holds for leads in a row, with the proof of the first', () => {
  const waits = (got: number) => `waits, got ${got}`
  const reasons = [null, null, waits(5), waits(3), 'served as climatology', waits(1)]
  const items = reasons.map((reason, index) => item(index + 1, reason))
  expect(stretchesOf(items).map(({ untilMs, reason }) => [untilMs / hourMs, reason])).toEqual([
    [2, null],
    [4, 'waits, got 5'],
    [5, 'served as climatology'],
    [6, 'waits, got 1'],
  ])
})

it.each([
  ['PT0S', 0.5],
  ['PT1H', 0],
])('sets a step where a reading of %s in its middle would stand', (period, hours) => {
  const run = { issuedAt: '', cutOffAt: '', model: '', step: 'PT1H', note: null }
  const [step] = stepsOf({ run, items: [item(1, null)] }, period)
  expect(step?.at).toBe(hours * hourMs)
})
