import type { Alert } from './alert.ts'
import type { PageRequest } from './queries.ts'
import type { WarningColour } from './event.ts'
import type { Instant } from './time.ts'

/**
 * One parameter's part in an unusual condition: how far its reading lay from what was expected, in
 * widths of the bounds on that side; negative: below.
 */
export type Departure = { readonly parameter: string; readonly by: number }

/**
 * A person's word that an unusual condition was no event, as a pattern that silences its like at the
 * same station. It is a part of the alert that was rejected, so that it stands on the numbered log.
 */
export type Pattern = {
  readonly shape: readonly Departure[]
  readonly learnedAt: Instant
  readonly person: string
  readonly reason: string
  /** Null while it is in force. */
  readonly revoked: {
    readonly at: Instant
    readonly person: string
    readonly reason: string
  } | null
}

/** A pattern with what its alert says of it; its id is that of the alert. */
export type KnownPattern = Pattern & {
  readonly id: string
  readonly station: string
  readonly rule: string
  readonly colour: WarningColour | null
  readonly exercise: boolean
  /** Number of the alert's last change. */
  readonly n: number
}

/** As it is listed: with the events that it has silenced. */
export type ListedPattern = KnownPattern & {
  readonly silenced: number
  readonly lastSilencedAt: Instant | null
}

export type PatternQuery = PageRequest & {
  readonly station: string | null
  readonly state: 'active' | 'revoked' | 'all'
}

/** What is known of a station before its unusual events are told. */
export type Silencings = {
  readonly patterns: readonly KnownPattern[]
  /** Stations whose newest live unusual event was silenced and has not ended. */
  readonly silenced: ReadonlySet<string>
  /** Stations whose unusual alert fires: what people look at goes on being told. */
  readonly firing: ReadonlySet<string>
}

/** The pattern of an alert with what the alert says of it; null where it has none. */
export function knownPattern(alert: Alert): KnownPattern | null {
  const { id, station, rule, colour, exercise = false, pattern, n } = alert
  return pattern === undefined ? null : { ...pattern, id, station, rule, colour, exercise, n }
}
