import { Reason } from '../../src/domain/flags.ts'
import type { Signal } from './signal.ts'

const withoutColour = [null]

/** The same value over and over: the probe, not the water. */
export const stuckSensor: Signal = (station, _memory, reading) => ({
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
})

/** Values no water can have, or marked as faulty by the station, again and again. */
export const failedSensor: Signal = (station, _memory, reading) => ({
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
})

/** Declared maintenance and calibration are no fault. */
function isFailed(reasons: number, sourceFlag: string): boolean {
  return (reasons & Reason.hardRange) !== 0 || sourceFlag === 'fault'
}
