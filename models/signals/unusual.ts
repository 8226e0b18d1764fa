import { Flag } from '../../src/domain/flags.ts'
import { dayMs } from '../../src/domain/time.ts'
import { allColours, type Signal } from './signal.ts'

/** One parameter alone must be twice as surprising as two that agree. */
const aloneFactor = 2

/**
 * Readings far from what the series' own level and rhythm let expect. Two parameters that agree
 * are an event in the water; one alone, however strange, may be its sensor and is told as such.
 */
export const unusual: Signal = (station, _memory, reading, _judge, rules) => {
  const { scored } = reading
  if (station.kind === 'air' || scored.kind === 'warming' || reading.flag === Flag.fail) return null
  // Wanted false alarms of one series in a day, before the hold makes them rarer.
  const alarmsPerDay = rules.get('unusual')?.figures('false-alarms-per-day', null)[0]
  if (alarmsPerDay === undefined) return null
  const limit = Math.log(Math.max(dayMs / reading.cadenceMs, 1) / alarmsPerDay)
  const level = scored.surprise > aloneFactor * limit ? 2 : scored.surprise > limit ? 1 : 0
  return {
    rule: 'unusual',
    subject: station.id,
    part: reading.parameter,
    level,
    colours: allColours,
    combine: agreement,
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

/** Blue for one parameter alone and very strange, yellow for two or more that agree. */
function agreement(levels: readonly number[]): number {
  const agreeing = levels.filter((level) => level > 0).length
  if (agreeing >= 2) return 2
  return levels.some((level) => level >= 2) ? 1 : 0
}
