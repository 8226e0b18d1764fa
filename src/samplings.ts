import { createSampling, type SampledRow, type Sampling } from '../models/joint/sampling.ts'
import { alarmsWanted } from '../models/signals/unusual.ts'
import type { SignalRules } from '../models/signals/signal.ts'
import type { Json } from './domain/json.ts'
import type { Instant } from './domain/time.ts'
import type { Parameter } from './domain/network.ts'
import { Flag } from './domain/flags.ts'
import { createTouched, takeState, type Part } from './parts.ts'
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
export function createSamplings({ rules, parameters }: SamplingsParts, saved: Map<string, Json>) {
  const groups = new Map<string, Group>()
  const contexts = new Map<string, Kept<StationContext>>()
  const touched = createTouched<Kept<{ save(): Json }>>()
  const alarmsPerDay = (at: Instant) => alarmsWanted(rules, at) ?? 0
  const unitOf = (parameter: string) => parameters.get(parameter)?.unit ?? ''

  const contextOf = (station: string): Kept<StationContext> => {
    let known = contexts.get(station)
    if (known === undefined) {
      const key = `context:${station}`
      known = { key, kept: createStationContext(takeState(saved, key)), touched: false }
      contexts.set(station, known)
    }
    return known
  }

  const placeOf = ({ seriesKey, cadenceMs }: SeriesMemory): SampledPlace => {
    const { station, parameter, period, depthM } = seriesKey
    const key = `sampling:${station}|${cadenceMs}|${period}|${depthM ?? ''}`
    let group = groups.get(key)
    if (group === undefined) {
      const { kept: context } = contextOf(station)
      const setup = { cadenceMs, alarmsPerDay, unitOf, context }
      group = { key, kept: createSampling(setup, takeState(saved, key)), touched: false }
      groups.set(key, group)
    }
    return { group, column: group.kept.columnOf(parameter) }
  }

  /** What a reading that is newer than all of its series says of the context of its station. */
  const hear = (row: CheckedRow): void => {
    const { station, series, flag } = row
    if (series.about.context ? flag === Flag.fail : !series.sampled) return
    const known = contextOf(station)
    if (known.kept.hear(row)) touched.add(known)
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
      touched.add(group)
      return group.kept.take(column, observedAt, value)
    },
    touchedParts: () => touched.count(),
    /** States changed since the last time; to be made text before the next reading is taken. */
    *saveTouched(): Iterable<[string, Json]> {
      for (const { key, kept } of touched.take()) yield [key, kept.save()]
    },
  }
}

/** What is kept in a part of the checkpoint, by its name there. */
type Kept<T> = Part & { readonly key: string; readonly kept: T }
type Group = Kept<Sampling>

/** Where the readings of a series stand in the rows of its sampling. */
export type SampledPlace = { readonly group: Group; readonly column: number }
