import { Flag } from '../../src/domain/flags.ts'
import { allColours, type Signal, type StationMemory } from './signal.ts'

/** Algal-bloom tiers by chlorophyll-a and algal density; one subject a station. */
export const bloom: Signal = (station, memory, reading, judge, rules) => {
  if (station.kind === 'air' || reading.flag === Flag.fail) return null
  const level = judge.bloomLevel(reading.parameter, reading.value)
  const rule = rules.get('bloom')
  if (level < 0 || rule === undefined) return null
  return {
    rule: 'bloom',
    subject: station.id,
    part: reading.parameter,
    level,
    heldLevel: () => judge.bloomLevel(reading.parameter, reading.value * (1 + rule.deadband)),
    colours: allColours,
    evidence: () => ({
      parameter: reading.parameter,
      value: reading.value,
      unit: reading.about.unit,
      oxygenMgL: memory.latest.get('w01009')?.value ?? null,
      ph: memory.latest.get('w01001')?.value ?? null,
    }),
  }
}

/** Whether a tier stands at the station by the readings so far. */
export function bloomStands(memory: StationMemory): boolean {
  return [...(memory.subjects.get('bloom')?.values() ?? [])].some(({ stands }) => stands > 0)
}
