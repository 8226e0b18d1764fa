import type { CitedReading, Event, WarningColour } from '../../src/domain/event.ts'
import { notLive } from '../../src/domain/flags.ts'
import type { Json } from '../../src/domain/json.ts'
import type { Station } from '../../src/domain/network.ts'
import type { Instant } from '../../src/domain/time.ts'
import { createConditionState, standingLevel, stepCondition } from '../condition.ts'
import { airQuality } from './air.ts'
import { bloom } from './bloom.ts'
import { bloomAhead } from './bloom-ahead.ts'
import { deterioration } from './deterioration.ts'
import { manualDifference } from './manual.ts'
import { failedSensor, stuckSensor } from './sensor.ts'
import type {
  Judgements,
  ScoredReading,
  Signal,
  SignalResult,
  SignalRule,
  SignalRules,
  StationMemory,
  SubjectMemory,
} from './signal.ts'
import { slowDeterioration } from './slow-deterioration.ts'
import { sourceLimit } from './source-limit.ts'
import { unusual } from './unusual.ts'

/** Bloom first: a standing bloom takes high pH out of the class of the same reading. */
const waterSignals: readonly Signal[] = [
  bloom,
  bloomAhead,
  deterioration,
  slowDeterioration,
  sourceLimit,
  unusual,
  stuckSensor,
  failedSensor,
]
const airSignals: readonly Signal[] = [airQuality, failedSensor]
/** A sample has no sensor that could be stuck or broken; it is what sensors are held against. */
const sampleSignals: readonly Signal[] = [
  bloom,
  deterioration,
  slowDeterioration,
  sourceLimit,
  manualDifference,
]

/** Rules whose conditions stand by what was learned of a station's automatic readings of late. */
export const learnedRules: readonly string[] = ['unusual', 'bloom-ahead']

/** What the surroundings add to an event about water: downstream intakes and the like. */
export type Surroundings = (station: Station, observedAt: Instant) => Record<string, Json>

/**
 * Takes one stored reading into a station's memory and answers the events it makes.
 *
 * The fold of the same readings in the same order gives the same events with the same keys.
 * Readings that are not live move the memory and are told as events with `live: false`; the first
 * live reading of a condition that already stands tells it live.
 */
export function foldReading(
  station: Station,
  memory: StationMemory,
  reading: ScoredReading,
  judge: Judgements,
  rules: SignalRules,
  surroundings: Surroundings,
): Event[] {
  rememberLatest(memory, reading)
  const events: Event[] = []
  for (const signal of signalsOf(station, reading)) {
    const result = signal(station, memory, reading, judge, rules)
    if (result === null) continue
    const rule = rules.get(result.rule)
    if (rule === undefined) continue
    const event = foldResult(station, memory, reading, result, rule, surroundings)
    if (event !== null) events.push(event)
  }
  return events
}

function signalsOf({ kind }: Station, { source }: ScoredReading): readonly Signal[] {
  if (source === 'manual') return sampleSignals
  return kind === 'air' ? airSignals : waterSignals
}

/** A manual sample stands beside the automatic value, never in its place. */
function rememberLatest(memory: StationMemory, reading: ScoredReading): void {
  const { parameter, observedAt, source } = reading
  const { value, revision, flag, classIndex, cadenceMs } = reading
  const known = memory.latest.get(parameter)
  if (known === undefined) {
    memory.latest.set(parameter, {
      ...{ value, observedAt, revision, flag, classIndex, cadenceMs, source },
    })
    return
  }
  if (source === 'manual' && known.source === 'automatic') return
  if (source === known.source && known.observedAt > observedAt) return
  known.value = value
  known.observedAt = observedAt
  known.revision = revision
  known.flag = flag
  known.classIndex = classIndex
  known.cadenceMs = cadenceMs
  known.source = source
}

function foldResult(
  station: Station,
  memory: StationMemory,
  reading: ScoredReading,
  result: SignalResult,
  rule: SignalRule,
  surroundings: Surroundings,
): Event | null {
  const subject = subjectOf(memory, result)
  if (subject === null) return null
  // Its results are a run of their own: an old good sample does not break a run of bad readings.
  const name = reading.source === 'manual' ? `${result.part}|manual` : result.part
  const part = partOf(subject, name)
  const standing = standingLevel(part)
  const held = standing === 0 ? 0 : Math.min(result.heldLevel?.() ?? 0, standing)
  stepCondition(part, Math.max(result.level, held), reading.observedAt, rule.hold, rule.release)
  const combine = result.combine ?? highest
  const level = combine(Array.from(subject.parts.values(), standingLevel))
  const live = (reading.reasons & notLive) === 0
  const before = live ? subject.told : subject.stands
  subject.stands = level
  if (live) subject.told = level
  if (level === before) return null

  const phase = before === 0 ? 'begin' : level === 0 ? 'end' : 'change'
  const { observedAt, parameter } = reading
  const key = [rule.id, result.subject, phase, level, parameter, observedAt, live ? 1 : 0].join('|')
  return {
    key,
    rule: rule.id,
    kind: rule.kind,
    station: station.id,
    subject: result.subject,
    phase,
    colour: colourOf(result.colours, level),
    observedAt,
    live,
    readings: citedReadings(memory, subject, reading, result.cites?.() ?? []),
    evidence: { ...result.evidence(), ...surroundings(station, observedAt) },
  }
}

/** The memory of a subject; null where there is nothing to remember of it yet. */
function subjectOf(memory: StationMemory, result: SignalResult): SubjectMemory | null {
  let ofRule = memory.subjects.get(result.rule)
  let subject = ofRule?.get(result.subject)
  if (subject === undefined) {
    if (result.level === 0) return null
    if (ofRule === undefined) {
      ofRule = new Map<string, SubjectMemory>()
      memory.subjects.set(result.rule, ofRule)
    }
    subject = { parts: new Map(), stands: 0, told: 0 }
    ofRule.set(result.subject, subject)
  }
  return subject
}

function partOf(subject: SubjectMemory, name: string) {
  let part = subject.parts.get(name)
  if (part === undefined) {
    part = createConditionState()
    subject.parts.set(name, part)
  }
  return part
}

function highest(levels: readonly number[]): number {
  return Math.max(0, ...levels)
}

function colourOf(colours: readonly (WarningColour | null)[], level: number): WarningColour | null {
  return level === 0 ? null : (colours[Math.min(level, colours.length) - 1] ?? null)
}

/** The readings behind an event: this one, and the newest of each other part that stands. */
function citedReadings(
  memory: StationMemory,
  subject: SubjectMemory,
  reading: ScoredReading,
  besides: readonly string[],
): CitedReading[] {
  const { parameter, observedAt, value, revision, flag } = reading
  const cited: CitedReading[] = [{ parameter, observedAt, value, revision, flag }]
  const standing = [...subject.parts].flatMap(([code, part]) =>
    standingLevel(part) > 0 ? [code] : [],
  )
  for (const code of new Set([...standing, ...besides])) {
    const latest = memory.latest.get(code)
    if (code === parameter || latest === undefined) continue
    cited.push({
      parameter: code,
      observedAt: latest.observedAt,
      value: latest.value,
      revision: latest.revision,
      flag: latest.flag,
    })
  }
  return cited
}
