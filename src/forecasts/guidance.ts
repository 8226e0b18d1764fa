import type { Guided } from '../../models/forecasters/grid.ts'
import { fineParticles, ozone } from '../../models/products/day-value.ts'
import type { Guidance, GuidanceCell } from '../domain/guidance.ts'
import { zoneArea } from '../domain/product.ts'
import { dayMs, dateOf, dateAfter, dayStart, type Instant } from '../domain/time.ts'
import type { Queryable } from '../store/db.ts'
import { guidanceSince } from '../store/guidance.ts'
import type { Subject } from './subject.ts'

/**
 * What the regional platform said of the days of a history and of those ahead, for a series of air;
 * nothing for another.
 */
export async function readGuidance(
  db: Queryable,
  { station, about }: Pick<Subject, 'station' | 'about'>,
  since: Instant,
  now: Instant,
): Promise<Guided[]> {
  if (about.medium !== 'air') return []
  const from = dateOf(since)
  const known = (await guidanceSince(db, from)).filter(({ receivedAt }) => receivedAt <= now)
  return guidedOf(known, station.district, about.code)
}

/**
 * Middles of the ranges that guidance gives of a district, or of the zone where it says nothing of
 * the district: PM2.5 and ozone by their own, any other pollutant by the AQI.
 *
 * @returns by the time when it was said
 */
export function guidedOf(guidance: readonly Guidance[], district: string, code: string): Guided[] {
  return guidance
    .flatMap(({ issueDate, receivedAt, cells }) => {
      const own = cells.filter(({ area }) => area === district)
      const zone = cells.filter(
        ({ area, leadDay }) => area === zoneArea && !own.some((one) => one.leadDay === leadDay),
      )
      return [...own, ...zone].flatMap((cell): Guided[] => {
        const value = middleOf(cell, code)
        if (value === null) return []
        const fromAt = dayStart(dateAfter(issueDate, cell.leadDay))
        return [{ saidAt: receivedAt, fromAt, toAt: fromAt + dayMs, value }]
      })
    })
    .sort((a, b) => a.saidAt - b.saidAt)
}

function middleOf(cell: GuidanceCell, code: string): number | null {
  const [low, high] =
    code === fineParticles
      ? [cell.pm25Low, cell.pm25High]
      : code === ozone
        ? [cell.o3Low, cell.o3High]
        : [cell.aqiLow, cell.aqiHigh]
  return low === null || high === null ? null : (low + high) / 2
}
