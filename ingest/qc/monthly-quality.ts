import type { Station } from '../../src/domain/network.ts'
import type { MonthlyCount, MonthlyQuality, MonthlyQuery } from '../../src/domain/queries.ts'
import { monthStart, type Instant } from '../../src/domain/time.ts'

/**
 * What the store is asked for the data capture of a month.
 *
 * @param month  `2026-11`, by Beijing time
 * @param now  a month under way is counted up to here
 * @returns null when it is no month, or one that has not begun
 */
export function monthlyQuery(station: Station, month: string, now: Instant): MonthlyQuery | null {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month)
  if (match === null) return null
  const [year, number] = [Number(match[1]), Number(match[2])]
  const from = monthStart(year, number)
  if (from >= now) return null
  return {
    station: station.id,
    // What only people sample comes as manual results.
    source: station.form === 'section' ? 'manual' : 'automatic',
    from,
    to: Math.min(monthStart(year, number + 1), now),
    series: station.parameters.map(({ code, period, cadenceMs }) => {
      return { parameter: code, period, cadenceMs }
    }),
  }
}

/**
 * Data capture rate (数据获取率, received of expected) and validity rate (有效率, valid of received)
 * of every registered series; expected are the whole cadences since the month began. A rate of
 * nothing is null.
 */
export function monthlyQuality(
  { from, to, series }: MonthlyQuery,
  counts: readonly MonthlyCount[],
): MonthlyQuality[] {
  return series.map(({ parameter, period, cadenceMs }) => {
    const counted = counts.find((one) => one.parameter === parameter && one.period === period)
    const expected = Math.floor((to - from) / cadenceMs)
    // The first and the last slot are halves: together they may count one too many.
    const received = Math.min(expected, counted?.received ?? 0)
    const valid = Math.min(expected, counted?.valid ?? 0)
    return {
      parameter,
      period,
      cadenceMs,
      expected,
      received,
      valid,
      captureRate: expected === 0 ? null : received / expected,
      validRate: received === 0 ? null : valid / received,
    }
  })
}
