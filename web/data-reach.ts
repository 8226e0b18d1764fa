import { hourMs, type Instant } from '../src/domain/time.ts'
import type { StationItem } from './wire.ts'

/** Data that end no longer ago are up to date, however often they come. */
const behindMinMs = hourMs

/**
 * How long ago the newest data of all stations end, where that is longer than two cadences of the
 * station that reports most often: the engine is catching up, or nothing comes. Then what is shown
 * as open is not all that goes on. Null: up to date, or nothing has come yet.
 */
export function behindMs(
  stations: readonly StationItem[],
  newestAt: Instant | null,
  now: Instant,
): number | null {
  if (newestAt === null) return null
  const cadences = stations.flatMap(({ expected = [] }) => expected.map((one) => one.cadenceMs))
  const cadenceMs = cadences.length === 0 ? 0 : Math.min(...cadences)
  const behind = now - newestAt
  return behind > Math.max(behindMinMs, 2 * cadenceMs) ? behind : null
}
