import { dayMs, type Instant } from '../../src/domain/time.ts'
import type { Json } from '../../src/domain/json.ts'
import { loadChannel, saveChannel, type SavedChannel } from './channel-json.ts'
import {
  createChannel,
  farFrom,
  learnReading,
  lookAt,
  placeOf,
  type Channel,
  type Strangeness,
} from './channel.ts'
import {
  createContexts,
  learnContexts,
  outlooksOf,
  type After,
  type ContextRow,
  type Contexts,
  type Outlook,
} from './context.ts'
import { norm } from './drivers.ts'
import { learnGuards } from './guards.ts'
import {
  createOnset,
  learnOnset,
  loadOnset,
  onsetOf,
  saveOnset,
  type Onset,
  type SavedOnset,
  type Sight,
} from './onset.ts'
import { createBins, type Bins } from './tail.ts'

/** A row's judgement, before it is learned. */
export type RowScore =
  | { readonly kind: 'warming' }
  | {
      readonly kind: 'scored'
      /** 0 … 1; 0.45 is the limit for the wanted false alarms, above 0.9 an onset. */
      readonly score: number
      readonly alarm: boolean
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
  readonly outlooks: readonly Outlook[]
  readonly seen: readonly (Strangeness | null)[]
  readonly limit: number
  /** Of a lone column whose reading is a number. */
  readonly sight: Sight | null
  readonly judged: RowScore
}

type State = {
  rows: number
  firstAt: Instant
  lastAt: Instant
  /** Rows for which the alarm has stood without a break. */
  standing: number
  /** Of a lone column only. */
  onset: Onset | null
  channels: Channel[]
  /** From the first row with context on. */
  contexts?: Contexts
}

type Saved = Omit<State, 'onset' | 'channels'> & {
  readonly onset: SavedOnset | null
  readonly channels: readonly SavedChannel[]
}

/** An alarm that stands for so many rows is the new usual, and is learned again. */
const standingMax = 120
/** No limit lies below this surprise, however many false alarms are wanted. */
const limitMin = 3
/** A drift alone raises the score, up to this share of the limit, and never alarms. */
const driftShare = 0.5
/** So does a single far reading of a lone column, up to this share. */
const farMost = 0.99

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
  const bins = createBins()
  const state = saved === undefined ? emptyState(width, bins) : loadState(saved as Saved, bins)
  const { channels } = state

  const look = (row: Row, outlooks: readonly Outlook[]) =>
    channels.map((channel, i) => {
      const value = row[i] ?? null
      return value === null ? null : lookAt(channel, value, outlooks[i]?.stray)
    })

  /** What was last scored, so that learning the same row looks at it once. */
  let looked: Looked | null = null
  const consider = (at: Instant, row: Row, context: ContextRow): Looked => {
    if (looked?.row === row && looked.at === at && looked.context === context) return looked
    const limit = limitOf(state, wantedAt(at))
    const outlooks = state.contexts ? outlooksOf(state.contexts, context) : noOutlooks
    const seen = look(row, outlooks)
    const sight = sightOf(at, row, channels, outlooks[0]?.stray.off ?? 0)
    const onset = state.onset === null || sight === null ? null : onsetOf(state.onset, sight)
    const judged = explain(row, outlooks, channels, judge(seen, limit, onset))
    looked = { at, row, context, outlooks, seen, limit, sight, judged }
    return looked
  }

  return {
    score: (observedAt, row, context = noContext) => consider(observedAt, row, context).judged,
    learn(observedAt, row, label, context = noContext) {
      const { seen, limit, sight, judged, outlooks } = consider(observedAt, row, context)
      looked = null
      const alarm = judged.kind === 'scored' && judged.alarm
      if (state.onset !== null && sight !== null) learnOnset(state.onset, sight)
      state.standing = alarm ? state.standing + 1 : 0
      const usual = label === undefined ? !alarm || state.standing > standingMax : !label
      if (state.rows === 0) state.firstAt = observedAt
      const elapsedDays = Math.max(observedAt - state.lastAt, 0) / dayMs
      const fade = 0.5 ** ((elapsedDays * wantedAt(observedAt)) / channels.length)
      learnGuards(channels, seen, { limit, fade, standing: state.standing, label })
      channels.forEach((channel, i) => {
        const value = row[i] ?? null
        if (value !== null) learnReading(channel, value, usual, outlooks[i]?.stray)
      })
      if (context.length > 0) state.contexts ??= createContexts()
      if (state.contexts) learnContexts(state.contexts, context, row, seen, outlooks)
      state.rows += 1
      state.lastAt = Math.max(observedAt, state.lastAt)
    },
    widen() {
      state.onset = null
      looked = null
      channels.push(createChannel(bins))
    },
    save(): Saved {
      const onset = state.onset === null ? null : saveOnset(state.onset)
      return { ...state, onset, channels: channels.map(saveChannel) }
    },
  }
}

function emptyState(width: number, bins: Bins): State {
  const channels = Array.from({ length: width }, () => createChannel(bins))
  const onset = width === 1 ? createOnset() : null
  return { rows: 0, firstAt: 0, lastAt: -Infinity, standing: 0, onset, channels }
}

function loadState({ onset, channels, ...state }: Saved, bins: Bins): State {
  return {
    ...state,
    onset: onset === null ? null : loadOnset(onset),
    channels: channels.map((one) => loadChannel(bins, one)),
  }
}

const noContext: ContextRow = []
const noOutlooks: readonly Outlook[] = []

/** The judgement, with what the context explains of it. */
function explain(
  row: Row,
  outlooks: readonly Outlook[],
  channels: readonly Channel[],
  judged: RowScore,
): RowScore {
  if (outlooks.length === 0 || judged.kind === 'warming') return judged
  const explained = outlooks.flatMap(({ after, level }, column) => {
    const value = row[column] ?? NaN
    if (after === null || Number.isNaN(value) || !(judged.parts[column]! < 1)) return []
    return farFrom(channels[column]!, value, level) >= judged.limit ? [{ ...after, column }] : []
  })
  return { ...judged, outlooks, explained }
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

function judge(
  seen: readonly (Strangeness | null)[],
  limit: number,
  onset: number | null,
): RowScore {
  if (seen.every((one) => one === null)) return { kind: 'warming' }
  const parts: number[] = []
  let sum = 0
  let other = 0
  let top = 0
  for (const one of seen) {
    const held = one === null ? 0 : one.held / limit
    const sudden = one === null ? 0 : Math.max(one.jump / limit, one.sick)
    const far = one === null || seen.length > 1 ? 0 : Math.min(one.far / limit, farMost)
    const drift = one === null ? 0 : (driftShare * one.drift) / (one.drift + 1)
    sum += held ** norm
    other = Math.max(other, sudden, drift, far)
    if (parts.push(Math.max(held, sudden)) > 1 && parts.at(-1)! > parts[top]!) {
      top = parts.length - 1
    }
  }
  const stay = sum ** (1 / norm)
  const ratio = Math.max(stay, other)
  return {
    kind: 'scored',
    score: onset === null ? 0.9 * (ratio / (1 + ratio)) : 0.9 + 0.1 * (onset / (onset + 20)),
    alarm: ratio >= 1,
    stay,
    limit,
    top,
    parts,
    seen,
    outlooks: noOutlooks,
    explained: [],
  }
}
