import { expect, it } from 'vitest'
import type { Guidance, GuidanceCell } from '../domain/guidance.ts'
import { dayMs } from '../domain/time.ts'
import { guidedOf } from './guidance.ts'

const unsaid = { pm25Low: null, pm25High: null, o3Low: null, o3High: null }
const cell = (area: string, leadDay: number, rest: Partial<GuidanceCell>): GuidanceCell => ({
  ...{ area, leadDay, aqiLow: 60, aqiHigh: 80, primaryPollutants: [], ...unsaid },
  ...rest,
})
const told = (issueDate: string, hour: string, cells: readonly GuidanceCell[]): Guidance => ({
  ...{ issueDate, version: 1, receivedAt: Date.parse(`${issueDate}T${hour}:00+08:00`) },
  ...{ hash: '', cells },
})
const guidance = [
  told('2026-11-23', '10:00', [cell('zone', 1, { aqiLow: 90, aqiHigh: 110 })]),
  told('2026-11-22', '10:00', [
    cell('zone', 1, { pm25Low: 30, pm25High: 50 }),
    cell('zone', 2, { pm25Low: 40, pm25High: 60, aqiLow: 100, aqiHigh: 120 }),
    cell('qingpu', 1, { pm25Low: 32, pm25High: 36 }),
  ]),
]
const dayAt = (date: string) => Date.parse(`${date}T00:00:00+08:00`)

it('says of a district what was said of it, else of the zone, by the day it is about', () => {
  const saidAt = Date.parse('2026-11-22T10:00:00+08:00')
  expect(guidedOf(guidance, 'qingpu', 'a34004')).toEqual([
    { saidAt, fromAt: dayAt('2026-11-23'), toAt: dayAt('2026-11-23') + dayMs, value: 34 },
    { saidAt, fromAt: dayAt('2026-11-24'), toAt: dayAt('2026-11-25'), value: 50 },
  ])
})

it.each([
  ['ozone', 'a05024', []],
  ['another pollutant, by the AQI', 'a21004', [70, 110, 100]],
])('says of %s', (_, code, values) => {
  expect(guidedOf(guidance, 'wujiang', code).map(({ value }) => value)).toEqual(values)
})
