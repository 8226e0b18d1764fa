import { dayMs, type Instant } from '../../src/domain/time.ts'
import type { Json } from '../../src/domain/json.ts'
import {
  farFrom,
  learnReading,
  lookAt,
  ordinary,
  placeOf,
  type Channel,
  type Strangeness,
  type Stray,
} from './channel.ts'
import {
  createContexts,
  learnContexts,
  outlooksOf,
  type After,
  type ContextRow,
  type Outlook,
} from './context.ts'
import { standingMax, standsOff, type Departure } from './departure.ts'
import { learnGuards } from './guards.ts'
import { judge } from './judge.ts'
import { learnOnset, onsetOf, type Sight } from './onset.ts'
import { learnShape, momentOf, shapeOff, type Moment, type Shape } from './shape.ts'
import { isSecondOfStay } from './second-row.ts'
import {
  createState,
  loadState,
  saveState,
  widenState,
  type SavedState,
  type State,
} from './state.ts'

/** A row's judgement, before it is learned. */
export type RowScore =
  | { readonly kind: 'warming' }
  | {
      readonly kind: 'scored'
      /**
       * 0 … 1; 0.45 is the limit for the wanted false alarms, above 0.9 an onset. That an alarm
       * `stands` adds nothing to it.
       */
      readonly score: number
      readonly alarm: boolean
      /**
       * It is still where an alarm has found it, be this row strange or not: of a lone column for as
       * long as it departs, of several in the second row of a stay.
       */
      readonly stands: boolean
      /** Surprise at what stays away, of all columns together, over the limit: 1 alarms. */
      readonly stay: number
      /** Surprise that alarms. */
      readonly limit: number
      /** Index of the column that drove it. */
      readonly top: number
      /** Each column's surprise over the limit's. */
      readonly parts: readonly number[]
      /** What is strange of each column; null where nothing is known or came. */
      readonly seen: readonly (Strangeness | null)[]
      /** What the context says of each column; empty: there is none. */
      readonly outlooks: readonly Outlook[]
      /** Columns that lie, as they came, beyond the limit, and that the context brings within it. */
      readonly explained: readonly Explained[]
    }

/** A column whose departure is laid to a change of context. */
export type Explained = After & { readonly column: number }

/** One sampling: a value for each column, null where none came, NaN where a mark stands for one. */
export type Row = readonly (number | null)[]

/**
 * A streaming model of several columns at once, under the manners of `Detector`: `score` changes
 * nothing, `learn` is the only change, `save` is plain JSON, and it says `warming` before it knows.
 */
export type JointDetector = {
  /** @param context  values of the context columns, which are not judged */
  score(observedAt: Instant, row: Row, context?: ContextRow): RowScore
  /** @param label  of a labelled history: whether the row belongs to an event */
  learn(observedAt: Instant, row: Row, label?: boolean, context?: ContextRow): void
  /** One more column, of which nothing is known; rows have it from now on, at their end. */
  widen(): void
  save(): Json
}

type Looked = {
  readonly at: Instant
  readonly row: Row
  readonly context: ContextRow
  readonly moment: Moment
  readonly outlooks: readonly Outlook[]
  /** Of each column, what context and its day and week explain. */
  readonly strays: readonly Stray[]
  readonly seen: readonly (Strangeness | null)[]
  readonly limit: number
  /** Of a lone column whose reading is a number. */
  readonly sight: Sight | null
  readonly judged: RowScore
}

/** No limit lies below this surprise, however many false alarms are wanted. */
const limitMin = 3

/**
 * Judges the columns of a station together, each against its own past.
 *
 * The limit is the surprise that one of the columns reaches, by its tail, in `alarmsPerDay` rows
 * a day. What a column does out of habit raises its own limit (`guards.ts`), which falls back over
 * days; labels of a history teach which columns stray without an event (a pump, a valve).
 */
export function createJointDetector(
  width: number,
  alarmsPerDay: number | ((at: Instant) => number),
  saved?: Json,
): JointDetector {
  const wantedAt = typeof alarmsPerDay === 'number' ? () => alarmsPerDay : alarmsPerDay
  const state = saved === undefined ? createState(width) : loadState(saved as SavedState)
  const { channels, shapes } = state

  const look = (row: Row, strays: readonly Stray[]) =>
    channels.map((channel, i) => {
      const value = row[i] ?? null
      return value === null ? null : lookAt(channel, value, strays[i])
    })

  /** What was last scored, so that learning the same row looks at it once. */
  let looked: Looked | null = null
  const consider = (at: Instant, row: Row, context: ContextRow): Looked => {
    if (looked?.row === row && looked.at === at && looked.context === context) return looked
    const limit = limitOf(state, wantedAt(at))
    const outlooks = state.contexts ? outlooksOf(state.contexts, context) : noOutlooks
    const moment = momentOf(at)
    const strays = straysOf(shapes, moment, outlooks)
    const seen = look(row, strays)
    const sight = sightOf(at, row, channels, outlooks[0]?.stray.off ?? 0)
    const onset = state.onset === null || sight === null ? null : onsetOf(state.onset, sight)
    const strange = stillAway(state, strays, sight, judge(seen, limit, onset))
    const judged = explain(row, { outlooks, strays, channels }, strange)
    looked = { at, row, context, moment, outlooks, strays, seen, limit, sight, judged }
    return looked
  }

  return {
    score: (observedAt, row, context = noContext) => consider(observedAt, row, context).judged,
    learn(observedAt, row, label, context = noContext) {
      const { seen, limit, sight, judged, ...known } = consider(observedAt, row, context)
      const { moment, outlooks, strays } = known
      looked = null
      if (state.onset !== null && sight !== null) learnOnset(state.onset, sight)
      const alarm = learnAlarm(state, sight, judged)
      const usual = label === undefined ? !alarm || state.standing > standingMax : !label
      if (state.rows === 0) state.firstAt = observedAt
      const elapsedDays = Math.max(observedAt - state.lastAt, 0) / dayMs
      const fade = 0.5 ** ((elapsedDays * wantedAt(observedAt)) / channels.length)
      learnGuards(channels, seen, { limit, fade, standing: state.standing, label })
      channels.forEach((channel, i) => {
        const value = row[i] ?? null
        if (value === null) return
        learnReading(channel, value, usual, strays[i])
        if (channels.length === 1 || Number.isNaN(value)) return
        learnShape(shapes[i]!, moment, value - (outlooks[i]?.stray.off ?? 0))
      })
      if (context.length > 0) state.contexts ??= createContexts()
      if (state.contexts) learnContexts(state.contexts, context, row, seen, outlooks)
      state.rows += 1
      state.lastAt = Math.max(observedAt, state.lastAt)
    },
    widen() {
      looked = null
      widenState(state)
    },
    save: () => saveState(state),
  }
}

const noContext: ContextRow = []
const noOutlooks: readonly Outlook[] = []

/** A lone column is judged from its level as it is: its onsets know day and week (`season.ts`). */
function straysOf(
  shapes: readonly Shape[],
  moment: Moment,
  outlooks: readonly Outlook[],
): readonly Stray[] {
  return shapes.map((shape, i) => {
    const stray = outlooks[i]?.stray ?? ordinary
    const off = shapes.length === 1 ? 0 : shapeOff(shape, moment)
    return off === 0 ? stray : { ...stray, off: stray.off + off }
  })
}

/** The judgement, with what the context explains of it. */
function explain(
  row: Row,
  { outlooks, strays, channels }: Pick<Looked, 'outlooks' | 'strays'> & Pick<State, 'channels'>,
  judged: RowScore,
): RowScore {
  if (outlooks.length === 0 || judged.kind === 'warming') return judged
  const explained = outlooks.flatMap(({ after, level, stray }, column) => {
    const value = row[column] ?? NaN
    if (after === null || Number.isNaN(value) || !(judged.parts[column]! < 1)) return []
    const shaped = value - (strays[column]!.off - stray.off)
    return farFrom(channels[column]!, shaped, level) >= judged.limit ? [{ ...after, column }] : []
  })
  return { ...judged, outlooks, explained }
}

/** The judgement, of columns that are where an alarm has found them. */
function stillAway(
  { departure, standing, channels }: State,
  strays: readonly Stray[],
  sight: Sight | null,
  judged: RowScore,
): RowScore {
  if (judged.kind === 'warming') return judged
  const stands =
    channels.length === 1
      ? departure !== undefined && sight !== null && standsOff(departure, sight.value)
      : standing === 1 && isSecondOfStay(channels, strays, judged.seen, judged.limit)
  return stands ? { ...judged, stands } : judged
}

/** For how long the alarm, and the departure of a lone column, have stood with this row. */
function learnAlarm(state: State, sight: Sight | null, judged: RowScore): boolean {
  const alarm = judged.kind === 'scored' && judged.alarm
  state.standing = alarm ? state.standing + 1 : 0
  if (sight !== null) state.departure = departureAfter(state, sight, judged)
  return alarm
}

/** Before the reading is learned. */
function departureAfter(
  { departure, standing, channels }: State,
  { value }: Sight,
  judged: RowScore,
): Departure | undefined {
  if (judged.kind === 'warming') return undefined
  if (judged.stands) return { ...departure!, rows: departure!.rows + 1 }
  const { level, last } = channels[0]!
  if (standing !== 1) return undefined
  const isFar = judged.seen[0]!.far >= judged.limit
  const isAway = isFar || Math.abs(value - level) > Math.abs(last - level)
  return isAway ? { from: isFar ? level : last, to: value, rows: 1 } : undefined
}

/** -ln of the share of readings that may pass for the wanted number of alarms a day. */
function limitOf(state: State, alarmsPerDay: number): number {
  const days = Math.max((state.lastAt - state.firstAt) / dayMs, 1e-3)
  let readings = 0
  for (const { count } of state.channels) readings += count
  return Math.max(Math.log(readings / days / alarmsPerDay), limitMin)
}

/** Of a lone column: several are judged by how long and how far they stray together. */
function sightOf(
  at: Instant,
  row: Row,
  channels: readonly Channel[],
  explained: number,
): Sight | null {
  const value = channels.length === 1 ? (row[0] ?? NaN) - explained : NaN
  return Number.isNaN(value) ? null : { at, value, ...placeOf(channels[0]!, value) }
}
