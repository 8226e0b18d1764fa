import type { Certainty, District, Names } from './network.ts'

/** Who signs a product: a city, for the district of the zone that belongs to it. */
export type ProductParty = {
  readonly id: string
  readonly name: Names
  readonly district: District
}

/** Over a bulletin whose network, or whose version, has no title of its own. */
export const usualTitle: Names = {
  zh: '环境空气质量联合预报',
  en: 'Joint air-quality forecast',
}

/** How the joint air-quality product is made and when: data of the network. */
export type ProductPlan = {
  /** Time of day in Beijing, ms since midnight: when the draft is made, when it must be out. */
  readonly draftAtMs: number
  readonly dueByMs: number
  /** How long a due draft waits for forecasts that are not there. */
  readonly forecastWaitMs: number
  /** Time that a consultation is left at least, where its draft came late. */
  readonly consultationMsLeast: number
  /** Over a bulletin, and what its area of all districts is called. */
  readonly title: Names
  readonly zone: Names
  readonly parties: readonly ProductParty[]
  /** Days ahead that a product must have, and up to which it tells a trend. */
  readonly mandatoryDays: number
  readonly trendDays: number
  /** Stored days that the joint distribution rests on, and how many are needed at least. */
  readonly days: number
  readonly daysLeast: number
  /** Hours of a day that make a day's mean. */
  readonly hoursLeast: number
  readonly range: {
    /** Share of the paths within the widest range: 0.8 is from the 10 % to the 90 % quantile. */
    readonly share: number
    /** By AQI level of the median, I to VI: the range goes no further than this from it. */
    readonly halfWidths: readonly number[]
    readonly certainty: Certainty
    readonly source: string
  }
  /** A pollutant is named primary when it is so on at least this share of the days above 50. */
  readonly primaryShareLeast: number
}
