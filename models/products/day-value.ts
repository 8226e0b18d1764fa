import { mean } from 'simple-statistics'
import type { AqiStandard } from '../../src/domain/standards.ts'
import { ozoneDailyMax8h } from '../assess/ozone-day.ts'

export const ozone = 'a05024'
export const fineParticles = 'a34004'

/**
 * What a Beijing day counts for in the daily index: the mean of its hours, for ozone the largest
 * 8-hour mean.
 *
 * @param hours  24 values, NaN where nothing is known
 * @returns null when too few hours are known
 */
export function dayValue(
  standard: AqiStandard,
  code: string,
  hours: readonly number[],
  hoursLeast: number,
): number | null {
  if (code === ozone) {
    return ozoneDailyMax8h(
      standard,
      hours.map((value) => (Number.isFinite(value) ? value : null)),
    )
  }
  const known = hours.filter(Number.isFinite)
  return known.length >= hoursLeast ? mean(known) : null
}
