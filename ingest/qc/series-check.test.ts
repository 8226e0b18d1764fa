import { describe, expect, it } from 'vitest'
import type { Flag, ReasonName } from '../../src/domain/flags.ts'
import type { RawReading, SourceFlag } from '../../src/domain/reading.ts'
import { createFakeSeries, fakeReading } from './fake-series.ts'

function taught(values: readonly number[], parameter = 'w01009') {
  const series = createFakeSeries(parameter)
  for (const [index, value] of values.entries()) series.take(fakeReading(index, value))
  return series
}

/** Sixty readings that step by 0.1: a pace of 0.1 a reading. */
const steady = Array.from({ length: 60 }, (_, index) => 8 + (index % 2) * 0.1)

describe('quality control of one series', () => {
  const cases: [string, readonly number[], RawReading, Flag, ReasonName[]][] = [
    [
      'the hard limit itself is good, beyond the soft one',
      [],
      fakeReading(0, 25),
      3,
      ['softRange'],
    ],
    ['above the hard limit fails', [], fakeReading(0, 25.01), 4, ['hardRange']],
    ['below the hard limit fails', [], fakeReading(0, -0.01), 4, ['hardRange']],
    ['the soft limit itself is good', [], fakeReading(0, 18), 1, []],
    ['not a number fails', [], fakeReading(0, NaN), 4, ['hardRange']],
    ['over the range is a bound', [], fakeReading(0, 8, { qualifier: '>' }), 3, ['censored']],
    ['nine paces is good', steady, fakeReading(60, 8.1 + 0.89), 1, []],
    ['ten paces is a fast change', steady, fakeReading(60, 8.1 + 1.05), 3, ['rateOfChange']],
    ['fourteen paces from both before is a spike', steady, fakeReading(60, 9.6), 3, ['spike']],
    ['after a gap nothing is known of pace', steady, fakeReading(90, 12), 1, ['gapBefore']],
  ]
  it.each(cases)('%s', (_, before, reading, flag, reasons) => {
    expect(taught(before).check(reading)).toEqual({ flag, reasons })
  })

  it('tells a spike from a step with the sample after it', () => {
    const spike = taught([...steady, 9.6])
    expect(spike.check(fakeReading(61, 8.1)).reasons).toEqual(
      ['spikeBefore', 'rateOfChange'].sort(),
    )
    const step = taught([...steady, 9.6])
    expect(step.check(fakeReading(61, 9.6))).toEqual({ flag: 1, reasons: ['confirmed'] })
  })

  it('doubts a threefold jump of a concentration, and clears it when the next agrees', () => {
    const series = taught([0.08, 0.081, 0.08], 'w21011')
    expect(series.take(fakeReading(3, 0.25)).reasons).toEqual(['previousRatio'])
    expect(series.check(fakeReading(4, 0.26))).toEqual({ flag: 1, reasons: ['confirmed'] })
  })

  it('doubts the same value after six hours, not before', () => {
    const flat = Array.from({ length: 72 }, () => 8.37)
    expect(taught(flat.slice(0, 71)).check(fakeReading(71, 8.37)).flag).toBe(1)
    expect(taught(flat).check(fakeReading(72, 8.37)).reasons).toEqual(['flatLine'])
  })

  it('does not doubt a value that its last decimal can hardly move, nor still water', () => {
    const low = Array.from({ length: 90 }, () => 0.02)
    expect(taught(low, 'w21011').check(fakeReading(90, 0.02)).flag).toBe(1)
    expect(taught(low, 'w20004').check(fakeReading(90, 0.02)).reasons).toEqual(['flatLine'])
    const gate = Array.from({ length: 600 }, () => 12)
    expect(taught(gate, 'w01029').check(fakeReading(600, 12)).flag).toBe(1)
  })

  it('takes failed values for no gap', () => {
    const series = taught(steady)
    for (let index = 60; index < 80; index += 1) series.take(fakeReading(index, 99))
    expect(series.check(fakeReading(80, 8))).toEqual({ flag: 1, reasons: [] })
  })
})

describe('the word of the station', () => {
  const disowned: SourceFlag[] = [
    ...(['maintenance', 'calibration', 'start-test', 'fault', 'communication', 'stopped'] as const),
    ...(['power', 'no-water', 'manual'] as const),
  ]
  it.each(disowned)('fails a value marked %s, whatever it is, and finds nothing else', (mark) => {
    const series = taught(Array.from({ length: 90 }, () => 8.37))
    const marked = fakeReading(90, 8.37, { sourceFlag: mark, qualifier: '<' })
    expect(series.check(marked)).toEqual({ flag: 4, reasons: ['sourceFlag'] })
  })

  it.each(['over-range', 'under-range'] as const)('takes %s for a bound', (mark) => {
    const bound = fakeReading(0, 8, { sourceFlag: mark })
    expect(createFakeSeries('w01009').check(bound)).toEqual({ flag: 3, reasons: ['censored'] })
  })

  it('compares nothing across a visit to the instrument', () => {
    const visited = taught(steady)
    visited.take(fakeReading(60, 4, { sourceFlag: 'calibration' }))
    expect(visited.take(fakeReading(61, 11))).toEqual({ flag: 1, reasons: [] })
    expect(visited.take(fakeReading(62, 11.1))).toEqual({ flag: 1, reasons: [] })
    const faulty = taught(steady)
    faulty.take(fakeReading(60, 4, { sourceFlag: 'fault' }))
    expect(faulty.take(fakeReading(61, 11)).reasons).toEqual(['spike'])
  })

  it('begins a stand anew after a visit', () => {
    const series = taught(Array.from({ length: 71 }, () => 8.37))
    series.take(fakeReading(71, 8.37, { sourceFlag: 'maintenance' }))
    const after = Array.from({ length: 73 }, (_, index) =>
      series.take(fakeReading(72 + index, 8.37)),
    )
    expect(after.findIndex(({ reasons }) => reasons.includes('flatLine'))).toBe(72)
  })
})
