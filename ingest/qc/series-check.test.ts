import { describe, expect, it } from 'vitest'
import { Flag, Reason, reasonNames, type ReasonName } from '../../src/domain/flags.ts'
import type { Parameter } from '../../src/domain/network.ts'
import type { RawReading } from '../../src/domain/reading.ts'
import { hourMs, minuteMs } from '../../src/domain/time.ts'
import { checkReading, createQcState, learnReading, type QcState } from './series-check.ts'

const oxygen: Parameter = {
  code: 'w01009',
  alias: 'do',
  otherNames: [],
  medium: 'water',
  name: { zh: '溶解氧', en: 'dissolved oxygen' },
  unit: 'mg/L',
  decimals: { hour: 2, assessment: 1 },
  hardRange: [0, 25],
  softRange: [1, 18],
  hj212Unit: null,
  scale: 'linear',
  statistics: true,
  certainty: 'design',
}
const phosphorus: Parameter = {
  ...oxygen,
  code: 'w21011',
  alias: 'tp',
  decimals: { hour: 3, assessment: 3 },
  hardRange: [0, 5],
  softRange: null,
  scale: 'log',
}
const cadenceMs = 5 * minuteMs
const startAt = Date.UTC(2026, 5, 1)

function readingAt(index: number, value: number, more: Partial<RawReading> = {}): RawReading {
  return {
    station: 'a',
    parameter: 'w01009',
    period: 'PT0S',
    source: 'automatic',
    depthM: null,
    observedAt: startAt + index * cadenceMs,
    value,
    qualifier: '',
    sourceFlag: 'normal',
    historical: false,
    ...more,
  }
}

function taught(values: readonly number[], parameter = oxygen): QcState {
  const state = createQcState()
  for (const [index, value] of values.entries()) {
    const reading = readingAt(index, value)
    learnReading(state, reading, checkReading(state, reading, parameter, cadenceMs))
  }
  return state
}

/** Sixty readings that step by 0.1: a pace of 0.1 a reading. */
const steady = Array.from({ length: 60 }, (_, index) => 8 + (index % 2) * 0.1)

describe('quality control of one series', () => {
  const cases: [string, readonly number[], RawReading, Flag, ReasonName[]][] = [
    ['the hard limit itself is good, beyond the soft one', [], readingAt(0, 25), 3, ['softRange']],
    ['above the hard limit fails', [], readingAt(0, 25.01), 4, ['hardRange']],
    ['below the hard limit fails', [], readingAt(0, -0.01), 4, ['hardRange']],
    ['the soft limit itself is good', [], readingAt(0, 18), 1, []],
    ['not a number fails', [], readingAt(0, NaN), 4, ['hardRange']],
    ['maintenance fails', [], readingAt(0, 8, { sourceFlag: 'maintenance' }), 4, ['sourceFlag']],
    ['over the range is a bound', [], readingAt(0, 8, { qualifier: '>' }), 3, ['censored']],
    ['nine paces is good', steady, readingAt(60, 8.1 + 0.89), 1, []],
    ['ten paces is a fast change', steady, readingAt(60, 8.1 + 1.05), 3, ['rateOfChange']],
    ['fourteen paces from both before is a spike', steady, readingAt(60, 9.6), 3, ['spike']],
    ['after a gap nothing is known of pace', steady, readingAt(90, 12), 1, ['gapBefore']],
  ]
  it.each(cases)('%s', (_, before, reading, flag, reasons) => {
    const verdict = checkReading(taught(before), reading, oxygen, cadenceMs)
    expect(verdict.flag).toBe(flag)
    expect(reasonNames(verdict.reasons)).toEqual(reasons)
  })

  it('doubts a threefold jump of a concentration, and clears it when the next agrees', () => {
    const state = taught([0.08, 0.081, 0.08], phosphorus)
    const jump = readingAt(3, 0.25)
    const first = checkReading(state, jump, phosphorus, cadenceMs)
    expect(reasonNames(first.reasons)).toEqual(['previousRatio'])
    learnReading(state, jump, first)
    const second = checkReading(state, readingAt(4, 0.26), phosphorus, cadenceMs)
    expect(second.flag).toBe(Flag.good)
    expect(reasonNames(second.reasons)).toEqual(['confirmed'])
  })

  it('doubts the same value over six hours, not over five', () => {
    const flat = Array.from({ length: 73 }, () => 8.37)
    expect(
      checkReading(taught(flat.slice(0, 60)), readingAt(60, 8.37), oxygen, cadenceMs).flag,
    ).toBe(1)
    const verdict = checkReading(taught(flat), readingAt(73, 8.37), oxygen, cadenceMs)
    expect(reasonNames(verdict.reasons)).toEqual(['flatLine'])
    expect(73 * cadenceMs).toBeGreaterThan(6 * hourMs)
  })

  it('does not doubt a value that its last decimal can hardly move, nor still water', () => {
    const antimony = Array.from({ length: 90 }, () => 0.02)
    const after = (parameter: Parameter, value: number) =>
      checkReading(taught(antimony, parameter), readingAt(90, value), parameter, cadenceMs)
    expect(after(phosphorus, 0.02).flag).toBe(Flag.good)
    const flow: Parameter = { ...oxygen, medium: 'hydrology', decimals: { hour: 4, assessment: 4 } }
    expect(after({ ...flow, medium: 'water', softRange: null }, 0.02).flag).toBe(Flag.suspect)
    expect(after({ ...flow, softRange: null }, 0.02).flag).toBe(Flag.good)
  })

  it('keeps knowing the pace of a series that moves in coarse steps', () => {
    const state = createQcState()
    let suspect = 0
    for (let index = 0; index < 3000; index += 1) {
      const coarse = readingAt(index, 8 + 0.1 * Math.round(10 * Math.sin(index / 60)))
      const verdict = checkReading(state, coarse, oxygen, cadenceMs)
      learnReading(state, coarse, verdict)
      if (verdict.reasons & (Reason.spike | Reason.rateOfChange)) suspect += 1
    }
    expect(suspect).toBe(0)
  })

  it('takes failed values for no gap', () => {
    const state = taught(steady)
    for (let index = 60; index < 80; index += 1) {
      const failed = readingAt(index, 99)
      learnReading(state, failed, checkReading(state, failed, oxygen, cadenceMs))
    }
    const next = checkReading(state, readingAt(80, 8), oxygen, cadenceMs)
    expect(next).toEqual({ flag: Flag.good, reasons: 0 })
  })

  it('gives the same flags when its state goes through JSON at any reading', () => {
    const values = [...steady, 9.6, 8.1, 8, 14, 14.1, 8, ...steady]
    const run = (cutAt: number) => {
      let state = createQcState()
      return values.map((value, index) => {
        if (index === cutAt) state = JSON.parse(JSON.stringify(state)) as QcState
        const reading = readingAt(index, value)
        const verdict = checkReading(state, reading, oxygen, cadenceMs)
        learnReading(state, reading, verdict)
        return verdict
      })
    }
    const whole = run(-1)
    expect(whole.some(({ flag }) => flag === Flag.suspect)).toBe(true)
    for (let cutAt = 0; cutAt < values.length; cutAt += 7) expect(run(cutAt)).toEqual(whole)
  })
})
