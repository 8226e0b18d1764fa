import { mean } from 'simple-statistics'
import { assert } from '../../src/domain/errors.ts'
import type { AqiStandard } from '../../src/domain/standards.ts'
import { roundHalfEven } from '../../src/domain/round.ts'

/**
 * Largest 8-hour sliding mean of ozone in one Beijing day, over the windows that end at 08:00 to
 * 24:00 and therefore lie wholly within the day.
 *
 * A day with too few windows still counts when its maximum exceeds the limit, since the missing
 * hours could only have made it worse.
 *
 * @param hourly  24 means in µg/m³, entry h for the hour from h:00 on; null where not valid
 * @returns µg/m³, unrounded; null when the day does not count
 * @throws {Error} `should hold: a Beijing day has 24 hourly values`
 * @source HJ 663-2013, from memory: the figures are the table's
 */
export function ozoneDailyMax8h(
  standard: AqiStandard,
  hourly: readonly (number | null)[],
): number | null {
  assert(hourly.length === 24, 'a Beijing day has 24 hourly values')
  const { firstEnd, lastEnd, windowHours, windowValuesMin, windowsMin } = standard.ozoneDay
  const { limit, decimals } = standard.ozoneDay
  const means: number[] = []
  for (let end = firstEnd; end <= lastEnd; end += 1) {
    const values = hourly
      .slice(end - windowHours, end)
      .filter((value): value is number => value !== null && Number.isFinite(value))
    if (values.length >= windowValuesMin) means.push(mean(values))
  }
  const largest = Math.max(...means)
  const counts = means.length >= windowsMin || roundHalfEven(largest, decimals) > limit
  return counts ? largest : null
}
