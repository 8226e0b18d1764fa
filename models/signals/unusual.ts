import { Flag } from '../../src/domain/flags.ts'
import type { Departure } from '../../src/domain/pattern.ts'
import { dayMs, type Instant } from '../../src/domain/time.ts'
import type { Score } from '../detectors/detector.ts'
import { standingLevel } from '../condition.ts'
import { allColours, type Signal, type SignalRule, type StationMemory } from './signal.ts'

type Scored = Extract<Score, { kind: 'scored' }>

/** One parameter alone must be twice as surprising as two that agree. */
const aloneFactor = 2

/**
 * Readings far from what the series' own level and rhythm let expect. Two parameters that agree
 * are an event in the water; one alone, however strange, may be its sensor and is told as such.
 */
export const unusual: Signal = (station, memory, reading, _judge, rules) => {
  const { scored } = reading
  if (station.kind === 'air' || scored.kind === 'warming' || reading.flag === Flag.fail) return null
  const rule = rules.get('unusual')
  // Wanted false alarms of one series in a day, before the hold makes them rarer.
  const alarmsPerDay = rule?.figures('false-alarms-per-day', null, reading.observedAt)[0]
  if (rule === undefined || alarmsPerDay === undefined) return null
  const limit = Math.log(Math.max(dayMs / reading.cadenceMs, 1) / alarmsPerDay)
  const { surprise } = scored
  const levelAt = (at: number) => (at > aloneFactor * limit ? 2 : at > limit ? 1 : 0)
  const level = levelAt(surprise)
  if (level > 0) noteDeparture(memory, reading.parameter, departureOf(scored, reading.value))
  return {
    rule: 'unusual',
    subject: station.id,
    part: reading.parameter,
    level,
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
      shape: shapeOf(memory, station.id).map(({ parameter, by }) => ({ parameter, by })),
    }),
  }
}

/** By how many parameters agree; one alone counts when it is very strange. */
function agreement(levels: readonly number[], rule: SignalRule, at: Instant): number {
  const agreeing = levels.filter((level) => level > 0).length
  const counted = agreeing >= 2 || levels.some((level) => level >= 2) ? agreeing : 0
  return counted === 0 ? 0 : rule.level('parameters-unusual', null, counted, at)
}

/** Widths of the bounds beyond which one departure is like another: sensors end there. */
const departureMost = 10

/** How far a value lies from what was expected, in widths of the bounds on its side. */
function departureOf({ expected, low, high }: Scored, value: number): number {
  const width = value >= expected ? high - expected : expected - low
  const by = width > 0 ? (value - expected) / width : Math.sign(value - expected) * departureMost
  return Math.round(100 * Math.min(Math.max(by, -departureMost), departureMost)) / 100
}

/** Kept of what is unusual alone, so that an ordinary reading costs nothing. */
function noteDeparture(memory: StationMemory, parameter: string, by: number): void {
  memory.notes.departures = { ...memory.notes.departures, [parameter]: by }
}

/** The newest departure of each parameter that stands, by its code. */
function shapeOf({ notes, subjects }: StationMemory, station: string): Departure[] {
  const parts = subjects.get('unusual')?.get(station)?.parts ?? new Map<string, never>()
  return [...parts]
    .filter(([, part]) => standingLevel(part) > 0)
    .flatMap(([parameter]) => {
      const by = notes.departures?.[parameter]
      return by === undefined ? [] : [{ parameter, by }]
    })
    .toSorted((a, b) => (a.parameter < b.parameter ? -1 : 1))
}
