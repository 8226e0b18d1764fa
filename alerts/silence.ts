import type { Event } from '../src/domain/event.ts'
import type { Json } from '../src/domain/json.ts'
import type { Instant } from '../src/domain/time.ts'
import { minuteMs, secondMs } from '../src/domain/time.ts'
import { listenedMs, type Listening } from './listening.ts'
import { isInForce, type Quantity, type Rule } from './rule.ts'

/*
 * A station is
 *   waiting   until its first reading
 *   heard     while any reading came within the threshold of its fastest parameter
 *   silent    when none did; a reading of any parameter brings it back, once it has been heard for
 *             the off-delay of its rule without another such gap
 * and a parameter of a station that was heard once
 *   heard     within its own threshold, counted from the station's first reading or return at least
 *   silent    beyond it, until it has been heard for the off-delay
 *   hidden    not heard either, but the whole station is silent, which is told once
 *
 * Only parameters heard since the last return set the station's threshold: a station whose fast
 * probe died while its slow analyser lives is silent once, and then one of dead parameters.
 */

/** A reading that came in: when, by the wall and by the listening clock. */
export type Heard = { readonly receivedAt: Instant; readonly listenedMs: number }

export type ParameterHearing = {
  readonly parameter: string
  /** Expected distance between two readings. */
  readonly cadenceMs: number
  readonly last: Heard | null
  /** Its silence has been told. */
  readonly silent: boolean
  /** Listening clock at the reading that may end its silence; absent or null: there was none. */
  readonly returningMs?: number | null
}

export type StationHearing = {
  readonly station: string
  readonly parameters: readonly ParameterHearing[]
  readonly first: Heard | null
  /** The reading after which it fell silent, while its silence is told; null: it is not silent. */
  readonly silentAfter: Heard | null
  /** As of a parameter. */
  readonly returningMs?: number | null
  /** Listening clock at the first reading after its last silence; 0 before any. */
  readonly returnedMs: number
}

/** A station of which nothing was heard yet. */
export function awaitStation(
  station: string,
  expected: readonly { readonly code: string; readonly cadenceMs: number }[],
): StationHearing {
  const parameters = expected.map(({ code, cadenceMs }) => ({
    parameter: code,
    cadenceMs,
    last: null,
    silent: false,
  }))
  return { station, parameters, first: null, silentAfter: null, returnedMs: 0 }
}

/** Notes readings of these parameters; ones not expected of the station are ignored. */
export function hear(
  hearing: StationHearing,
  codes: ReadonlySet<string>,
  listening: Listening,
  receivedAt: Instant,
): StationHearing {
  const last: Heard = { receivedAt, listenedMs: listenedMs(listening, receivedAt) }
  if (!hearing.parameters.some((one) => codes.has(one.parameter))) return hearing
  const parameters = hearing.parameters.map((one) =>
    codes.has(one.parameter) ? { ...one, last } : one,
  )
  return { ...hearing, parameters, first: hearing.first ?? last }
}

/** Longer than both of the first, and the on-delay beyond them, is silence. */
export type SilenceLimits = {
  readonly cadences: number
  readonly minMs: number
  readonly onDelayMs: number
  /** Heard again for so long, without another such gap, ends it. */
  readonly offDelayMs: number
}

/** Three cadences forgive two lost messages; 15 min a gateway that restarts. [design] */
export const defaultSilenceLimits: SilenceLimits = {
  cadences: 3,
  minMs: 15 * minuteMs,
  onDelayMs: 0,
  offDelayMs: 0,
}

/** Limits as a rule states them for that time; what it does not state is the default. */
export function silenceLimitsOf(rule: Rule, at: Instant): SilenceLimits {
  const stated = (quantity: Quantity) =>
    rule.thresholds.find((one) => one.quantity === quantity && isInForce(one, at))?.value
  const seconds = stated('listened-without-reading')
  return {
    cadences: stated('cadences-without-reading') ?? defaultSilenceLimits.cadences,
    minMs: seconds === undefined ? defaultSilenceLimits.minMs : seconds * secondMs,
    onDelayMs: rule.onDelayMs,
    offDelayMs: rule.offDelayMs,
  }
}

export type SilenceRules = { readonly station: SilenceLimits; readonly parameter: SilenceLimits }
export type SilenceState = 'waiting' | 'heard' | 'silent' | 'hidden'

export type SilenceJudgement = {
  readonly state: Exclude<SilenceState, 'hidden'>
  readonly parameters: Readonly<Record<string, SilenceState>>
  /** To be kept for the next judgement. */
  readonly hearing: StationHearing
  /** Begin and end of `station-silence` and `parameter-silence`; the keys are deterministic. */
  readonly events: readonly Event[]
}

/**
 * Judges who is silent now; judging again with nothing new gives no event.
 *
 * A silent station hides the silences of its parameters (its event names them as `hides`); one
 * told before stays told. After a return every parameter has its own threshold again.
 *
 * @param now  receiving time, on the clock that `listening` was started with
 */
export function judgeSilence(
  hearing: StationHearing,
  listening: Listening,
  now: Instant,
  rules: SilenceRules = { station: defaultSilenceLimits, parameter: defaultSilenceLimits },
): SilenceJudgement {
  const { first, station } = hearing
  if (first === null) {
    const parameters = hearing.parameters.map((one) => [one.parameter, 'waiting'] as const)
    return { state: 'waiting', parameters: Object.fromEntries(parameters), hearing, events: [] }
  }
  const nowMs = listenedMs(listening, now)
  const whole = judgeStation(hearing, first, nowMs, now, rules.station)
  const countedFromMs = Math.max(first.listenedMs, whole.hearing.returnedMs)
  const silent = whole.hearing.silentAfter !== null
  const judged = hearing.parameters.map((one): ParameterJudgement => {
    const fromMs = Math.max(countedFromMs, one.last?.listenedMs ?? 0)
    const limitMs = thresholdMs(one.cadenceMs, rules.parameter)
    const quietMs = nowMs - fromMs
    const overdue = !(quietMs <= limitMs)
    const returningMs = one.silent ? returningSince(one, nowMs, limitMs) : null
    const ended = returningMs !== null && nowMs - returningMs >= rules.parameter.offDelayMs
    const tells = one.silent ? !ended : overdue && !silent
    const state = tells ? 'silent' : silent ? 'hidden' : one.last === null ? 'waiting' : 'heard'
    if (tells === one.silent) return { one: { ...one, returningMs }, state, event: null }
    const last = one.last ?? first
    const about = { rule: 'parameter-silence', station, subject: `${station}/${one.parameter}` }
    const told = { quietMs, thresholdMs: limitMs, cadenceMs: one.cadenceMs }
    const event = silence(about, tells, now, last, told)
    return { one: { ...one, silent: tells, returningMs: null }, state, event }
  })
  return {
    state: silent ? 'silent' : 'heard',
    parameters: Object.fromEntries(judged.map(({ one, state }) => [one.parameter, state])),
    hearing: { ...whole.hearing, parameters: judged.map(({ one }) => one) },
    events: [...whole.events, ...judged.flatMap(({ event }) => event ?? [])],
  }
}

type ParameterJudgement = {
  readonly one: ParameterHearing
  readonly state: SilenceState
  readonly event: Event | null
}

/** Told silences end with a reading only: a return of the station is not one of the parameter. */
function returningSince(one: ParameterHearing, nowMs: number, limitMs: number): number | null {
  const unheard = one.last === null || nowMs - one.last.listenedMs > limitMs
  return unheard ? null : (one.returningMs ?? one.last.listenedMs)
}

const thresholdMs = (cadenceMs: number, { cadences, minMs, onDelayMs }: SilenceLimits) =>
  Math.max(cadences * cadenceMs, minMs) + onDelayMs

function judgeStation(
  hearing: StationHearing,
  first: Heard,
  nowMs: number,
  now: Instant,
  limits: SilenceLimits,
): { hearing: StationHearing; events: readonly Event[] } {
  const { station, silentAfter } = hearing
  const heard = hearing.parameters.flatMap(({ last, cadenceMs }) =>
    last === null ? [] : [{ ...last, cadenceMs }],
  )
  const latest = heard.reduce<Heard>((a, b) => (b.listenedMs > a.listenedMs ? b : a), first)
  const about = { rule: 'station-silence', station, subject: station }
  const quietMs = nowMs - latest.listenedMs
  if (silentAfter !== null) {
    const since = heard.filter((one) => one.listenedMs > silentAfter.listenedMs)
    if (since.length === 0) return { hearing, events: [] }
    const fastestMs = Math.min(...since.map((one) => one.cadenceMs))
    if (quietMs > thresholdMs(fastestMs, limits)) {
      return { hearing: { ...hearing, silentAfter: latest, returningMs: null }, events: [] }
    }
    const returnedMs = hearing.returningMs ?? Math.min(...since.map((one) => one.listenedMs))
    if (nowMs - returnedMs < limits.offDelayMs) {
      return { hearing: { ...hearing, returningMs: returnedMs }, events: [] }
    }
    const events = [silence(about, false, now, latest, { quietMs })]
    return { hearing: { ...hearing, silentAfter: null, returningMs: null, returnedMs }, events }
  }
  const current = heard.filter((one) => one.listenedMs >= hearing.returnedMs)
  const cadenceMs = Math.min(...current.map((one) => one.cadenceMs))
  const limitMs = thresholdMs(cadenceMs, limits)
  if (quietMs <= limitMs) return { hearing, events: [] }
  const hides = hearing.parameters.filter((one) => !one.silent).map((one) => one.parameter)
  const told = { quietMs, thresholdMs: limitMs, cadenceMs, hides }
  const { receivedAt, listenedMs: atMs } = latest
  return {
    hearing: { ...hearing, silentAfter: { receivedAt, listenedMs: atMs } },
    events: [silence(about, true, now, latest, told)],
  }
}

/** The key hangs on the last reading, not on when we looked: looking again gives the same event. */
function silence(
  about: { readonly rule: string; readonly station: string; readonly subject: string },
  begins: boolean,
  now: Instant,
  last: Heard,
  told: Readonly<Record<string, Json>>,
): Event {
  const phase = begins ? 'begin' : 'end'
  return {
    ...about,
    key: `${about.rule}|${about.subject}|${phase}|${last.receivedAt}`,
    kind: 'silence',
    phase,
    colour: null,
    observedAt: now,
    live: true,
    readings: [],
    evidence: { lastReceivedAt: last.receivedAt, ...told },
  }
}
