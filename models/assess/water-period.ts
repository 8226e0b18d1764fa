import { mean } from 'simple-statistics'
import { assert } from '../../src/domain/errors.ts'
import type { Names, Parameter, WaterClass } from '../../src/domain/network.ts'
import type {
  GradeChange,
  SurfaceWaterStandard,
  WaterGrade,
  WaterKind,
} from '../../src/domain/standards.ts'
import { roundForAssessment } from './round.ts'
import { assessSample, rankOfClass, type Sample, type WaterAssessment } from './water-class.ts'

/**
 * Value of a period, or of a water with several points: the mean of each factor over the samples
 * that have it, to be classed afterwards; classes are never averaged. pH is averaged as hydrogen
 * activity, −log10 of the mean of 10^−pH.
 *
 * @source 环办〔2011〕22号; 地表水自动监测数据处理方法及修约规则
 */
export function meanSample(standard: SurfaceWaterStandard, samples: readonly Sample[]): Sample {
  const gathered = new Map<string, number[]>()
  for (const sample of samples) {
    for (const [code, value] of Object.entries(sample)) {
      const values = gathered.get(code)
      if (values === undefined) gathered.set(code, [value])
      else values.push(value)
    }
  }
  const acidity = standard.factors.filter((factor) => factor.mean === 'hydrogen-activity')
  const means = [...gathered].map(([code, values]): [string, number] =>
    acidity.some((factor) => factor.code === code)
      ? [code, -Math.log10(mean(values.map((value) => 10 ** -value)))]
      : [code, mean(values)],
  )
  return Object.fromEntries(means)
}

/**
 * A sample as it is held against the limits, rounded by `roundForAssessment`.
 *
 * @param decimals  by factor code, the catalogue's `decimals.assessment`; others stay as they are
 */
export function roundSample(sample: Sample, decimals: Readonly<Record<string, number>>): Sample {
  const rounded = Object.entries(sample).map(([code, value]): [string, number] => {
    const places = decimals[code]
    return [code, places === undefined ? value : roundForAssessment(value, places)]
  })
  return Object.fromEntries(rounded)
}

/** The decimals of `roundSample`, by code. */
export const assessmentDecimals = (parameters: readonly Parameter[]): Record<string, number> =>
  Object.fromEntries(parameters.map(({ code, decimals: { assessment } }) => [code, assessment]))

export type SectionsAssessment = {
  readonly standard: string
  readonly method: 'mean' | 'share'
  /** Sections with at least one assessed factor. */
  readonly sections: number
  readonly grade: WaterGrade | null
  /** Null by the share method, which gives a grade and no class. */
  readonly class: WaterClass | null
  /** Shares of sections in classes I to III, and worse than V. */
  readonly goodShare: number | null
  readonly worstShare: number | null
  /** Codes of the main pollution indicators, foremost first. */
  readonly mainIndicators: readonly string[]
}

/**
 * From sections to their water: few sections, and lakes, by the class of the mean; a river of five
 * or more by the shares of good and of worst sections. What is held against limits, a section or
 * the mean of all, is rounded once.
 *
 * The rules leave 60 % good beside 40 % worst open (three and two of five sections): taken as the
 * heavier grade.
 *
 * @param sections  one sample each, unrounded
 * @param decimals  as of `roundSample`
 * @source 环办〔2011〕22号; GB/T 8170 (no rounding of what was rounded)
 */
export function assessSections(
  standard: SurfaceWaterStandard,
  sections: readonly Sample[],
  waterKind: WaterKind,
  decimals: Readonly<Record<string, number>>,
): SectionsAssessment {
  const assess = (sample: Sample) =>
    assessSample(standard, roundSample(sample, decimals), waterKind)
  const assessed = sections.map(assess).filter((one) => one.class !== null)
  const common = { standard: standard.id, sections: assessed.length }
  if (waterKind === 'river' && assessed.length >= standard.assessment.shareSectionsMin) {
    return { ...common, ...assessShares(standard, assessed) }
  }
  const whole = assess(meanSample(standard, sections))
  return {
    ...{ ...common, method: 'mean', grade: whole.grade, class: whole.class },
    ...{ goodShare: null, worstShare: null },
    mainIndicators: whole.mainIndicators.map(({ code }) => code),
  }
}

function assessShares(standard: SurfaceWaterStandard, sections: readonly WaterAssessment[]) {
  const { assessment } = standard
  const goodRank = rankOfClass(assessment.exceedanceAbove)
  const ranks = sections.map((one) => rankOfClass(one.class!))
  const goodShare = ranks.filter((rank) => rank <= goodRank).length / ranks.length
  const worstShare = ranks.filter((rank) => rank === rankOfClass('V+')).length / ranks.length
  const rule = assessment.shareRules.find(
    ({ goodAtLeast, worstBelow }) =>
      (goodAtLeast === null || goodShare >= goodAtLeast) &&
      (worstBelow === null || worstShare < worstBelow),
  )
  const grade = rule === undefined ? undefined : standard.grades[rule.grade]
  assert(grade !== undefined, `${standard.id} has a share rule for every case`)
  const mainIndicators = mainIndicatorsByShare(standard, sections)
  return { method: 'share', grade, class: null, goodShare, worstShare, mainIndicators } as const
}

/** The factors that exceed at most sections; of as many, in the order of the table. */
function mainIndicatorsByShare(
  { factors, assessment }: SurfaceWaterStandard,
  sections: readonly WaterAssessment[],
): string[] {
  const limitRank = rankOfClass(assessment.exceedanceAbove)
  const exceeding = sections.map(
    (section) =>
      new Set(
        section.factors.filter((one) => rankOfClass(one.class) > limitRank).map(({ code }) => code),
      ),
  )
  return factors
    .map(({ code }) => ({ code, count: exceeding.filter((codes) => codes.has(code)).length }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count)
    .slice(0, assessment.mainIndicatorsMax)
    .map(({ code }) => code)
}

/**
 * How quality changed from one period to the next: one grade somewhat, two or more markedly.
 *
 * @source 环办〔2011〕22号
 */
export function gradeChange(
  standard: SurfaceWaterStandard,
  before: WaterGrade,
  now: WaterGrade,
): { readonly change: GradeChange; readonly word: Names } {
  const rank = (grade: WaterGrade) =>
    standard.grades.findIndex((one) => one.colour === grade.colour)
  const steps = rank(now) - rank(before)
  const turn = steps > 0 ? 'worse' : 'better'
  const change: GradeChange = steps === 0 ? 'none' : Math.abs(steps) === 1 ? turn : `much-${turn}`
  return { change, word: standard.assessment.change[change] }
}
