import { assert } from '../../src/domain/errors.ts'
import type { WaterClass } from '../../src/domain/network.ts'
import {
  waterClasses,
  type SurfaceWaterFactor,
  type SurfaceWaterStandard,
  type WaterGrade,
  type WaterKind,
} from '../../src/domain/standards.ts'

/** Values of one sampling by factor code, in catalogue units; an absent factor was not measured. */
export type Sample = Readonly<Record<string, number>>

/** Rank of a value, 0 (class I) to 5 (worse than V); NaN is 5, so that it draws attention. */
type Ladder = (value: number) => number

const worstRank = waterClasses.length - 1

/** 0 for class I to 5 for worse than V. */
export function rankOfClass(waterClass: WaterClass): number {
  return waterClasses.indexOf(waterClass)
}

/** Equal limits in several classes give the best of them. Null: no class in such water. */
function ladderOf(factor: SurfaceWaterFactor, waterKind: WaterKind): Ladder | null {
  if (factor.direction === 'within') {
    const [low, high] = factor.range
    return (value) => (value >= low && value <= high ? 0 : worstRank)
  }
  const limits = factor.limits[waterKind]
  if (limits === null) return null
  const atLeast = factor.direction === 'at-least'
  return (value) => {
    let rank = 0
    for (const limit of limits) {
      if (atLeast ? value >= limit : value <= limit) return rank
      rank += 1
    }
    return rank
  }
}

/** Null when the factor has no class in such water. */
function classOfValue(
  standard: SurfaceWaterStandard,
  factor: SurfaceWaterFactor,
  value: number,
  waterKind: WaterKind,
  saturationShare: number | null,
): WaterClass | null {
  const rank = ladderOf(factor, waterKind)?.(value)
  if (rank === undefined) return null
  const { enabled, oxygen, bestClassShare } = standard.oxygenSaturation
  const saturated =
    enabled &&
    factor.code === oxygen &&
    saturationShare !== null &&
    saturationShare >= bestClassShare
  return waterClasses[saturated ? 0 : rank] ?? null
}

/**
 * Class of one value by the limits of table 1.
 *
 * @param value  catalogue unit, rounded before if it is a mean to be published
 * @param options.saturationShare  dissolved oxygen over its saturation (0.9 for 90 %): the other
 *   way into class I
 * @returns null when the factor is no part of the class: temperature, total nitrogen, coliforms,
 *   factors the table does not know
 * @source GB 3838-2002 table 1; 环办〔2011〕22号
 * @example classOfFactor(standard, 'w21011', 0.087, 'lake') // => 'IV'
 */
export function classOfFactor(
  standard: SurfaceWaterStandard,
  code: string,
  value: number,
  waterKind: WaterKind,
  options: { readonly saturationShare?: number } = {},
): WaterClass | null {
  const factor = standard.factors.find((one) => one.code === code)
  if (factor?.role !== 'assessed') return null
  return classOfValue(standard, factor, value, waterKind, options.saturationShare ?? null)
}

/**
 * The same ranking for the stream, with the table looked up once: 0 (class I) to 5 (worse than V),
 * or -1 for a factor that is no part of the class. One reading knows no water temperature, so the
 * way into class I by oxygen saturation is not taken here.
 */
export function createFactorClassifier(
  standard: SurfaceWaterStandard,
  waterKind: WaterKind,
): (code: string, value: number) => number {
  const ladders = new Map<string, Ladder>()
  for (const factor of standard.factors) {
    const ladder = factor.role === 'assessed' ? ladderOf(factor, waterKind) : null
    if (ladder !== null) ladders.set(factor.code, ladder)
  }
  return (code, value) => ladders.get(code)?.(value) ?? -1
}

/**
 * Dissolved oxygen over its saturation at the sample's temperature and 1 atm.
 *
 * @returns a share (1 is saturated), null without oxygen or temperature
 * @source HJ 2.3: 468 / (31.6 + T)
 */
export function oxygenSaturationShare(
  standard: SurfaceWaterStandard,
  sample: Sample,
): number | null {
  const { oxygen, temperature, numerator, offset } = standard.oxygenSaturation
  const oxygenMgL = sample[oxygen]
  const temperatureC = sample[temperature]
  if (oxygenMgL === undefined || temperatureC === undefined) return null
  return (oxygenMgL * (offset + temperatureC)) / numerator
}

/** The word and colour token a class stands for. */
export function gradeOfClass(standard: SurfaceWaterStandard, waterClass: WaterClass): WaterGrade {
  const grade = standard.grades.find((one) => one.classes.includes(waterClass))
  assert(grade !== undefined, `${standard.id} has a grade for class ${waterClass}`)
  return grade
}

export type FactorAssessment = {
  readonly code: string
  readonly value: number
  readonly class: WaterClass
  /** (C − S) / S over the class III limit S, unrounded; null when it does not exceed or has none. */
  readonly multiple: number | null
}

export type WaterAssessment = {
  readonly standard: string
  readonly waterKind: WaterKind
  /** The worst class among the assessed factors; null when none was measured. */
  readonly class: WaterClass | null
  readonly grade: WaterGrade | null
  readonly factors: readonly FactorAssessment[]
  /** Main pollution indicators, foremost first; empty unless worse than class III. */
  readonly mainIndicators: readonly FactorAssessment[]
  /** Classed on its own and left out of the class: total nitrogen of a lake. */
  readonly beside: readonly FactorAssessment[]
}

function assessFactor(
  standard: SurfaceWaterStandard,
  factor: SurfaceWaterFactor,
  value: number,
  waterKind: WaterKind,
  saturationShare: number | null,
): FactorAssessment | null {
  const waterClass = classOfValue(standard, factor, value, waterKind, saturationShare)
  if (waterClass === null) return null
  const limitRank = rankOfClass(standard.assessment.exceedanceAbove)
  const limit = factor.direction === 'within' ? null : factor.limits[waterKind]?.[limitRank]
  const exceeds = rankOfClass(waterClass) > limitRank
  const multiple = exceeds && factor.multiple && limit ? (value - limit) / limit : null
  return { code: factor.code, value, class: waterClass, multiple }
}

/**
 * Which exceeding factors are named: cyanide and heavy metals first, then the worst class, then
 * the largest multiple; a factor without multiple (oxygen, pH) follows those that have one.
 */
function mainIndicatorsOf(
  standard: SurfaceWaterStandard,
  factors: readonly FactorAssessment[],
): FactorAssessment[] {
  const first = new Set(standard.factors.filter((one) => one.first).map((one) => one.code))
  const limitRank = rankOfClass(standard.assessment.exceedanceAbove)
  return factors
    .filter((one) => rankOfClass(one.class) > limitRank)
    .sort(
      (left, right) =>
        Number(first.has(right.code)) - Number(first.has(left.code)) ||
        rankOfClass(right.class) - rankOfClass(left.class) ||
        (right.multiple ?? -1) - (left.multiple ?? -1),
    )
    .slice(0, standard.assessment.mainIndicatorsMax)
}

/**
 * Single-factor assessment of one sample (单因子评价): its class is the worst of its factors.
 *
 * @param sample  values to be held against the limits as they are: see `roundForAssessment`
 * @source 地表水环境质量评价办法（试行）, 环办〔2011〕22号
 * @example assessSample(standard, { w01019: 3.62, w21011: 0.087 }, 'lake').class // => 'IV'
 */
export function assessSample(
  standard: SurfaceWaterStandard,
  sample: Sample,
  waterKind: WaterKind,
): WaterAssessment {
  const saturationShare = oxygenSaturationShare(standard, sample)
  const factors: FactorAssessment[] = []
  const beside: FactorAssessment[] = []
  for (const factor of standard.factors) {
    const value = sample[factor.code]
    if (value === undefined || factor.role === 'not-assessed') continue
    const assessed = assessFactor(standard, factor, value, waterKind, saturationShare)
    if (assessed !== null && factor.role === 'assessed') factors.push(assessed)
    if (assessed !== null && factor.role === 'beside') beside.push(assessed)
  }
  const worst = waterClasses.findLast((one) => factors.some((factor) => factor.class === one))
  return {
    standard: standard.id,
    waterKind,
    class: worst ?? null,
    grade: worst === undefined ? null : gradeOfClass(standard, worst),
    factors,
    mainIndicators: mainIndicatorsOf(standard, factors),
    beside,
  }
}
