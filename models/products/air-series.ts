import type { Band } from '../../src/domain/forecast.ts'
import type { District } from '../../src/domain/network.ts'
import { dayMs, type Instant } from '../../src/domain/time.ts'

/** What is known of one pollutant at one air station when a draft is made. */
export type AirSeries = {
  readonly station: string
  readonly district: District
  readonly code: string
  /** What the newest run serves, by the start of the hour; null: no run. */
  readonly forecast: {
    readonly hours: ReadonlyMap<Instant, Band>
    /** False where one of them has no skill, or none is known yet. */
    readonly published: boolean
    /** End of what it knew. */
    readonly cutOffAt: Instant
  } | null
  /** Hourly means of the whole Beijing days before the day of issue, oldest first; NaN: none. */
  readonly stored: Float64Array
  /**
   * By lead of {@link errorLeadsMs}: standard score at which each stored hour stood in what had been
   * forecast of it so long before; NaN where nothing was. Empty: nothing was forecast.
   */
  readonly errors: ReadonlyMap<number, Float64Array>
}

export const hoursOfDay = 24

/** Past errors are those of forecasts one, two and three days ahead. */
export const errorLeadsMs: readonly number[] = [dayMs, 2 * dayMs, 3 * dayMs]
