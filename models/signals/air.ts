import { Flag } from '../../src/domain/flags.ts'
import { allColours, type Signal } from './signal.ts'

/** Real-time air quality of one station: each pollutant a part, the index their highest. */
export const airQuality: Signal = (station, _memory, reading, judge, rules) => {
  if (station.kind !== 'air' || reading.flag === Flag.fail || reading.period !== 'PT1H') return null
  const { observedAt } = reading
  const index = judge.airIndex(reading.parameter, reading.value, observedAt)
  const rule = rules.get('air-aqi')
  if (index === null || rule === undefined) return null
  return {
    rule: 'air-aqi',
    subject: station.id,
    part: reading.parameter,
    level: rule.level('aqi', null, index, observedAt),
    heldLevel: () => rule.level('aqi', null, index * (1 + rule.deadband), observedAt),
    colours: allColours,
    evidence: () => ({
      parameter: reading.parameter,
      value: reading.value,
      unit: reading.about.unit,
      aqi: index,
    }),
  }
}
