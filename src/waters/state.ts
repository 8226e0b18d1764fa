import { bloomGradeOfWater } from '../../models/assess/bloom.ts'
import { trophicState } from '../../models/assess/tli.ts'
import type { Sample } from '../../models/assess/water-class.ts'
import {
  assessmentDecimals,
  assessSections,
  gradeChange,
  meanSample,
  roundSample,
} from '../../models/assess/water-period.ts'
import { roundHalfEven } from '../domain/round.ts'
import type { Parameter, WaterBody } from '../domain/network.ts'
import {
  standardAt,
  trophicFactors,
  type BloomStandard,
  type Standards,
  type SurfaceWaterStandard,
  type TliStandard,
} from '../domain/standards.ts'
import type { Instant } from '../domain/time.ts'
import type { WaterState } from '../domain/water-state.ts'

/** Tables in force at a time; null: none was. */
export type WaterTables = {
  readonly surface: SurfaceWaterStandard
  readonly tli: TliStandard | null
  readonly bloom: BloomStandard | null
}

/** @returns null when no limits of classes were in force */
export function tablesAt(standards: Standards, at: Instant): WaterTables | null {
  const surface = standardAt(standards.surfaceWater, at)
  if (surface === null) return null
  return { surface, tli: standardAt(standards.tli, at), bloom: standardAt(standards.bloom, at) }
}

/** What stands for a water over a period: one sample a station, unrounded, and the tables then. */
export type WaterSamples = {
  readonly tables: WaterTables | null
  readonly sections: readonly Sample[]
}

/** How a water was, and how its grade changed from the period before. */
export function waterState(
  parameters: readonly Parameter[],
  { id, name, kind }: WaterBody,
  now: WaterSamples,
  before: WaterSamples,
): WaterState {
  const about = { waterBody: id, name, kind }
  if (now.tables === null) return { ...about, ...unknown }
  const { surface, tli, bloom } = now.tables
  const decimals = assessmentDecimals(parameters)
  const gradeOf = ({ tables, sections }: WaterSamples) =>
    tables && assessSections(tables.surface, sections, kind, decimals).grade
  const assessed = assessSections(surface, now.sections, kind, decimals)
  const { grade, sections } = assessed
  const gradeBefore = gradeOf(before)
  const valueIn = valuesIn(parameters)
  const points = now.sections.map((sample) => roundSample(sample, decimals))
  const whole = roundSample(meanSample(surface, now.sections), decimals)
  const isLake = kind === 'lake'
  return {
    ...about,
    ...{ class: assessed.class, sections, mainIndicators: assessed.mainIndicators },
    grade: grade && { word: grade.word, colour: grade.colour },
    method: sections === 0 ? null : assessed.method,
    trophic: isLake && tli !== null ? trophicOf(tli, whole, valueIn) : null,
    bloom: isLake && bloom !== null ? bloomOf(bloom, points, valueIn) : null,
    change: grade && gradeBefore && gradeChange(surface, gradeBefore, grade).change,
  }
}

const unknown = {
  ...{ class: null, grade: null, method: null, sections: 0, mainIndicators: [] },
  ...{ trophic: null, bloom: null, change: null },
} as const

type ValueIn = (sample: Sample, alias: LakeMeasure) => number | undefined

/** The standards name what they need of a lake by the catalogue's aliases. */
const lakeMeasures = ['algae', ...trophicFactors] as const
type LakeMeasure = (typeof lakeMeasures)[number]

const codeIn = (parameters: readonly Parameter[], measure: LakeMeasure) =>
  parameters.find(({ alias, medium }) => alias === measure && medium === 'water')?.code

function valuesIn(parameters: readonly Parameter[]): ValueIn {
  const codes = new Map(lakeMeasures.map((one) => [one, codeIn(parameters, one)]))
  return (sample, measure) => sample[codes.get(measure) ?? '']
}

/** Codes of all that the state of a water is judged by. */
export function judgedBy(
  parameters: readonly Parameter[],
  { factors, oxygenSaturation }: SurfaceWaterStandard,
): ReadonlySet<string | undefined> {
  const ofLakes = lakeMeasures.map((one) => codeIn(parameters, one))
  return new Set([...factors.map(({ code }) => code), oxygenSaturation.temperature, ...ofLakes])
}

function trophicOf(standard: TliStandard, sample: Sample, valueIn: ValueIn): WaterState['trophic'] {
  const measured = trophicFactors.flatMap((factor) => {
    const value = valueIn(sample, factor)
    return value === undefined ? [] : [[factor, value] as const]
  })
  const state = trophicState(standard, Object.fromEntries(measured))
  if (state === null) return null
  const { index, band, partial } = state
  return { index: roundHalfEven(index, 1), band: band.word, partial, standard: standard.id }
}

function bloomOf(
  standard: BloomStandard,
  samples: readonly Sample[],
  valueIn: ValueIn,
): WaterState['bloom'] {
  const points = samples.map((sample) => ({
    algaeCellsL: valueIn(sample, 'algae') ?? null,
    chlaUgL: valueIn(sample, 'chla') ?? null,
  }))
  const found = bloomGradeOfWater(standard, points)
  return found && { grade: found.grade.grade, word: found.grade.word, standard: standard.id }
}
