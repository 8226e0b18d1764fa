import type { WarningColour } from '../src/domain/event.ts'
import type { Names } from '../src/domain/network.ts'
import type { RegisterField } from '../src/domain/register.ts'

/** What the engine answers of registers, patterns and the odds ahead, as far as the page reads it. */
export type RegisterFieldItem = Pick<RegisterField, 'id' | 'name' | 'type' | 'unit' | 'choices'>

export type RegisterItem = {
  readonly id: string
  readonly name: Names
  /** The field that tells its entries apart. */
  readonly key: string
  readonly fields: readonly RegisterFieldItem[]
  /** Entries in force. */
  readonly entries: number
}

export type RegisterEntryItem = {
  readonly key: string
  readonly version: number
  readonly values: Readonly<Record<string, string | number | readonly string[] | null>>
  /** Intakes that its water reaches, nearest first. */
  readonly intakes: readonly {
    readonly station: string
    readonly name: Names
    readonly distanceKm: number
  }[]
}

/** What a rejected alert silences at its station. */
export type PatternItem = {
  readonly id: string
  readonly etag: string
  readonly station: string
  readonly rule: string
  readonly colour: WarningColour | null
  readonly shape: readonly { readonly parameter: string; readonly by: number }[]
  readonly exercise: boolean
  readonly learnedAt: string
  readonly person: string
  readonly reason: string
  readonly revoked: {
    readonly at: string
    readonly person: string
    readonly reason: string
  } | null
  /** Events that it has silenced. */
  readonly silenced: number
  readonly lastSilencedAt: string | null
}

/** One day of the AQI ahead; a share of 1 is certain. */
export type AqiDayItem = {
  readonly date: string
  readonly leadDay: number
  readonly aqiLow: number | null
  readonly aqiHigh: number | null
  readonly rangeProbability: number | null
  readonly levels: readonly {
    readonly level: number
    readonly word: Names
    readonly probability: number
  }[]
  readonly primaryPollutants: readonly {
    readonly parameter: string
    readonly probability: number
  }[]
  readonly forecastHours: number
  readonly published: boolean
  readonly reason: string | null
}

export type AqiAnswer = { readonly madeAt: string; readonly items: readonly AqiDayItem[] }

type RangeScore = {
  /** Mean distance of the middle of the range from the measured AQI. */
  readonly mae: number
  /** Share of the days inside the range. */
  readonly inside: number
}

/** How the regional guidance and our drafts did on the same days. */
export type GuidanceScoreItem = {
  readonly area: string
  readonly leadDay: number
  readonly n: number
  readonly guidance: RangeScore
  readonly draft: RangeScore
}
