import type { Json } from '../../src/domain/json.ts'
import { minuteMs, type Instant } from '../../src/domain/time.ts'
import type { After, ContextRow } from './context.ts'
import { driversOf, type Driver } from './drivers.ts'
import { createJointDetector, type RowScore } from './joint.ts'

/** What a row of a station's sampling says, before it was learned. */
export type SampledRow = {
  /** When its first reading was observed. */
  readonly observedAt: Instant
  /**
   * As of `RowScore`: 1 alarms. A lone jump and a stuck column, which alarm in a file, are told by
   * quality control and its rules here.
   */
  readonly stay: number
  /** As of `RowScore`: what alarms goes on, and nothing begins by it. */
  readonly stands: boolean
  readonly score: number
  /** It was told before, without the reading at hand, and alarms no more than it did then. */
  readonly repeats: boolean
  /** Which columns drove it, by their codes, the strongest first. */
  readonly drivers: () => readonly SampledDriver[]
  /** Parameters whose departure is laid to a change of context. */
  readonly explained: () => readonly (SampledAfter & { readonly parameter: string })[]
}

/** A context by its name, and how long before the row it changed; null: longer than is counted. */
export type SampledAfter = { readonly context: string; readonly minutesAgo: number | null }

export type SampledDriver = Omit<Driver, 'column' | 'after'> & {
  readonly parameter: string
  readonly unit: string
  /** As of `Driver`. */
  readonly after?: SampledAfter
  /** Its own surprise at its staying away, over the limit. */
  readonly stay: number
  /** From its level, in noise widths; negative: below. */
  readonly away: number
}

/**
 * The parameters that a station samples together, as their readings come one by one in the order
 * of the store. Each finds its place in a row:
 *
 *     open → told      once every column has come that came in the row before
 *     told → told      with each column that comes beside them
 *     → learned        once every column has come; else with the first reading of the next row,
 *                      later than this one, with which a row is told that was not
 *
 * So a row is told with its last reading as a rule, a parameter that falls silent holds up one row,
 * and what is learned are the whole rows that a file would have. Only the very first reading of a
 * parameter may come to a row that is learned, and is lost.
 */
export type Sampling = ReturnType<typeof createSampling>

type State = {
  columns: string[]
  /** Of the row at hand: its first reading, what came, and what surrounded its last reading. */
  at: Instant
  open: boolean
  values: (number | null)[]
  around: (number | null)[]
  /** `stay` as it was told last; null: it was not, or nothing is known. */
  told: number | null
  /** Columns that came in the row before. */
  awaited: boolean[]
}

export type SamplingSetup = {
  /** Of its parameters: readings less than half of it apart are of one row. */
  readonly cadenceMs: number
  /** Wanted false alarms a day, of all columns together. */
  readonly alarmsPerDay: (at: Instant) => number
  readonly unitOf: (parameter: string) => string
  /** What surrounds the sampling at the row at hand; none by default. */
  readonly context?: SampledContext
}

/** Names and newest values, in one order for good: new ones come at the end. */
export type SampledContext = {
  readonly names: readonly string[]
  readonly values: ContextRow
}

const noContext: SampledContext = { names: [], values: [] }

/** @param saved  of `save`, from which it goes on as if it had not stopped */
export function createSampling(setup: SamplingSetup, saved?: Json) {
  const { cadenceMs, alarmsPerDay, context = noContext } = setup
  const known = saved as { state: State; model: Json } | undefined
  const state: State = known?.state ?? {
    ...{ columns: [], at: -cadenceMs, open: false, values: [], around: [], told: null },
    awaited: [],
  }
  const model = createJointDetector(0, alarmsPerDay, known?.model)

  const tell = (): SampledRow | null => {
    const { told } = state
    const judged = model.score(state.at, state.values, state.around)
    if (judged.kind === 'warming') return null
    state.told = judged.stay
    const repeats = told !== null && (told >= 1 || judged.stay < 1)
    return { ...saidOf(state, judged, setup), repeats }
  }
  const learn = (): void => {
    model.learn(state.at, state.values, undefined, state.around)
    for (const [column, value] of state.values.entries()) state.awaited[column] = value !== null
    state.open = false
  }

  return {
    /** Its column; a new one for a parameter that comes for the first time. */
    columnOf(parameter: string): number {
      const column = state.columns.indexOf(parameter)
      if (column >= 0) return column
      model.widen()
      state.values.push(null)
      state.awaited.push(false)
      return state.columns.push(parameter) - 1
    },
    /**
     * Takes a reading that is no older than any of its parameter, and answers what the row says
     * that is told with it; null: none, or one of which nothing is known. The one that it closes
     * by being the first of the next row gives way to that row, should it be told as well.
     */
    take(column: number, observedAt: Instant, value: number): SampledRow | null {
      const away = observedAt - state.at
      let closed: SampledRow | null = null
      if (state.values[column] !== null || Math.abs(away) >= cadenceMs / 2) {
        if (away <= 0) return null
        if (state.open) {
          if (state.told === null) closed = tell()
          learn()
        }
        state.at = observedAt
        state.open = true
        state.told = null
        state.values = state.columns.map(() => null)
      } else if (!state.open) return null
      // The model knows by the array what it has looked at.
      else if (state.told !== null) state.values = [...state.values]
      state.values[column] = value
      if (context.values.length > 0) state.around = [...context.values]
      if (!state.awaited.some(Boolean) || lacks(state)) return closed
      const told = tell() ?? closed
      if (state.values.every((one) => one !== null)) learn()
      return told
    },
    /** The states themselves: to be made text before the next reading is taken. */
    save: (): Json => ({ state, model: model.save() }),
  }
}

/** Whether a column is still waited for. */
function lacks({ awaited, values }: State): boolean {
  return awaited.some((isAwaited, column) => isAwaited && values[column] === null)
}

type Judged = Extract<RowScore, { kind: 'scored' }>

/** A judgement in the names of its parameters. */
function saidOf(
  { at: observedAt, values: row, columns }: State,
  judged: Judged,
  setup: SamplingSetup,
): Omit<SampledRow, 'repeats'> {
  const { stay, stands, score, limit, seen } = judged
  const drivers = () =>
    driversOf(row, judged).map(({ column, after, ...driver }) => ({
      ...driver,
      ...(after ? { after: named(after, setup) } : {}),
      parameter: columns[column]!,
      unit: setup.unitOf(columns[column]!),
      stay: seen[column]!.held / limit,
      away: seen[column]!.away,
    }))
  const explained = () =>
    judged.explained.map((one) => ({ ...named(one, setup), parameter: columns[one.column]! }))
  return { observedAt, stay, stands, score, drivers, explained }
}

/** A change of context by its name, and by time. */
function named({ context: column, rowsAgo }: After, setup: SamplingSetup): SampledAfter {
  return {
    context: setup.context!.names[column]!,
    minutesAgo: rowsAgo === null ? null : (rowsAgo * setup.cadenceMs) / minuteMs,
  }
}
