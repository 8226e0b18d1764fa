import type { Names, WaterBody, WaterClass } from './network.ts'
import type { BloomGrade, GradeChange, WaterGrade } from './standards.ts'

export const waterPeriods = ['day', 'month'] as const
export type WaterPeriod = (typeof waterPeriods)[number]

/** How a water body was over a period, from the means of its stations; null: not measured. */
export type WaterState = {
  readonly waterBody: string
  readonly name: Names
  readonly kind: WaterBody['kind']
  /** Null also by the share method, which gives a grade and no class. */
  readonly class: WaterClass | null
  readonly grade: Pick<WaterGrade, 'word' | 'colour'> | null
  readonly method: 'mean' | 'share' | null
  /** Stations with at least one factor of the class. */
  readonly sections: number
  /** Codes, foremost first; empty unless something is worse than class III. */
  readonly mainIndicators: readonly string[]
  /** Of a lake: comprehensive trophic level index, to one decimal. */
  readonly trophic: {
    readonly index: number
    readonly band: Names
    /** A factor was missing, the others' weights were scaled up. */
    readonly partial: boolean
    readonly standard: string
  } | null
  /** Of a lake. */
  readonly bloom: {
    readonly grade: BloomGrade
    readonly word: Names
    readonly standard: string
  } | null
  /** Of the grade, against the period before. */
  readonly change: GradeChange | null
}

/** The waters of a network over the day, or over the month as far as its end. */
export type WaterStates = {
  /** Beijing date. */
  readonly date: string
  readonly period: WaterPeriod
  readonly items: readonly WaterState[]
}
