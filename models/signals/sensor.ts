import { Reason } from '../../src/domain/flags.ts'
import type { ScoredReading, Signal, SignalResult } from './signal.ts'

const withoutColour = [null]

/** Marks under which a station answers for its values itself: they prove no fault, and no repair. */
const workMarks: ReadonlySet<string> = new Set(['maintenance', 'calibration', 'start-test'])

type Judge = (station: { readonly id: string }, reading: ScoredReading) => SignalResult

const unlessMarked =
  (judge: Judge): Signal =>
  (station, _memory, reading) =>
    workMarks.has(reading.sourceFlag) ? null : judge(station, reading)

/** The same value over and over: the probe, not the water. */
export const stuckSensor = unlessMarked((station, reading) => ({
  rule: 'sensor-stuck',
  subject: `${station.id}/${reading.parameter}`,
  part: reading.parameter,
  level: reading.reasons & Reason.flatLine ? 1 : 0,
  colours: withoutColour,
  evidence: () => ({
    parameter: reading.parameter,
    value: reading.value,
    unit: reading.about.unit,
  }),
}))

/** Values no water can have, or marked as faulty by the station, again and again. */
export const failedSensor = unlessMarked((station, reading) => ({
  rule: 'sensor-range',
  subject: `${station.id}/${reading.parameter}`,
  part: reading.parameter,
  level: isFailed(reading.reasons, reading.sourceFlag) ? 1 : 0,
  colours: withoutColour,
  evidence: () => ({
    parameter: reading.parameter,
    value: reading.value,
    unit: reading.about.unit,
    sourceFlag: reading.sourceFlag,
    hardRange: reading.about.hardRange,
  }),
}))

function isFailed(reasons: number, sourceFlag: string): boolean {
  return (reasons & Reason.hardRange) !== 0 || sourceFlag === 'fault'
}
