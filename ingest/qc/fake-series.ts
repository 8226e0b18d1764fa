import { join } from 'node:path'
import { loadNetwork } from '../../src/config/network.ts'
import { loadQuality } from '../../src/config/quality.ts'
import type { Flag } from '../../src/domain/flags.ts'
import { reasonNames, type ReasonName } from '../../src/domain/flags.ts'
import type { RawReading } from '../../src/domain/reading.ts'
import { minuteMs } from '../../src/domain/time.ts'
import { createQcLimits } from './qc-limits.ts'
import { createQcState, type QcState } from './qc-state.ts'
import { checkReading, flagOf, learnReading, reasonsOf } from './series-check.ts'

/** Series made by hand, judged by the limits as shipped. */
const folder = join(import.meta.dirname, '../../fixtures/network')
export const shippedNetwork = loadNetwork(folder)
export const shippedQuality = loadQuality(join(folder, 'quality.json'), shippedNetwork)

export const fakeCadenceMs = 5 * minuteMs
const fakeStartAt = Date.UTC(2026, 3, 1)

export function fakeReading(
  index: number,
  value: number,
  more: Partial<RawReading> = {},
): RawReading {
  return {
    station: 'pingwang',
    parameter: 'w01009',
    period: 'PT0S',
    source: 'automatic',
    depthM: null,
    observedAt: fakeStartAt + index * fakeCadenceMs,
    value,
    qualifier: '',
    sourceFlag: 'normal',
    historical: false,
    ...more,
  }
}

export type Judged = { readonly flag: Flag; readonly reasons: readonly ReasonName[] }

/** One series of the shipped network, checked and learned reading by reading. */
export function createFakeSeries(parameter: string, entries = shippedQuality.limits) {
  const about = shippedNetwork.parameters.find(({ code }) => code === parameter)
  if (about === undefined) throw new Error(`should hold: parameter ${parameter} is shipped`)
  const limitsOf = createQcLimits(entries)
  let state = createQcState()
  let inForce = limitsOf({ station: 'pingwang', depthM: null }, about, fakeCadenceMs, 0)
  const limitsFor = (reading: RawReading) => {
    const { observedAt } = reading
    if (observedAt >= inForce.untilAt) {
      inForce = limitsOf(reading, about, fakeCadenceMs, observedAt)
    }
    return inForce.limits
  }
  const check = (reading: RawReading): Judged => {
    const verdict = checkReading(state, reading, limitsFor(reading))
    return { flag: flagOf(verdict), reasons: reasonNames(reasonsOf(verdict)) }
  }
  return {
    check,
    /** Checks, then learns. */
    take(reading: RawReading): Judged {
      const limits = limitsFor(reading)
      const verdict = checkReading(state, reading, limits)
      const [flag, reasons] = [flagOf(verdict), reasonsOf(verdict)]
      learnReading(state, { ...reading, flag, reasons }, limits)
      return { flag, reasons: reasonNames(reasons) }
    },
    /** As a restart does. */
    restart() {
      state = { ...createQcState(), ...(JSON.parse(JSON.stringify(state)) as QcState) }
    },
  }
}

/** Noise that is the same in every run, spread evenly over [-1, 1). */
export function fakeNoise(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
}
