import type { AlertExclusion, AlertExpectation, Timeline } from '../config/timeline.ts'
import type { Alert, NewChange } from '../domain/alert.ts'
import { isAbout, offset } from './timeline-run.ts'

/** One sentence of a timeline, and whether it holds; `detail` says what came where it does not. */
export type Verdict = { readonly holds: boolean; readonly say: string; readonly detail: string }

/** One alert over time: its changes in order, each with the state after it. */
type History = readonly { readonly change: NewChange; readonly state: Alert }[]

/** The changes by their alert, in the order in which the alerts were raised. */
function historiesOf(changes: readonly NewChange[]): History[] {
  const histories = new Map<string, History[number][]>()
  for (const change of changes) {
    const own = histories.get(change.subject) ?? []
    histories.set(change.subject, own)
    own.push({ change, state: change.body['alert'] as unknown as Alert })
  }
  return [...histories.values()]
}

/**
 * Judges what a timeline expects and excludes by the changes of its run. Each expectation takes
 * one alert, the first that does all it asks; what none has taken must not be excluded.
 */
export function judgeTimeline(timeline: Timeline, changes: readonly NewChange[]): Verdict[] {
  const free = new Set(historiesOf(changes))
  const expected = timeline.expect.map((wanted): Verdict => {
    const found = [...free].find((history) => missingOf(timeline, wanted, history) === null)
    if (found !== undefined) {
      free.delete(found)
      return { holds: true, say: wanted.say, detail: describe(timeline, found) }
    }
    const near = [...free].find((history) => isAbout(history[0]!.state, wanted))
    const came = near === undefined ? 'there is no such alert' : missingOf(timeline, wanted, near)!
    return { holds: false, say: wanted.say, detail: came }
  })
  const excluded = timeline.not.map((unwanted): Verdict => {
    const found = [...free].filter((history) => isExcluded(timeline, unwanted, history))
    const detail = found.map((history) => describe(timeline, history)).join('; ')
    return { holds: found.length === 0, say: unwanted.say, detail }
  })
  return [...expected, ...excluded]
}

/** What one alert lacks of an expectation, in words; null: nothing. */
function missingOf(timeline: Timeline, wanted: AlertExpectation, history: History): string | null {
  const { colour, between, resolvedBy, occurrences, hidden } = wanted
  if (!isAbout(history[0]!.state, wanted)) return 'there is no such alert'
  const came = describe(timeline, history)
  const inTime = statesWithin(timeline, between, history)
  const told = inTime.filter(
    ({ change, state }) => change.type !== 'alert.resolved' && state.condition === 'firing',
  )
  if (!told.some(({ state }) => colour === undefined || state.colour === colour)) {
    const as = colour === undefined ? '' : ` ${colour ?? 'without colour'}`
    return `not firing${as} within ${spanOf(timeline, between)}: ${came}`
  }
  if (hidden !== undefined && !inTime.some(({ state }) => isHidden(state, hidden))) {
    return `not ${hidden} within ${spanOf(timeline, between)}: ${came}`
  }
  const counted = history.at(-1)!.state.occurrences
  if (occurrences !== undefined && counted !== occurrences) {
    return `${counted} occurrences, not ${occurrences}: ${came}`
  }
  if (resolvedBy === undefined) return null
  const last = history.findLast(({ change }) => change.at <= timeline.start + resolvedBy)
  return last?.state.condition === 'resolved'
    ? null
    : `not resolved by ${offset(timeline, timeline.start + resolvedBy)}: ${came}`
}

type Manner = NonNullable<AlertExpectation['hidden']>
const isHidden = ({ hiding, inhibitedBy }: Alert, manner: Manner) =>
  manner === 'by-design' ? Boolean(inhibitedBy) : hiding?.kind === manner

function isExcluded(timeline: Timeline, unwanted: AlertExclusion, history: History): boolean {
  const { colour, between } = unwanted
  if (!isAbout(history[0]!.state, unwanted)) return false
  const states = between === undefined ? history : statesWithin(timeline, between, history)
  return states.some(
    ({ state }) =>
      state.condition === 'firing' && (colour === undefined || state.colour === colour),
  )
}

type Between = readonly [number, number]

/** The states that held at some time within a span, both ends included. */
function statesWithin({ start }: Timeline, [from, to]: Between, history: History): History {
  return history.filter(({ change }, index) => {
    const next = history[index + 1]
    return change.at <= start + to && (next === undefined || next.change.at > start + from)
  })
}

const spanOf = (timeline: Timeline, [from, to]: Between) =>
  `${offset(timeline, timeline.start + from)} … ${offset(timeline, timeline.start + to)}`

/** One alert in a line. @example `toxic-limit pingwang/w20004: raised orange PT4H, resolved PT9H` */
function describe(timeline: Timeline, history: History): string {
  const { rule, subject } = history[0]!.state
  const told = history.map(({ change, state }) => {
    const colour = state.condition === 'firing' && state.colour !== null ? ` ${state.colour}` : ''
    return `${change.type.replace('alert.', '')}${colour} ${offset(timeline, change.at)}`
  })
  return `${rule} ${subject}: ${told.join(', ')}`
}
