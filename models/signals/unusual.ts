import { Flag } from '../../src/domain/flags.ts'
import { dayMs, type Instant } from '../../src/domain/time.ts'
import { allColours, type Signal, type SignalRule } from './signal.ts'

/** One parameter alone must be twice as surprising as two that agree. */
const aloneFactor = 2

/**
 * Readings far from what the series' own level and rhythm let expect. Two parameters that agree
 * are an event in the water; one alone, however strange, may be its sensor and is told as such.
 */
export const unusual: Signal = (station, _memory, reading, _judge, rules) => {
  const { scored } = reading
  if (station.kind === 'air' || scored.kind === 'warming' || reading.flag === Flag.fail) return null
  const rule = rules.get('unusual')
  // Wanted false alarms of one series in a day, before the hold makes them rarer.
  const alarmsPerDay = rule?.figures('false-alarms-per-day', null, reading.observedAt)[0]
  if (rule === undefined || alarmsPerDay === undefined) return null
  const limit = Math.log(Math.max(dayMs / reading.cadenceMs, 1) / alarmsPerDay)
  const { surprise } = scored
  const levelAt = (at: number) => (at > aloneFactor * limit ? 2 : at > limit ? 1 : 0)
  return {
    rule: 'unusual',
    subject: station.id,
    part: reading.parameter,
    level: levelAt(surprise),
    heldLevel: () => levelAt(surprise * (1 + rule.deadband)),
    colours: allColours,
    combine: (levels) => agreement(levels, rule, reading.observedAt),
    evidence: () => ({
      parameter: reading.parameter,
      value: reading.value,
      unit: reading.about.unit,
      expected: scored.expected,
      expectedLow: scored.low,
      expectedHigh: scored.high,
      score: scored.score,
    }),
  }
}

/** By how many parameters agree; one alone counts when it is very strange. */
function agreement(levels: readonly number[], rule: SignalRule, at: Instant): number {
  const agreeing = levels.filter((level) => level > 0).length
  const counted = agreeing >= 2 || levels.some((level) => level >= 2) ? agreeing : 0
  return counted === 0 ? 0 : rule.level('parameters-unusual', null, counted, at)
}
