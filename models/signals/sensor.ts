import { Reason } from '../../src/domain/flags.ts'
import type { Json } from '../../src/domain/json.ts'
import type { ScoredReading, Signal, SignalResult } from './signal.ts'

const withoutColour = [null]

/** Marks under which a station answers for its values itself: they prove no fault, and no repair. */
const workMarks: ReadonlySet<string> = new Set(['maintenance', 'calibration', 'start-test'])

/**
 * A rule of one sensor. A reading without fault, of a sensor that never had one, is nothing to fold:
 * so it is with nearly every reading, also where another sensor of the station once had one. Made for
 * these in vain, a result was a fifth of all that a reading leaves to collect (2026-11-29).
 */
function sensorSignal(
  rule: string,
  isFaulty: (reading: ScoredReading) => boolean,
  evidence: (reading: ScoredReading) => Record<string, Json>,
): Signal {
  return (station, { subjects }, reading): SignalResult | null => {
    if (workMarks.has(reading.sourceFlag)) return null
    const faulty = isFaulty(reading)
    const known = subjects.get(rule)
    if (!faulty && known === undefined) return null
    const subject = `${station.id}/${reading.parameter}`
    if (!faulty && !known?.has(subject)) return null
    return {
      rule,
      subject,
      part: reading.parameter,
      level: faulty ? 1 : 0,
      colours: withoutColour,
      evidence: () => evidence(reading),
    }
  }
}

/** The same value over and over: the probe, not the water. */
export const stuckSensor = sensorSignal(
  'sensor-stuck',
  ({ reasons }) => (reasons & Reason.flatLine) !== 0,
  ({ parameter, value, about }) => ({ parameter, value, unit: about.unit }),
)

/** Values no water can have, or marked as faulty by the station, again and again. */
export const failedSensor = sensorSignal(
  'sensor-range',
  ({ reasons, sourceFlag }) => (reasons & Reason.hardRange) !== 0 || sourceFlag === 'fault',
  ({ parameter, value, about, sourceFlag }) => ({
    ...{ parameter, value, unit: about.unit, sourceFlag, hardRange: about.hardRange },
  }),
)
