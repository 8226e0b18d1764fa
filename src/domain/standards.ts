import type { Certainty, Names, WaterBody, WaterClass } from './network.ts'
import type { WarningColour } from './event.ts'
import { dateOf, type Instant } from './time.ts'

/**
 * Words for the tables that say what a number means: limits, breakpoints, grades. The figures are
 * data with an origin and dates; the functions that apply them take the table as an argument.
 */
export type DatedTable = {
  readonly id: string
  readonly name: Names
  /** First Beijing calendar date it holds, `YYYY-MM-DD`. */
  readonly effectiveFrom: string
  /** First Beijing calendar date it no longer holds; null: still in force. */
  readonly effectiveTo: string | null
  /** Of every figure that carries no mark of its own. */
  readonly certainty: Certainty
  readonly source: string
}

/**
 * The table in force at an instant, by Beijing calendar date; of several the one begun last.
 *
 * @returns null when none was in force
 */
export function standardAt<Table extends DatedTable>(
  tables: readonly Table[],
  at: Instant,
): Table | null {
  const date = dateOf(at)
  return tables.reduce<Table | null>((found, table) => {
    const holds =
      table.effectiveFrom <= date && (table.effectiveTo === null || date < table.effectiveTo)
    return holds && (found === null || table.effectiveFrom > found.effectiveFrom) ? table : found
  }, null)
}

/** Classes of GB 3838, best first; a class's rank is its index. */
export const waterClasses = ['I', 'II', 'III', 'IV', 'V', 'V+'] as const satisfies WaterClass[]

export type WaterKind = WaterBody['kind']
/** Limits of the classes I to V; a value on the limit is inside the class. */
export type ClassLimits = readonly [number, number, number, number, number]

type FactorWords = {
  readonly code: string
  readonly name: Names
  readonly unit: string
  /** Part of the class; shown beside it (total nitrogen of a lake); or neither. */
  readonly role: 'assessed' | 'beside' | 'not-assessed'
  /** Named first among the main pollution indicators when it exceeds (cyanide, heavy metals). */
  readonly first: boolean
  /** Whether its exceedance is told as a multiple of the class III limit. */
  readonly multiple: boolean
  readonly mean: 'arithmetic' | 'hydrogen-activity'
  readonly certainty: Certainty
}
/** Null limits: the factor has no class in such water. */
export type SurfaceWaterFactor = FactorWords &
  (
    | {
        readonly direction: 'at-most' | 'at-least'
        readonly limits: Readonly<Record<WaterKind, ClassLimits | null>>
      }
    | { readonly direction: 'within'; readonly range: readonly [number, number] }
  )

/** One limit of tables 2 and 3, for surface sources of drinking water. */
export type SourceLimit = {
  readonly code: string
  readonly name: Names
  readonly unit: string
  readonly limit: number
  readonly table: 2 | 3
  readonly certainty: Certainty
}

/** Quality in a word: 优, 良好, 轻度污染, 中度污染, 重度污染; best first in its table. */
export type WaterGrade = {
  readonly classes: readonly WaterClass[]
  readonly word: Names
  /** Token of the water class scale, not a colour value. */
  readonly colour: string
}

/** Saturated oxygen in mg/L is `numerator / (offset + temperature)`; class I may be met by share. */
export type OxygenSaturation = {
  readonly enabled: boolean
  readonly oxygen: string
  readonly temperature: string
  readonly numerator: number
  readonly offset: number
  readonly bestClassShare: number
  readonly certainty: Certainty
}

/** One line of the share method; the first line that holds gives the grade's index. */
export type ShareRule = {
  readonly grade: number
  /** Share of sections in classes I to III, at least; null: any. */
  readonly goodAtLeast: number | null
  /** Share of sections worse than V, below; null: any. */
  readonly worstBelow: number | null
}

export type SurfaceWaterStandard = DatedTable & {
  readonly factors: readonly SurfaceWaterFactor[]
  readonly sourceLimits: readonly SourceLimit[]
  readonly oxygenSaturation: OxygenSaturation
  readonly grades: readonly WaterGrade[]
  readonly assessment: {
    /** Worse than this class is an exceedance. */
    readonly exceedanceAbove: WaterClass
    readonly mainIndicatorsMax: number
    /** From so many sections on a river is judged by shares instead of the mean. */
    readonly shareSectionsMin: number
    readonly shareRules: readonly ShareRule[]
    readonly change: Readonly<Record<GradeChange, Names>>
    readonly certainty: Certainty
    readonly source: string
  }
}
export const gradeChanges = ['none', 'better', 'worse', 'much-better', 'much-worse'] as const
export type GradeChange = (typeof gradeChanges)[number]

export const airAveragings = ['year', 'day', 'hour', 'day-max-8h'] as const
export type AirAveraging = (typeof airAveragings)[number]

export type AirQualityStandard = DatedTable & {
  readonly limits: readonly {
    readonly code: string
    readonly averaging: AirAveraging
    readonly unit: string
    /** Areas of class I (parks, reserves) and class II (all else). */
    readonly classI: number
    readonly classII: number
  }[]
  /** Fewest values that make a mean valid. */
  readonly validity: {
    readonly hourMinutesMin: number
    readonly dayHoursMin: number
    readonly eightHoursMin: number
    readonly monthDaysMin: number
    readonly februaryDaysMin: number
    readonly yearDaysMin: number
  }
}

/**
 * Concentrations that face the first entries of the index scale, ascending. A shorter column has a
 * note for what lies above it: `last` holds the index of its last entry (notes b and c of
 * HJ 633-2026), `other-column` reports the index of the other averaging period (HJ 633-2012).
 */
export type BreakpointColumn = {
  readonly points: readonly number[]
  readonly above: 'last' | 'other-column'
  readonly certainty: Certainty
}

export type AqiPollutant = {
  readonly code: string
  readonly name: Names
  readonly unit: string
  /** Concentrations are rounded half to even to so many decimals first (GB/T 8170). */
  readonly decimals: number
  /** Day mean; for ozone the largest 8-hour mean of the day. */
  readonly day: BreakpointColumn
  /** Null: the day column serves the real-time report too (particles). */
  readonly hour: BreakpointColumn | null
  readonly sensitiveGroups: readonly Names[]
}

export type AqiLevel = {
  readonly level: number
  /** Largest index of the level; null: no upper end. */
  readonly upTo: number | null
  readonly numeral: string
  readonly word: Names
  /** Token of the AQI scale; `rgb` is the standard's own colour. */
  readonly colour: string
  readonly rgb: readonly [number, number, number]
  readonly advice: string
  readonly adviceCertainty: Certainty
}

export type AqiStandard = DatedTable & {
  readonly scale: readonly number[]
  readonly pollutants: readonly AqiPollutant[]
  readonly levels: readonly AqiLevel[]
  /** What the real-time report takes for particles: the hour's mean, or the mean of 24 hours. */
  readonly realTimeParticles: 'hour' | 'day-mean'
  /** A primary pollutant needs an index above this. */
  readonly primaryAbove: number
  /** With a pollutant missing the AQI is published only above this. */
  readonly partialAbove: number
  readonly sensitiveAbove: number
  readonly ozoneDay: {
    readonly windowHours: number
    readonly windowValuesMin: number
    /** Clock hour by whose end the first and the last window of a day end. */
    readonly firstEnd: number
    readonly lastEnd: number
    readonly windowsMin: number
    /** With fewer windows the day still counts when its maximum exceeds this limit. */
    readonly limit: number
    /** To which the maximum is rounded before it is held against the limit. */
    readonly decimals: number
    readonly certainty: Certainty
    readonly source: string
  }
}

export const trophicFactors = ['chla', 'tp', 'tn', 'sd', 'codmn'] as const
export type TrophicFactor = (typeof trophicFactors)[number]

/** Index of one factor is `10 (intercept + slope ln value)`; its weight grows with correlation². */
export type TliStandard = DatedTable & {
  readonly terms: readonly {
    readonly factor: TrophicFactor
    readonly unit: string
    readonly intercept: number
    readonly slope: number
    readonly correlation: number
  }[]
  readonly bands: readonly {
    readonly word: Names
    /** Upper end of the band; null: none. */
    readonly upTo: number | null
    readonly upToIncluded: boolean
    readonly colour: string
  }[]
}

export type BloomGrade = 'I' | 'II' | 'III' | 'IV' | 'V'
/** Bounds are lower ends, inside the grade; `areaShareFrom` of grade II is outside it (0 is I). */
export type BloomStandard = DatedTable & {
  readonly grades: readonly {
    readonly grade: BloomGrade
    readonly word: Names
    readonly densityFromCellsL: number
    readonly chlaFromUgL: number
    readonly areaShareFrom: number
    readonly areaShareFromIncluded: boolean
    readonly colour: string
  }[]
  readonly chlaCertainty: Certainty
  readonly areaCertainty: Certainty
  /** Whole water: all is grade I above this share of grade I points. */
  readonly noBloomShareAbove: number
  /** Whole water: another grade holds from this share of points on; else the mean decides. */
  readonly gradeShareMin: number
}

export const bloomMeasures = ['chlaUgL', 'algaeCellsL', 'areaShare'] as const
export type BloomMeasure = (typeof bloomMeasures)[number]
export const bloomPlaces = ['open-water', 'intake'] as const
export type BloomPlace = (typeof bloomPlaces)[number]

/** Warning tiers of a bloom; a tier holds when all its conditions do. */
export type BloomTiers = DatedTable & {
  readonly tiers: readonly {
    readonly place: BloomPlace
    readonly colour: WarningColour
    readonly allOf: readonly {
      readonly measure: BloomMeasure
      readonly relation: 'above' | 'at-least'
      readonly limit: number
    }[]
    readonly certainty: Certainty
  }[]
}

/** All tables, each kind by its own dates. */
export type Standards = {
  readonly surfaceWater: readonly SurfaceWaterStandard[]
  readonly airQuality: readonly AirQualityStandard[]
  readonly aqi: readonly AqiStandard[]
  readonly tli: readonly TliStandard[]
  readonly bloom: readonly BloomStandard[]
  readonly bloomTiers: readonly BloomTiers[]
}
