import { Flag } from '../../src/domain/flags.ts'
import type { Departure } from '../../src/domain/pattern.ts'
import { dayMs, type Instant } from '../../src/domain/time.ts'
import type { Score } from '../detectors/detector.ts'
import type { SampledDriver, SampledRow } from '../joint/sampling.ts'
import { standingLevel } from '../condition.ts'
import {
  allColours,
  type ScoredReading,
  type Signal,
  type SignalResult,
  type SignalRule,
  type SignalRules,
  type StationMemory,
} from './signal.ts'

type Scored = Extract<Score, { kind: 'scored' }>

/** One parameter alone must be twice as surprising as two that agree. */
const aloneFactor = 2
/** A parameter of a row that alarms agrees where it is this near its own limit. */
const agreesFrom = 0.5

/**
 * Readings far from what their past lets expect. What a station samples together is judged together,
 * with each row that is whole; a slow series, whose past is short, by its own level and rhythm.
 * Two parameters that agree are an event in the water; one alone, however strange, may be its sensor
 * and is told as such.
 *
 * Levels of a part: 1 counts only beside another, 2 is one parameter, 3 two that agree, and so on.
 */
export const unusual: Signal = (station, memory, reading, _judge, rules) => {
  const { scored, sampled } = reading
  const rule = rules.get('unusual')
  const alarmsPerDay = alarmsWanted(rules, reading.observedAt)
  if (rule === undefined || alarmsPerDay === undefined || station.kind === 'air') return null
  if (sampled?.repeats) return null
  const told =
    sampled !== null
      ? unusualRow(memory, reading, sampled, rule)
      : scored.kind === 'scored' && reading.flag !== Flag.fail
        ? unusualReading(memory, reading, scored, rule, alarmsPerDay)
        : null
  return (
    told && {
      rule: 'unusual',
      subject: station.id,
      colours: allColours,
      combine: (levels) => agreement(levels, rule, reading.observedAt),
      ...told,
      evidence: () => ({
        ...told.evidence(),
        shape: shapeOf(memory, station.id).map(({ parameter, by }) => ({ parameter, by })),
      }),
    }
  )
}

/** Wanted false alarms a day, of one sampling or slow series, before the hold makes them rarer. */
export function alarmsWanted(rules: SignalRules, at: Instant): number | undefined {
  return rules.get('unusual')?.figures('false-alarms-per-day', null, at)[0]
}

type Told = Pick<SignalResult, 'part' | 'level' | 'heldLevel' | 'cites' | 'evidence'>

function unusualRow(
  memory: StationMemory,
  { parameter, value, about, cadenceMs, period, depthM }: ScoredReading,
  row: SampledRow,
  rule: SignalRule,
): Told {
  const part = `${cadenceMs}|${period}|${depthM ?? ''}`
  const agreeing = () => row.drivers().filter(({ stay }) => stay >= agreesFrom)
  const levelAt = (stay: number) => (stay >= 1 ? 1 + Math.max(agreeing().length, 1) : 0)
  if (row.stay >= 1) noteRow(memory, part, agreeing())
  return {
    part,
    level: levelAt(row.stay),
    heldLevel: () => levelAt(row.stands ? 1 : row.stay * (1 + rule.deadband)),
    cites: () => agreeing().map((driver) => driver.parameter),
    evidence: () => {
      const drivers = row.drivers()
      const [first] = drivers
      return {
        parameter: first?.parameter ?? parameter,
        value: first === undefined ? value : first.came,
        unit: first?.unit ?? about.unit,
        ...(first === undefined ? {} : { expected: first.expected }),
        score: row.score,
        shares: drivers.map(({ parameter: code, unit, share, expected, came, after }) => ({
          ...{ parameter: code, unit, share, expected, came, ...(after ? { after } : {}) },
        })),
        ...explainedIn(row),
      }
    },
  }
}

/** What the context explained of the row; absent: nothing. */
function explainedIn(row: SampledRow) {
  const explained = row.explained().map((one) => ({ ...one }))
  return explained.length === 0 ? {} : { explained }
}

function unusualReading(
  memory: StationMemory,
  reading: ScoredReading,
  scored: Scored,
  rule: SignalRule,
  alarmsPerDay: number,
): Told {
  const limit = Math.log(Math.max(dayMs / reading.cadenceMs, 1) / alarmsPerDay)
  const { surprise } = scored
  const levelAt = (at: number) => (at > aloneFactor * limit ? 2 : at > limit ? 1 : 0)
  const level = levelAt(surprise)
  if (level > 0) noteDeparture(memory, reading.parameter, departureOf(scored, reading.value))
  return {
    part: reading.parameter,
    level,
    heldLevel: () => levelAt(surprise * (1 + rule.deadband)),
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
  const standing = levels.filter((level) => level > 0)
  const counts = standing.length >= 2 || standing.some((level) => level >= 2)
  const agreeing = standing.reduce((sum, level) => sum + Math.max(level - 1, 1), 0)
  return counts ? rule.level('parameters-unusual', null, agreeing, at) : 0
}

/** Widths of the bounds beyond which one departure is like another: sensors end there. */
const departureMost = 10
/** Of even noise, the bound that is left once in a thousand lies at so many noise widths. */
const boundAt = 3.29

/** How far a value lies from what was expected, in widths of the bounds on its side. */
function departureOf({ expected, low, high }: Scored, value: number): number {
  const width = value >= expected ? high - expected : expected - low
  return clipped(
    width > 0 ? (value - expected) / width : Math.sign(value - expected) * departureMost,
  )
}

const clipped = (by: number) =>
  Math.round(100 * Math.min(Math.max(by, -departureMost), departureMost)) / 100

/** Kept of what is unusual alone, so that an ordinary reading costs nothing. */
function noteDeparture(memory: StationMemory, parameter: string, by: number): void {
  memory.notes.departures = { ...memory.notes.departures, [parameter]: by }
}

/** In place of what an earlier row of this part was like. */
function noteRow(memory: StationMemory, part: string, agreeing: readonly SampledDriver[]): void {
  const others = Object.entries(memory.notes.departures ?? {}).filter(
    ([key]) => !key.startsWith(`${part}/`),
  )
  const own = agreeing.map(({ parameter, away }) => [
    `${part}/${parameter}`,
    clipped(away / boundAt),
  ])
  memory.notes.departures = Object.fromEntries([...others, ...own]) as Record<string, number>
}

/** The newest departure of each parameter that stands, by its code. */
function shapeOf({ notes, subjects }: StationMemory, station: string): Departure[] {
  const parts = subjects.get('unusual')?.get(station)?.parts
  return Object.entries(notes.departures ?? {})
    .flatMap(([key, by]) => {
      // A parameter of a row is noted behind its part; a slow series is a part itself.
      const [part = '', parameter = part] = key.split('/')
      const standing = parts?.get(part)
      return standing !== undefined && standingLevel(standing) > 0 ? [{ parameter, by }] : []
    })
    .toSorted((a, b) => (a.parameter < b.parameter ? -1 : 1))
}
