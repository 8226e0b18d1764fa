import { Flag } from '../../src/domain/flags.ts'
import type { Season } from '../../src/domain/quality.ts'
import { beijingOffsetMs, monthStart, type Instant } from '../../src/domain/time.ts'
import { boundsOf, checkBounds, type Bounds } from './bounds.ts'

/** Month of an instant by Beijing time, 1 to 12, and the instants it lies between. */
export function monthAt(at: Instant) {
  const local = new Date(at + beijingOffsetMs)
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth() + 1]
  return { month, fromAt: monthStart(year, month), untilAt: monthStart(year, month + 1) }
}

/**
 * Bounds of the season a month lies in; null where none is known. A season of some depths is for
 * readings that state one of them (ends included), a season without depths for those that state
 * none. Where two hold, the later in the list is taken.
 *
 * @source ioos_qc `ClimatologyConfig`
 */
export function seasonBounds(
  seasons: readonly Season[],
  month: number,
  depthM: number | null,
): Bounds | null {
  const found = seasons.findLast(
    (season) => season.months.includes(month) && holdsDepth(season, depthM),
  )
  return found === undefined ? null : boundsOf(found)
}

function holdsDepth({ depthM: span }: Season, depthM: number | null): boolean {
  if (span === null || depthM === null) return span === null && depthM === null
  return depthM >= (span[0] ?? -Infinity) && depthM <= (span[1] ?? Infinity)
}

/**
 * Climatology test: as the gross range, with the season's bounds; unknown without a season.
 *
 * @source QARTOD test 5; ioos_qc `climatology_test`
 */
export function checkClimatology(value: number, season: Bounds | null): Flag {
  return season === null ? Flag.unknown : checkBounds(value, season)
}
