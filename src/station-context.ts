import { visits } from '../ingest/qc/series-check.ts'
import type { SampledContext } from '../models/joint/sampling.ts'
import type { Json } from './domain/json.ts'
import type { CheckedRow } from './series.ts'

/**
 * The name under which a person at the instruments is a context. No row may come during a visit, so
 * its value tells one from the next: whether the visits that ended are odd in number, and a half
 * more while one lasts.
 */
const visitContext = 'visit'

/**
 * What surrounds the samplings of one station: the newest values of its context parameters, in the
 * order in which they came first, and whether an instrument is being maintained or calibrated.
 */
export type StationContext = SampledContext & {
  /** Answers whether it changed. */
  hear(row: CheckedRow): boolean
  save(): Json
}

type State = {
  names: string[]
  values: number[]
  visitsEnded: number
  /** Parameters whose newest reading is marked as of a visit. */
  visited: string[]
}

/** @param saved  of `save` */
export function createStationContext(saved?: Json): StationContext {
  const state: State = (saved as State | undefined) ?? {
    ...{ names: [], values: [], visitsEnded: 0, visited: [] },
  }
  const { names, values, visited } = state

  const set = (name: string, value: number): boolean => {
    const place = names.indexOf(name)
    if (place >= 0 && values[place] === value) return false
    if (place < 0) names.push(name)
    values[place < 0 ? names.length - 1 : place] = value
    return true
  }

  return {
    names,
    values,
    hear({ parameter, value, qualifier, series, sourceFlag }) {
      if (series.about.context) return qualifier === '' && set(parameter, value)
      const isVisited = visits.has(sourceFlag)
      if (isVisited === visited.includes(parameter)) return false
      if (isVisited) visited.push(parameter)
      else visited.splice(visited.indexOf(parameter), 1)
      const lasts = visited.length > 0
      if (!isVisited && !lasts) state.visitsEnded += 1
      set(visitContext, (state.visitsEnded % 2) + (lasts ? 0.5 : 0))
      return true
    },
    save: () => ({ ...state, names: [...names], values: [...values], visited: [...visited] }),
  }
}
