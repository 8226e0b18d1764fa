import { visits } from '../ingest/qc/series-check.ts'
import type { SampledContext } from '../models/joint/sampling.ts'
import type { Json } from './domain/json.ts'
import type { CheckedRow } from './series.ts'

/** The name under which a person at the instruments is a context: 1 while any parameter says so. */
export const visitContext = 'visit'

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
  /** Parameters whose newest reading is marked as of a visit. */
  visited: string[]
}

/** @param saved  of `save` */
export function createStationContext(saved?: Json): StationContext {
  const state: State = (saved as State | undefined) ?? { names: [], values: [], visited: [] }
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
      const place = visited.indexOf(parameter)
      const isVisited = visits.has(sourceFlag)
      if (isVisited === place >= 0) return false
      if (isVisited) visited.push(parameter)
      else visited.splice(place, 1)
      set(visitContext, Number(visited.length > 0))
      return true
    },
    save: () => ({ names: [...names], values: [...values], visited: [...visited] }),
  }
}
