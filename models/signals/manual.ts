import type { Instant } from '../../src/domain/time.ts'
import type { AutomaticReading, Judgements, ScoredReading, Signal, SignalRule } from './signal.ts'

/**
 * A manual sample beside the automatic value nearest in time: further apart than the rule allows,
 * the analyser is in doubt, and the water is not. A bounded value compares with nothing.
 */
export const manualDifference: Signal = (station, _memory, reading, judge, rules) => {
  const rule = rules.get('manual-difference')
  if (rule === undefined || reading.source !== 'manual' || reading.qualifier !== '') return null
  const { parameter, observedAt, value } = reading
  const automatic = nearestAutomatic(observedAt, reading.beside, rule.windowMs ?? 0)
  const tolerance = toleranceOf(rule, reading, judge)
  if (automatic === null || tolerance === null) return null
  // Decimal values: what is over 12 digits is the double's and not the analyser's.
  const difference = Number((automatic.value - value).toPrecision(12))
  return {
    rule: rule.id,
    subject: `${station.id}/${parameter}`,
    part: parameter,
    level: Math.abs(difference) <= tolerance ? 0 : 1,
    heldLevel: () => (Math.abs(difference) * (1 + rule.deadband) <= tolerance ? 0 : 1),
    colours: [null],
    evidence: () => ({
      parameter,
      unit: reading.about.unit,
      value,
      sampledAt: observedAt,
      automatic: automatic.value,
      automaticAt: automatic.observedAt,
      automaticPeriodMs: automatic.periodMs,
      difference,
      tolerance,
    }),
  }
}

/**
 * The automatic reading nearest to a sample; one whose period holds the sample is no time away,
 * and of two as near the shorter period tells more.
 *
 * @param windowMs  further away than that says nothing of the sample
 */
export function nearestAutomatic(
  sampledAt: Instant,
  readings: readonly AutomaticReading[],
  windowMs: number,
): AutomaticReading | null {
  const within = readings.filter((reading) => distanceMs(sampledAt, reading) <= windowMs)
  const [nearest = null] = within.toSorted(
    (a, b) => distanceMs(sampledAt, a) - distanceMs(sampledAt, b) || a.periodMs - b.periodMs,
  )
  return nearest
}

function distanceMs(at: Instant, { observedAt, periodMs }: AutomaticReading): number {
  return Math.max(0, observedAt - at, at - (observedAt + periodMs))
}

/** In the parameter's unit; null where the rule has none for it. */
function toleranceOf(
  rule: SignalRule,
  { parameter, value, observedAt }: ScoredReading,
  judge: Judgements,
): number | null {
  const [absolute] = rule.figures('difference', parameter, observedAt)
  if (absolute !== undefined) return absolute
  const classIndex = judge.classIndex(parameter, value)
  const byClass = classIndex < 0 ? null : classIndex < 2 ? 'to-class-II' : wideClass(classIndex)
  const [share] = [
    ...rule.figures('difference-share', parameter, observedAt),
    ...(byClass === null ? [] : rule.figures(`difference-share-${byClass}`, null, observedAt)),
  ]
  return share === undefined ? null : Number((share * Math.abs(value)).toPrecision(12))
}

const wideClass = (classIndex: number) => (classIndex < 4 ? 'to-class-IV' : 'above-class-IV')
