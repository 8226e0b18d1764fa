import type { Instant } from '../../src/domain/time.ts'
import { loadChannel, saveChannel, type SavedChannel } from './channel-json.ts'
import { createChannel, type Channel } from './channel.ts'
import type { Contexts } from './context.ts'
import type { Departure } from './departure.ts'
import { createOnset, loadOnset, saveOnset, type Onset, type SavedOnset } from './onset.ts'
import { createShape, loadShape, saveShape, type SavedShape, type Shape } from './shape.ts'
import { createBins } from './tail.ts'

/** What a joint model knows. */
export type State = {
  rows: number
  firstAt: Instant
  lastAt: Instant
  /** Rows for which the alarm has stood without a break. */
  standing: number
  /** Of a lone column only, while an alarm stands. */
  departure?: Departure | undefined
  /** Of a lone column only. */
  onset: Onset | null
  readonly channels: Channel[]
  /** By channel, in the same array of numbers; a lone column's is not asked. */
  readonly shapes: Shape[]
  /** From the first row with context on: plain JSON. */
  contexts?: Contexts
}

export type SavedState = Omit<State, 'departure' | 'onset' | 'channels' | 'shapes'> & {
  readonly departure?: Departure
  readonly onset: SavedOnset | null
  readonly channels: readonly SavedChannel[]
  readonly shapes: readonly SavedShape[]
}

export function createState(width: number): State {
  const state: State = {
    rows: 0,
    firstAt: 0,
    lastAt: -Infinity,
    standing: 0,
    onset: null,
    channels: [],
    shapes: [],
  }
  while (state.channels.length < width) widenState(state)
  if (width === 1) state.onset = createOnset()
  return state
}

/** One more column, of which nothing is known. */
export function widenState(state: State): void {
  const bins = state.channels[0]?.figures ?? createBins()
  state.onset = null
  state.departure = undefined
  state.channels.push(createChannel(bins))
  state.shapes.push(createShape(bins))
}

export function saveState({ departure, onset, channels, shapes, ...rest }: State): SavedState {
  return {
    ...rest,
    ...(departure === undefined ? {} : { departure }),
    onset: onset === null ? null : saveOnset(onset),
    channels: channels.map(saveChannel),
    shapes: shapes.map(saveShape),
  }
}

export function loadState({ onset, channels, shapes, ...rest }: SavedState): State {
  const bins = createBins()
  return {
    ...rest,
    onset: onset === null ? null : loadOnset(onset),
    channels: channels.map((one) => loadChannel(bins, one)),
    shapes: shapes.map((one) => loadShape(createShape(bins), one)),
  }
}
