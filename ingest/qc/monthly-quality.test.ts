import { describe, expect, it } from 'vitest'
import type { MonthlyCount } from '../../src/domain/queries.ts'
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts'
import { shippedNetwork } from './fake-series.ts'
import { monthlyQuality, monthlyQuery } from './monthly-quality.ts'

const station = (id: string) => shippedNetwork.stations.find((one) => one.id === id)!
const laterAt = Date.parse('2026-12-09T12:00:00+08:00')
const beginsAt = Date.parse('2026-11-01T00:00:00+08:00')

describe('the question of a month', () => {
  it('is a Beijing month, whole once it is over', () => {
    expect(monthlyQuery(station('lili'), '2026-11', laterAt)).toMatchObject({
      station: 'lili',
      source: 'automatic',
      from: beginsAt,
      to: beginsAt + 30 * dayMs,
    })
  })
  it('ends now while the month is under way', () => {
    const december = monthlyQuery(station('lili'), '2026-12', laterAt)
    expect([december?.from, december?.to]).toEqual([beginsAt + 30 * dayMs, laterAt])
  })
  it('asks for manual results where only people sample', () => {
    expect(monthlyQuery(station('taozhuang-gate'), '2026-11', laterAt)?.source).toBe('manual')
  })
  it.each(['2027-01', '2026-13', '2026-00', '2026-1', 'november', ''])(
    'is none for %s',
    (month) => {
      expect(monthlyQuery(station('lili'), month, laterAt)).toBeNull()
    },
  )
})

describe('rates of a month', () => {
  const query = {
    station: 'lili',
    source: 'automatic',
    from: beginsAt,
    to: beginsAt + 30 * dayMs,
    series: [
      { parameter: 'w01009', period: 'PT0S', cadenceMs: 5 * minuteMs },
      { parameter: 'w21011', period: 'PT0S', cadenceMs: 4 * hourMs },
      { parameter: 'w01026', period: 'PT0S', cadenceMs: 60 * dayMs },
    ],
  } as const
  const ratesOf = (counts: readonly MonthlyCount[]) =>
    monthlyQuality(query, counts).map((one) => [
      ...[one.parameter, one.expected, one.received, one.valid],
      ...[one.captureRate, one.validRate],
    ])

  it('are received of expected, valid of received', () => {
    const counts = [
      { parameter: 'w01009', period: 'PT0S', received: 6480, valid: 6156 },
      { parameter: 'w21011', period: 'PT1H', received: 180, valid: 180 },
    ]
    expect(ratesOf(counts)).toEqual([
      ['w01009', 8640, 6480, 6156, 0.75, 0.95],
      ['w21011', 180, 0, 0, 0, null],
      ['w01026', 0, 0, 0, null, null],
    ])
  })
  it('never exceed 1, though half a slot lies at each end', () => {
    const [first] = ratesOf([{ parameter: 'w01009', period: 'PT0S', received: 8641, valid: 8641 }])
    expect(first?.slice(-2)).toEqual([1, 1])
  })
})
