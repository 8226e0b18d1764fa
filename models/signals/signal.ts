import type { AlertKind, WarningColour } from '../../src/domain/event.ts'
import type { Json } from '../../src/domain/json.ts'
import type { Parameter, Station } from '../../src/domain/network.ts'
import type { CheckedReading, Source } from '../../src/domain/reading.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { ConditionState, Persistence } from '../condition.ts'
import type { BloomState } from '../bloom/bloom-index.ts'
import type { Score } from '../detectors/detector.ts'
import type { SampledRow } from '../joint/sampling.ts'
import type { Trend } from '../trend/trend.ts'

/** A stored reading with everything the signals look at. */
export type ScoredReading = CheckedReading & {
  readonly revision: number
  readonly about: Parameter
  readonly cadenceMs: number
  readonly scored: Score
  /** Where this reading completed a row of its station's sampling: what that row says. */
  readonly sampled: SampledRow | null
  /** Where this reading closed a dekad of a slow series: what its dekads tell; null: nothing new. */
  readonly trend: Pick<Trend, 'score' | 'monthly'> | null
  /** Index of `WaterClass` (0 = I … 5 = V+), or -1 where the factor has none here. */
  readonly classIndex: number
  /** Of a manual sample: the automatic readings around it. */
  readonly beside: readonly AutomaticReading[]
}

/** An automatic reading near a manual sample, of the same station, parameter and depth. */
export type AutomaticReading = {
  readonly observedAt: Instant
  /** Length of the period that begins there; 0 for a moment. */
  readonly periodMs: number
  readonly value: number
  readonly revision: number
}

/** The judgements a signal may ask for, made from the standards in force and the station's kind. */
export type Judgements = {
  /** 0 … 5, or -1 where the factor is not assessed at this kind of water. */
  classIndex(code: string, value: number): number
  /** Limit of one class (index 0 … 4) for a factor; null where there is none. */
  classLimit(code: string, classIndex: number): number | null
  /** Bloom tier by one parameter: 0 none, 1 blue … 4 red; -1: it says nothing of blooms. */
  bloomLevel(code: string, value: number): number
  /** Individual air-quality index of an hourly value; null where none applies. */
  airIndex(code: string, value: number, at: Instant): number | null
}

export type Latest = {
  value: number
  observedAt: Instant
  revision: number
  flag: number
  classIndex: number
  cadenceMs: number
  source: Source
}

/** What a station is remembered by; the signals' own notes are plain JSON under `notes`. */
export type StationMemory = {
  readonly latest: Map<string, Latest>
  /** By rule, then by subject. */
  readonly subjects: Map<string, Map<string, SubjectMemory>>
  readonly notes: {
    usual: UsualNotes
    best: Record<string, BestNotes>
    bloom?: BloomState
    /** By parameter: the newest departure that was unusual. */
    departures?: Readonly<Record<string, number>>
  }
}

export type UsualNotes = { day: number; counts: number[]; days: number[] }
export type BestNotes = { hour: number; classes: number[] }

export type SubjectMemory = {
  readonly parts: Map<string, ConditionState>
  /** Level that stands by all readings, and the level last told as a live event. */
  stands: number
  told: number
}

/** One rule as the signals need it; read from the network's rules. */
export type SignalRule = {
  readonly id: string
  readonly kind: AlertKind
  /** Consecutive results of one series are one cadence apart by nature; the time is beside that. */
  readonly hold: Persistence
  readonly release: Persistence
  /** Share by which a value must come back below a threshold before it counts as below. */
  readonly deadband: number
  /** Window over which its quantity is formed; null: none. */
  readonly windowMs: number | null
  /**
   * 1 blue … 4 red by the rule's thresholds of that quantity and parameter; 0: none is met.
   *
   * @param at  when the value was observed: the thresholds of that time count
   */
  level(quantity: string, parameter: string | null, value: number, at: Instant): number
  /** The values of those thresholds, lowest first. */
  figures(quantity: string, parameter: string | null, at: Instant): readonly number[]
}
export type SignalRules = ReadonlyMap<string, SignalRule>

/** One result of a signal: the level that this reading alone would have for one part of a subject. */
export type SignalResult = {
  readonly rule: string
  readonly subject: string
  readonly part: string
  readonly level: number
  /**
   * As `level`, with the deadband against the value: what already stands stays up to here. Asked
   * only where something stands.
   */
  readonly heldLevel?: () => number
  /** What the level means in colours, from level 1. */
  readonly colours: readonly (WarningColour | null)[]
  /** How parts make the subject's level; the highest when absent. */
  readonly combine?: (levels: readonly number[]) => number
  /** Parameters whose newest readings are cited beside this one and those of the other parts. */
  readonly cites?: () => readonly string[]
  readonly evidence: () => Readonly<Record<string, Json>>
}

/** A signal looks and answers; only its own notes may change. Null: it has nothing to say. */
export type Signal = (
  station: Station,
  memory: StationMemory,
  reading: ScoredReading,
  judge: Judgements,
  rules: SignalRules,
) => SignalResult | null

export const allColours: readonly WarningColour[] = ['blue', 'yellow', 'orange', 'red']

export function createStationMemory(): StationMemory {
  return {
    latest: new Map(),
    subjects: new Map(),
    notes: { usual: { day: 0, counts: [0, 0, 0, 0, 0, 0], days: [] }, best: {} },
  }
}
