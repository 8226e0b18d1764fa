import type { Instant } from './time.ts'
import type { Json } from './json.ts'

export const alertKinds = [
  'algal-bloom',
  'deterioration',
  'limit',
  'unusual',
  'sensor-fault',
  'silence',
  'air',
  'system',
] as const
export type AlertKind = (typeof alertKinds)[number]

/** Subject of what concerns the engine itself; it is filed under a station, as every alert is. */
export const engineSubject = 'engine'

/** Warning colours, lowest first; null: none (a sensor fault warns of no water). */
export const warningColours = ['blue', 'yellow', 'orange', 'red'] as const
export type WarningColour = (typeof warningColours)[number]
export const incidentGrades = ['I', 'II', 'III', 'IV'] as const
export type IncidentGrade = (typeof incidentGrades)[number]

export function colourRank(colour: WarningColour | null): number {
  return colour === null ? -1 : warningColours.indexOf(colour)
}

export function worstColour(colours: readonly (WarningColour | null)[]): WarningColour | null {
  return colours.reduce<WarningColour | null>(
    (worst, colour) => (colourRank(colour) > colourRank(worst) ? colour : worst),
    null,
  )
}

/** A reading as cited by an event: series, time, value and the revision that was seen. */
export type CitedReading = {
  readonly parameter: string
  readonly observedAt: Instant
  readonly value: number
  readonly revision: number
  readonly flag: number
}

/**
 * The engine's finding about one condition: it begins, changes its colour, or ends.
 * Folding the same readings again yields the same `key`, so an event is taken once.
 */
export type Event = {
  /** Deterministic: rule, subject, phase and the observed time that made it. */
  readonly key: string
  readonly rule: string
  readonly kind: AlertKind
  readonly station: string
  /** What the condition is about: a station, or station and parameter. */
  readonly subject: string
  readonly phase: 'begin' | 'change' | 'end'
  readonly colour: WarningColour | null
  readonly observedAt: Instant
  /** False for back-fill and late readings: kept as an event, opens no live alert. */
  readonly live: boolean
  readonly readings: readonly CitedReading[]
  readonly evidence: Readonly<Record<string, Json>>
  /** Id of the pattern that it is like: kept, and moves no alert. Absent: none is. */
  readonly silencedBy?: string
}
