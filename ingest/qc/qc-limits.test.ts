import { describe, expect, it } from 'vitest'
import type { QualityEntry } from '../../src/domain/quality.ts'
import { hourMs, minuteMs } from '../../src/domain/time.ts'
import { shippedNetwork } from './fake-series.ts'
import { createQcLimits, noTests } from './qc-limits.ts'

const about = shippedNetwork.parameters.find(({ alias }) => alias === 'do')!
const at = (text: string) => Date.parse(`${text}T00:00:00+08:00`)
const nothing: QualityEntry = {
  station: null,
  parameter: null,
  fromAt: at('2020-01-01'),
  certainty: 'design',
  source: 'test',
  ...noTests,
}
const spike = (suspect: number) => {
  return { spike: { method: 'average', suspect, fail: null, paces: null } as const }
}
const series = { station: 'lili', depthM: null }

describe('limits in force', () => {
  const limitsOf = createQcLimits([
    { ...nothing, station: 'lili', parameter: about.code, fromAt: at('2026-03-15'), ...spike(4) },
    { ...nothing, ...spike(1), gap: { cadences: 3, minMs: 30 * minuteMs } },
    { ...nothing, station: 'lili', fromAt: at('2024-01-01'), ...spike(3) },
    { ...nothing, parameter: about.code, fromAt: at('2025-01-01'), ...spike(2) },
  ])
  const spikeAt = (day: string, station = 'lili') =>
    limitsOf({ station, depthM: null }, about, 5 * minuteMs, at(day)).limits.spike.suspect

  it('are the most particular of those that have begun, then the newest', () => {
    expect(spikeAt('2019-12-31')).toBeNull()
    expect(spikeAt('2020-01-01')).toBe(1)
    expect([spikeAt('2024-01-01'), spikeAt('2025-06-01')]).toEqual([3, 3])
    expect([spikeAt('2026-03-14'), spikeAt('2026-03-15')]).toEqual([3, 4])
    expect([spikeAt('2024-06-01', 'luxu'), spikeAt('2026-06-01', 'luxu')]).toEqual([1, 2])
  })

  it('hold until the month ends or others begin, and keep what these leave out', () => {
    const { limits, fromAt, untilAt } = limitsOf(series, about, 5 * minuteMs, at('2026-03-15'))
    expect([fromAt, untilAt]).toEqual([at('2026-03-15'), at('2026-04-01')])
    expect(limits.gapMs).toBe(30 * minuteMs)
    expect(limitsOf(series, about, hourMs, at('2026-03-01'))).toMatchObject({
      untilAt: at('2026-03-15'),
      limits: { gapMs: 3 * hourMs },
    })
  })

  it('take the ranges of the parameter where none is stated', () => {
    const { limits } = limitsOf(series, about, hourMs, at('2026-03-01'))
    expect(limits.range).toEqual({ failLow: 0, failHigh: 25, suspectLow: 1, suspectHigh: 18 })
    const narrow = { ...nothing, grossRange: { suspect: null, fail: [2, null] as const } }
    const other = createQcLimits([narrow])(series, about, hourMs, at('2026-03-01'))
    expect(other.limits.range).toMatchObject({ failLow: 2, failHigh: Infinity })
  })
})
