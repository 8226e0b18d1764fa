import type { AutomaticReading } from '../models/signals/signal.ts'
import type { CheckedReading } from './domain/reading.ts'
import type { Db } from './store/db.ts'
import { automaticBeside } from './store/readings-beside.ts'

/** The automatic readings around each manual sample, by its place among the rows. */
export async function besideSamples(
  db: Db,
  rows: readonly CheckedReading[],
  ingestNoOf: (place: number) => number,
): Promise<ReadonlyMap<number, readonly AutomaticReading[]>> {
  const places: number[] = []
  rows.forEach(({ source }, place) => {
    if (source === 'manual') places.push(place)
  })
  if (places.length === 0) return nothing
  const samples = places.map((place) => ({ ...rows[place]!, ingestNo: ingestNoOf(place) }))
  const found = await automaticBeside(db, samples)
  return new Map(places.map((at, index) => [at, found[index]!]))
}

const nothing: ReadonlyMap<number, readonly AutomaticReading[]> = new Map()
