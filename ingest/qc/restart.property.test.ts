import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QualityEntry } from '../../src/domain/quality.ts'
import { hourMs } from '../../src/domain/time.ts'
import { createFakeSeries, fakeReading, shippedQuality } from './fake-series.ts'

/** Pieces of a series: quiet water, stands, jumps, gaps, marks and values that fail. */
const piece = fc.oneof(
  fc.record({ kind: fc.constant('walk'), count: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ kind: fc.constant('stand'), count: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ kind: fc.constantFrom('jump', 'gap', 'maintenance', 'fault', 'failed', 'bound') }),
)
type Piece = { kind: string; count?: number }

function readingsOf(pieces: readonly Piece[]) {
  let index = 0
  let value = 8
  return pieces.flatMap(({ kind, count = 1 }) => {
    if (kind === 'gap') index += 200
    if (kind === 'jump') value += index % 2 === 0 ? 3 : -3
    return Array.from({ length: count }, () => {
      index += 1
      if (kind === 'walk') value = Math.round(100 * (8 + Math.sin(index / 45))) / 100
      if (kind === 'failed') return fakeReading(index, 99)
      if (kind === 'bound') return fakeReading(index, value, { qualifier: '>' })
      const isMark = kind === 'maintenance' || kind === 'fault'
      return fakeReading(index, value, isMark ? { sourceFlag: kind } : {})
    })
  })
}

/** A short window, so that weeks of readings are not needed to fill it. */
const shortWindow: QualityEntry = {
  ...shippedQuality.limits.find(({ parameter }) => parameter === null)!,
  parameter: 'w01009',
  attenuatedSignal: { overMs: 4 * hourMs, suspect: 0.5, fail: null, usualShare: null },
}
const entries = [...shippedQuality.limits, shortWindow]

describe('a restart', () => {
  it('changes no flag and no reason, wherever it cuts a series', () => {
    const seen = new Set<string>()
    const property = fc.property(
      fc.array(piece, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      (pieces, somewhere) => {
        const readings = readingsOf(pieces)
        const cutAt = somewhere % readings.length
        const judge = (cut: number) => {
          const series = createFakeSeries('w01009', entries)
          return readings.map((reading, at) => {
            if (at === cut) series.restart()
            return series.take(reading)
          })
        }
        const whole = judge(-1)
        for (const { reasons } of whole) for (const reason of reasons) seen.add(reason)
        expect(judge(cutAt)).toEqual(whole)
      },
    )
    fc.assert(property, { seed: 20_261_124, numRuns: 150 })
    // What would hold of a series without findings would prove nothing.
    const found = ['hardRange', 'spike', 'spikeBefore', 'flatLine', 'gapBefore', 'sourceFlag']
    expect([...seen]).toEqual(expect.arrayContaining([...found, 'attenuatedSignal', 'confirmed']))
  })
})
