import { createSampling, type SampledRow, type Sampling } from '../models/joint/sampling.ts'
import { alarmsWanted } from '../models/signals/unusual.ts'
import type { SignalRules } from '../models/signals/signal.ts'
import type { Json } from './domain/json.ts'
import type { Instant } from './domain/time.ts'
import type { Parameter } from './domain/network.ts'
import type { CheckedRow, SeriesMemory } from './series.ts'

type SamplingsParts = {
  readonly rules: SignalRules
  readonly parameters: ReadonlyMap<string, Parameter>
}

/**
 * The samplings of all stations: what each measures together, of one cadence, period and depth, is
 * judged together. One is made when its first reading comes, from its saved state if any.
 */
export function createSamplings(
  { rules, parameters }: SamplingsParts,
  saved: ReadonlyMap<string, Json>,
) {
  const byKey = new Map<string, Sampling>()
  const places = new Map<SeriesMemory, { sampling: Sampling; column: number }>()
  const touched = new Set<string>()
  const alarmsPerDay = (at: Instant) => alarmsWanted(rules, at) ?? 0
  const unitOf = (parameter: string) => parameters.get(parameter)?.unit ?? ''

  const placeOf = (series: SeriesMemory, key: string) => {
    const setup = { cadenceMs: series.cadenceMs, alarmsPerDay, unitOf }
    const sampling = byKey.get(key) ?? createSampling(setup, saved.get(key))
    byKey.set(key, sampling)
    const place = { sampling, column: sampling.columnOf(series.about.code) }
    places.set(series, place)
    return place
  }

  return {
    /** Takes a usable reading, and answers the row that it completes. */
    take({ series, observedAt, value }: CheckedRow): SampledRow | null {
      const key = series.sampling
      if (key === null) return null
      touched.add(key)
      const { sampling, column } = places.get(series) ?? placeOf(series, key)
      return sampling.take(column, observedAt, value)
    },
    touchedParts: () => touched.size,
    /** States changed since the last time; to be made text before the next reading is taken. */
    *saveTouched(): Iterable<[string, Json]> {
      for (const key of touched) yield [key, byKey.get(key)!.save()]
      touched.clear()
    },
  }
}
