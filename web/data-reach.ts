import { hourMs, type Instant } from '../src/domain/time.ts'
import type { StationItem } from './wire.ts'

/** Data that end no longer ago are up to date, however often they come. */
const behindMinMs = hourMs

/**
 * Where the data end, while that is not now: the engine is catching up, or nothing comes, and what
 * is known to be open is not all that goes on. Judged by the stations that report most often, the
 * newest of them, and by two of their cadences.
 *
 * @param newestOf  how far the data of a station reach; null: none came
 * @returns null where they are up to date, or nothing has come yet
 */
export function behindAt(
  stations: readonly Pick<StationItem, 'id' | 'expected'>[],
  newestOf: (station: string) => Instant | null,
  now: Instant,
): Instant | null {
  const cadenceOf = ({ expected = [] }: Pick<StationItem, 'expected'>) =>
    Math.min(...expected.map(({ cadenceMs }) => cadenceMs))
  const reached = stations.flatMap((station) => {
    const newestAt = newestOf(station.id)
    return newestAt === null ? [] : [{ newestAt, cadenceMs: cadenceOf(station) }]
  })
  if (reached.length === 0) return null
  const cadenceMs = Math.min(...reached.map((one) => one.cadenceMs))
  const often = reached.filter((one) => one.cadenceMs === cadenceMs)
  const endAt = Math.max(...often.map(({ newestAt }) => newestAt))
  const allowedMs = Number.isFinite(cadenceMs) ? 2 * cadenceMs : 0
  return now - endAt > Math.max(behindMinMs, allowedMs) ? endAt : null
}
