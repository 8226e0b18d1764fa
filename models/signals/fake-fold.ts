import { join } from 'node:path'
import { loadNetworkData } from '../../src/config/network-data.ts'
import type { Event } from '../../src/domain/event.ts'
import type { Json } from '../../src/domain/json.ts'
import type { RawReading } from '../../src/domain/reading.ts'
import type { Instant } from '../../src/domain/time.ts'
import { createMemory } from '../../src/memory.ts'

/** The network as it is shipped. */
export const shipped = loadNetworkData(join(import.meta.dirname, '../../fixtures/network'))

/** What a station measures by itself at a moment, unless told. */
export const usualReading: Omit<RawReading, 'station' | 'parameter' | 'observedAt' | 'value'> = {
  ...{ period: 'PT0S', source: 'automatic', depthM: null },
  ...{ qualifier: '', sourceFlag: 'normal', historical: false },
}

/** Checks and signals of the shipped network as the engine folds them, in simulated time. */
export function openFold(
  now: Instant,
  saved: ReadonlyMap<string, Json> = new Map(),
  rules = shipped.rules,
) {
  const { series, fold } = createMemory({ ...shipped, rules, now }, saved)
  const take = (readings: readonly RawReading[]): Event[] =>
    readings.flatMap((reading) =>
      series.check([reading], reading.observedAt).flatMap((row) => fold.take(row)),
    )
  return { series, fold, take }
}

/** Folds readings with a restart from the checkpoint before one of them. */
export function foldAcross(now: Instant, readings: readonly RawReading[], cut: number) {
  const before = openFold(now)
  const head = before.take(readings.slice(0, cut))
  const saved = JSON.parse(JSON.stringify([...before.fold.saveTouched()])) as [string, Json][]
  const tail = openFold(now, new Map(saved)).take(readings.slice(cut))
  return { events: [...head, ...tail], saved }
}
