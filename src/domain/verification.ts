import type { District } from './network.ts'
import type { CellValue } from './product.ts'

/** What a day's air was, by the daily rule. */
export type DayReport = {
  readonly aqi: number
  /** Codes of the primary pollutants; none up to an AQI of 50. */
  readonly primary: readonly string[]
}

/**
 * Whose word a forecast is: a version as released, the engine's draft, a party's own word in the
 * consultation, the regional platform, or that tomorrow is as yesterday was.
 */
export const forecasterKinds = ['released', 'model', 'party', 'guidance', 'persistence'] as const
export type ForecasterKind = (typeof forecasterKinds)[number]

export type Forecaster = {
  readonly by: ForecasterKind
  /** Of what was released, and of guidance. */
  readonly version: number | null
  readonly party: string | null
  readonly district: District | null
  /** Who spoke for the party last. */
  readonly person: string | null
}

export type ForecastRange = Pick<CellValue, 'aqiLow' | 'aqiHigh' | 'primaryPollutants'>

/** What one forecaster said of an area, by days ahead. */
export type Said = {
  readonly forecaster: Forecaster
  readonly ranges: ReadonlyMap<number, ForecastRange>
}

/** One forecast held against its day; null where the day was not measured, or there is no such thing. */
export type Verified = ForecastRange & {
  readonly forecaster: Forecaster
  /** Numbers of the AQI levels that it touches. */
  readonly levels: readonly number[]
  readonly rangeHit: boolean | null
  readonly levelHit: boolean | null
  /** Of a measured AQI above 50 only. */
  readonly primaryHit: boolean | null
  /** Middle of the range less the measured AQI. */
  readonly error: number | null
}

export type VerifiedDay = {
  readonly leadDay: number
  readonly date: string
  readonly observed: (DayReport & { readonly level: number }) | null
  readonly forecasts: readonly Verified[]
}

/** Days and hits of one forecaster. */
export type HitCount = {
  readonly n: number
  readonly rangeHits: number
  readonly levelHits: number
  readonly primaryN: number
  readonly primaryHits: number
  /** Mean of the errors, and of their sizes; null without a day. */
  readonly meanError: number | null
  readonly meanAbsoluteError: number | null
}

export type ForecasterScore = {
  readonly forecaster: Forecaster
  readonly all: HitCount
  /** Days whose measured AQI was above 100. */
  readonly polluted: HitCount
}

/** An old product of one area beside what then was. */
export type Verification = {
  readonly area: string
  readonly date: string
  readonly standard: string
  readonly demonstration: boolean
  readonly tolerance: number
  readonly days: readonly VerifiedDay[]
  readonly scores: readonly ForecasterScore[]
}
