import {
  listenedMs,
  neverListened,
  startListening,
  stopListening,
  type Listening,
} from '../alerts/listening.ts'
import {
  awaitStation,
  hear,
  judgeSilence,
  type SilenceRules,
  type SilenceState,
  type StationHearing,
} from '../alerts/silence.ts'
import type { Event } from './domain/event.ts'
import type { Json } from './domain/json.ts'
import type { Station } from './domain/network.ts'
import type { Instant } from './domain/time.ts'

/** What is kept of all stations' silences, as one part of the checkpoint. */
type Kept = { readonly listening: Listening; readonly hearings: Record<string, StationHearing> }

export type SilenceWatch = ReturnType<typeof createSilenceWatch>

/**
 * Who was heard when, over all stations. Sections that only people sample are left out: their
 * silence is a plan's matter. Nothing here is durable by itself: `save` is part of a checkpoint,
 * and a restart counts the time since that checkpoint as not listened.
 */
export function createSilenceWatch(
  stations: Iterable<Station>,
  rules: (at: Instant) => SilenceRules,
  saved: Json | undefined,
  now: Instant,
) {
  const kept = saved as Kept | undefined
  let listening = kept === undefined ? neverListened : kept.listening
  if (listening.sinceAt !== null) listening = { totalMs: listening.totalMs, sinceAt: null }
  const hearings = new Map<string, StationHearing>()
  const states = new Map<string, SilenceState>()
  for (const station of stations) {
    if (station.form === 'section') continue
    const known = kept?.hearings[station.id] ?? awaitStation(station.id, station.parameters)
    hearings.set(station.id, known)
    states.set(station.id, known.first === null ? 'waiting' : 'heard')
  }
  listening = startListening(listening, now)

  return {
    /** Connected and taking, or not: silence counts only the time in which we listened. */
    listen(connected: boolean, at: Instant): void {
      listening = connected ? startListening(listening, at) : stopListening(listening, at)
    },
    heard(station: string, parameters: ReadonlySet<string>, receivedAt: Instant): void {
      const hearing = hearings.get(station)
      // Who does not listen does not hear: an import brings what stations said long ago.
      if (hearing === undefined || listening.sinceAt === null) return
      hearings.set(station, hear(hearing, parameters, listening, receivedAt))
    },
    /** Judges every station; the events have deterministic keys. */
    tick(at: Instant): Event[] {
      const events: Event[] = []
      const inForce = rules(at)
      for (const [id, hearing] of hearings) {
        const judged = judgeSilence(hearing, listening, at, inForce)
        hearings.set(id, judged.hearing)
        states.set(id, judged.state)
        events.push(...judged.events)
      }
      return events
    },
    stateOf: (station: string): SilenceState => states.get(station) ?? 'waiting',
    save(at: Instant): Json {
      const totalMs = listenedMs(listening, at)
      const stopped = {
        listening: { totalMs, sinceAt: null },
        hearings: Object.fromEntries(hearings),
      }
      return JSON.parse(JSON.stringify(stopped)) as Json
    },
  }
}
