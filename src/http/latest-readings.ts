import { seriesKeyOf } from '../domain/reading.ts'
import type { LiveReading } from './capabilities.ts'

/**
 * Readings that wait for a slow reader: of each series only the newest observed, in the order in
 * which the series began to wait. Beyond `seriesMax` series the longest waiting one is left out.
 */
type LatestReadings = {
  readonly isEmpty: () => boolean
  readonly put: (reading: LiveReading) => void
  /** Takes out the one that has waited longest. */
  readonly take: () => LiveReading | null
}

export function createLatestReadings(seriesMax: number): LatestReadings {
  const waiting = new Map<string, LiveReading>()
  const takeFirst = () => {
    for (const [key, reading] of waiting) {
      waiting.delete(key)
      return reading
    }
    return null
  }
  return {
    isEmpty: () => waiting.size === 0,
    put: (reading) => {
      const key = seriesKeyOf(reading)
      const held = waiting.get(key)
      if (held !== undefined && held.observedAt > reading.observedAt) return
      waiting.set(key, reading)
      if (waiting.size > seriesMax) takeFirst()
    },
    take: takeFirst,
  }
}
