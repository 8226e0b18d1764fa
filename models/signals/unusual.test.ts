import { describe, expect, it } from 'vitest'
import type { RawReading } from '../../src/domain/reading.ts'
import { minuteMs } from '../../src/domain/time.ts'
import { createJudgements, createSignalRule } from '../../src/judge.ts'
import { createSeriesRegistry } from '../../src/series.ts'
import { foldReading } from './fold.ts'
import { createStationMemory } from './signal.ts'
import { shipped, usualReading } from './fake-fold.ts'

const { network, standards, rules, quality } = shipped
const startAt = Date.UTC(2026, 5, 1)
const station = network.stations.find(({ id }) => id === 'pingwang')!
const series = {
  stations: new Map([[station.id, station]]),
  parameters: new Map(network.parameters.map((parameter) => [parameter.code, parameter])),
  quality,
}
const judge = createJudgements(standards, network, startAt)(station)
const rule = rules.find(({ id }) => id === 'unusual')!

/** Readings 15 min apart, so surprising in parts of what makes one reading count. */
function phases(deadband: number, code: string, parts: readonly number[], blue = 1): string[] {
  const thresholds = rule.thresholds.map((one) =>
    one.colour === 'blue' ? { ...one, value: blue } : one,
  )
  const edited = { ...rule, deadband, thresholds, offDelayMs: 0 }
  const inForce = new Map([[rule.id, createSignalRule(edited)]])
  const memory = createStationMemory()
  const registry = createSeriesRegistry(series, new Map())
  return parts.flatMap((part, nth) => {
    const reading: RawReading = {
      ...{ ...usualReading, station: station.id, parameter: code, value: 7 + nth / 10 },
      observedAt: startAt + 15 * minuteMs * nth,
    }
    return registry.check([reading], reading.observedAt).flatMap((row) => {
      const limit = Math.log(Math.max(86_400_000 / row.cadenceMs, 1) / 0.1)
      const bounds = { expected: 7, low: 6.5, high: 7.5 }
      const scored = { kind: 'scored', score: 1, surprise: part * limit, ...bounds } as const
      const events = foldReading(station, memory, { ...row, scored }, judge, inForce, () => ({}))
      return events.map(({ phase, colour }) => `${nth} ${phase} ${colour ?? 'none'}`)
    })
  })
}

describe('unusual readings', () => {
  const high = [2.1, 2.1, 2.1]
  const near = [1.9, 1.9, 1.9]

  it('end once they surprise less, where the rule has no deadband', () => {
    expect(phases(0, 'w01001', [...high, ...near])).toEqual(['2 begin blue', '5 end none'])
  })

  it('stand within the deadband, and end beyond it', () => {
    const steps = [...high, ...near, 1.7, 1.7, 1.7]
    expect(phases(0.1, 'w01001', steps)).toEqual(['2 begin blue', '8 end none'])
  })

  it('do not begin by the deadband', () => {
    expect(phases(0.1, 'w01001', [...near, ...near])).toEqual([])
  })

  it('warn of one parameter alone only where the rule does', () => {
    expect(phases(0.1, 'w01001', high, 2)).toEqual([])
  })
})
