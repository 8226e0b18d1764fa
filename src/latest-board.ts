import type { StoredReading } from './domain/queries.ts'
import { seriesKeyOf } from './domain/reading.ts'

/** Newest reading of each series by station, kept beside the path for the pages. */
export type LatestBoard = {
  show(reading: StoredReading): void
  of(station: string): StoredReading[]
}

export function createLatestBoard(known: readonly StoredReading[]): LatestBoard {
  const stations = new Map<string, Map<string, StoredReading>>()
  const board: LatestBoard = {
    show(reading) {
      let series = stations.get(reading.station)
      if (series === undefined) {
        series = new Map()
        stations.set(reading.station, series)
      }
      const key = seriesKeyOf(reading)
      const shown = series.get(key)
      if (shown === undefined || reading.observedAt >= shown.observedAt) series.set(key, reading)
    },
    of: (station) => [...(stations.get(station)?.values() ?? [])],
  }
  for (const reading of known) board.show(reading)
  return board
}
