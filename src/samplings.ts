import { createSampling, type SampledRow, type Sampling } from '../models/joint/sampling.ts'
import { alarmsWanted } from '../models/signals/unusual.ts'
import type { SignalRules } from '../models/signals/signal.ts'
import type { Json } from './domain/json.ts'
import type { Instant } from './domain/time.ts'
import type { Parameter } from './domain/network.ts'
import { Flag } from './domain/flags.ts'
import type { CheckedRow, SeriesMemory } from './series.ts'
import { createStationContext, type StationContext } from './station-context.ts'

type SamplingsParts = {
  readonly rules: SignalRules
  readonly parameters: ReadonlyMap<string, Parameter>
}

/**
 * The samplings of all stations: what each measures together, of one cadence, period and depth, is
 * judged together, beside the context of the station. One is made when its first reading comes, from
 * its saved state if any.
 */
export function createSamplings(
  { rules, parameters }: SamplingsParts,
  saved: ReadonlyMap<string, Json>,
) {
  const groups = new Map<string, Group>()
  const contexts = new Map<string, StationContext>()
  const touched = new Map<string, { save(): Json }>()
  const alarmsPerDay = (at: Instant) => alarmsWanted(rules, at) ?? 0
  const unitOf = (parameter: string) => parameters.get(parameter)?.unit ?? ''

  const contextOf = (station: string): StationContext => {
    let context = contexts.get(station)
    if (context === undefined) {
      context = createStationContext(saved.get(`context:${station}`))
      contexts.set(station, context)
    }
    return context
  }

  const placeOf = ({ seriesKey, cadenceMs }: SeriesMemory): SampledPlace => {
    const { station, parameter, period, depthM } = seriesKey
    const key = `sampling:${station}|${cadenceMs}|${period}|${depthM ?? ''}`
    let group = groups.get(key)
    if (group === undefined) {
      const context = contextOf(station)
      const setup = { cadenceMs, alarmsPerDay, unitOf, context }
      group = { key, sampling: createSampling(setup, saved.get(key)) }
      groups.set(key, group)
    }
    return { group, column: group.sampling.columnOf(parameter) }
  }

  /** What a reading that is newer than all of its series says of the context of its station. */
  const hear = (row: CheckedRow): void => {
    const { station, series, flag } = row
    if (series.about.context ? flag === Flag.fail : !series.sampled) return
    const context = contextOf(station)
    if (context.hear(row)) touched.set(`context:${station}`, context)
  }

  return {
    /**
     * Takes a reading, and answers the row that it completes.
     *
     * @param usable  false: it is no value of the water, and may still tell of the context
     */
    take(row: CheckedRow, usable: boolean): SampledRow | null {
      const { series, observedAt, value, ahead } = row
      if (ahead) hear(row)
      if (!usable || !series.sampled) return null
      const { group, column } = (series.place ??= placeOf(series))
      touched.set(group.key, group.sampling)
      return group.sampling.take(column, observedAt, value)
    },
    touchedParts: () => touched.size,
    /** States changed since the last time; to be made text before the next reading is taken. */
    *saveTouched(): Iterable<[string, Json]> {
      for (const [key, one] of touched) yield [key, one.save()]
      touched.clear()
    },
  }
}

type Group = { readonly key: string; readonly sampling: Sampling }

/** Where the readings of a series stand in the rows of its sampling. */
export type SampledPlace = { readonly group: Group; readonly column: number }
