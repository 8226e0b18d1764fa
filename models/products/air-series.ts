import type { Band } from '../../src/domain/forecast.ts'
import type { District } from '../../src/domain/network.ts'
import type { Instant } from '../../src/domain/time.ts'

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
  } | null
  /** Hourly means of the whole Beijing days before the day of issue, oldest first; NaN: none. */
  readonly stored: Float64Array
}

export const hoursOfDay = 24
