import type { District } from './network.ts'
import type { AqiLevel } from './standards.ts'
import type { Instant } from './time.ts'

/** Id of a district of the zone, or `zone`. */
export type Area = string
export const zoneArea = 'zone'

/** One area on one day ahead of the date of issue. */
export type Cell = { readonly area: Area; readonly leadDay: number }

/** What is said of a cell. AQI in whole numbers, concentrations of the day in µg/m³. */
export type CellValue = {
  readonly aqiLow: number
  readonly aqiHigh: number
  /** Factor codes; none up to an AQI of 50. */
  readonly primaryPollutants: readonly string[]
  readonly pm25Low: number | null
  readonly pm25High: number | null
  /** Largest 8-hour mean of the day. */
  readonly o3Low: number | null
  readonly o3High: number | null
  /** A forecaster's sentence; null: no weather guidance. */
  readonly weather: string | null
}
export const cellFields = [
  'aqiLow',
  'aqiHigh',
  'primaryPollutants',
  'pm25Low',
  'pm25High',
  'o3Low',
  'o3High',
  'weather',
] as const satisfies readonly (keyof CellValue)[]
export type CellField = (typeof cellFields)[number]

/**
 * What orders the joint paths of an area: past errors of the forecasts, the values of stored days, or
 * nothing (all pollutants move together).
 */
export type Joint = 'errors' | 'days' | 'together'

/** How likely it is, by the paths, that a day is of a level, and that a pollutant is primary. */
export type AqiOdds = {
  /** Levels that any path reaches, mildest first; they add up to 1. */
  readonly levels: readonly { readonly level: number; readonly probability: number }[]
  /**
   * Likeliest first; a day up to an AQI of 50 has none, and one may have several, so they need not
   * add up to 1.
   */
  readonly primary: readonly { readonly code: string; readonly probability: number }[]
}

/** What a draft's value rests on. */
export type Basis = {
  /** Hours of the day within reach of the forecasts, and those filled from stored days. */
  readonly forecastHours: number
  readonly climatologyHours: number
  /** Stored days whose joint ranks and hours were used; 0: all pollutants move together. */
  readonly storedDays: number
  readonly joint: Joint
  readonly aqiMedian: number | null
  /** Share of the paths whose AQI lies within the issued range. */
  readonly rangeShare: number | null
  /** Of all paths; null where there is no value. */
  readonly odds: AqiOdds | null
  /** False where a forecast behind it has no skill, or none is known yet. */
  readonly published: boolean
}

/** The engine's own value for a cell; null with a reason where nothing supports one. */
export type DraftCell = Cell & {
  readonly value: CellValue | null
  readonly reason: string | null
  readonly basis: Basis
}

/** One run of the forecasts that a draft was made from. */
export type RunCited = {
  readonly station: string
  readonly parameter: string
  readonly issuedAt: Instant
  readonly cutOffAt: Instant
  readonly model: string
  readonly hash: string
}

type LevelName = Pick<AqiLevel, 'level' | 'numeral' | 'word'>

/** The AQI of the days ahead at one air station, from the newest runs of its pollutants. */
export type AqiOutlook = {
  readonly station: string
  /** Id of the table of the AQI. */
  readonly standard: string
  readonly madeAt: Instant
  readonly days: readonly {
    /** In Beijing, `2026-11-23`. */
    readonly date: string
    readonly cell: DraftCell
    /** The levels of its odds with their words. */
    readonly levels: readonly (LevelName & { readonly probability: number })[]
  }[]
  readonly runs: readonly RunCited[]
}

/** What the parties consult on: all inputs of a product but their own words. */
export type ProductDraft = {
  /** Date of issue in Beijing, `2026-11-23`. */
  readonly date: string
  readonly madeAt: Instant
  /** Made from simulated readings, by nobody real. */
  readonly demonstration: boolean
  readonly standards: readonly string[]
  /** Codes that the AQI is made of. */
  readonly pollutants: readonly string[]
  /** An AQI above it has a primary pollutant. */
  readonly primaryAbove: number
  readonly cells: readonly DraftCell[]
  readonly runs: readonly RunCited[]
}

/** A draft with the SHA-256 of its canonical JSON. */
export type KeptDraft = ProductDraft & { readonly hash: string }

/** What a consultation of a product is about; kept with its workflow. */
export type ProductSubject = {
  readonly product: 'air'
  readonly date: string
  /** Hash of the draft. */
  readonly draft: string
  readonly dueAt: Instant
  /** Version that it corrects; null: it makes the first. */
  readonly corrects: number | null
  /** Why it is corrected. */
  readonly reason: string | null
}

/** One cell as the consultation has it so far. */
export type ConsultedCell = Cell & {
  readonly draft: CellValue | null
  /** By district, what its party said; absent: nothing yet. */
  readonly said: Readonly<Record<District, CellValue | null>>
  /** Fields in which the parties differ. */
  readonly differs: readonly CellField[]
  /** Null before the agreement, and where all leave it open. */
  readonly agreed: CellValue | null
}

export type Signature = {
  readonly district: District
  readonly person: string
  readonly at: Instant
}

/** A consultation read from its steps. */
export type Consultation = {
  readonly cells: readonly ConsultedCell[]
  readonly agreement: {
    readonly person: string
    readonly at: Instant
    readonly minutes: string
  } | null
  /** Since the last agreement. */
  readonly signatures: readonly Signature[]
}

/** A released version: immutable. */
export type ReleasedProduct = {
  readonly date: string
  readonly version: number
  readonly issuedAt: Instant
  /** SHA-256 of the document without its own `hash`. */
  readonly hash: string
  /** Canonical JSON, to the byte. */
  readonly document: string
}
