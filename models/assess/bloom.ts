import { mean } from 'simple-statistics'
import { assert } from '../../src/domain/errors.ts'
import type { BloomStandard } from '../../src/domain/standards.ts'

export type BloomGradeEntry = BloomStandard['grades'][number]

/** What was measured at one point; null where it was not. */
export type BloomPoint = {
  readonly algaeCellsL: number | null
  readonly chlaUgL: number | null
}

/** The highest grade the value is not below; NaN is below none, so that it draws attention. */
function highestReached(
  standard: BloomStandard,
  isBelow: (grade: BloomGradeEntry) => boolean,
): BloomGradeEntry {
  const grade = standard.grades.findLast((one) => !isBelow(one)) ?? standard.grades[0]
  assert(grade !== undefined, `${standard.id} has grades`)
  return grade
}

/** @param algaeCellsL  cells/L: 1000 万个/L is 1e7 */
export function bloomGradeByDensity(standard: BloomStandard, algaeCellsL: number): BloomGradeEntry {
  return highestReached(standard, (grade) => algaeCellsL < grade.densityFromCellsL)
}

export function bloomGradeByChla(standard: BloomStandard, chlaUgL: number): BloomGradeEntry {
  return highestReached(standard, (grade) => chlaUgL < grade.chlaFromUgL)
}

/** @param areaShare  bloom area over the area of the water, 0 to 1 */
export function bloomGradeByArea(standard: BloomStandard, areaShare: number): BloomGradeEntry {
  return highestReached(standard, (grade) =>
    grade.areaShareFromIncluded
      ? areaShare < grade.areaShareFrom
      : areaShare <= grade.areaShareFrom,
  )
}

/**
 * Grade of one point; where density and chlorophyll disagree, the higher.
 *
 * @returns null when neither was measured
 * @source HJ 1098-2020; DB44/T 2261-2020
 */
export function bloomGradeOfPoint(
  standard: BloomStandard,
  point: BloomPoint,
): BloomGradeEntry | null {
  const reached = [
    point.algaeCellsL === null ? null : bloomGradeByDensity(standard, point.algaeCellsL),
    point.chlaUgL === null ? null : bloomGradeByChla(standard, point.chlaUgL),
  ]
  return standard.grades.findLast((grade) => reached.includes(grade)) ?? null
}

export type WaterBloom = {
  readonly standard: string
  readonly grade: BloomGradeEntry
  /** Which rule decided: nearly no point in bloom, one grade prevails, or the mean. */
  readonly rule: 'no-bloom-share' | 'grade-share' | 'mean'
  readonly points: number
}

/**
 * Grade of a whole water from its points: grade I when more than 95 % of them are; another grade
 * when it holds 75 % of them; else the grade of the mean density and mean chlorophyll.
 *
 * Points of grade I between 75 and 95 % do not make the water grade I: the rule of 75 % speaks of
 * points in bloom.
 *
 * @returns null when no point was measured
 * @source DB44/T 2261-2020 a) to c)
 */
export function bloomGradeOfWater(
  standard: BloomStandard,
  points: readonly BloomPoint[],
): WaterBloom | null {
  const reached = points
    .map((point) => bloomGradeOfPoint(standard, point))
    .filter((grade) => grade !== null)
  const found = { standard: standard.id, points: reached.length }
  const share = (grade: BloomGradeEntry) =>
    reached.filter((one) => one === grade).length / reached.length
  const [none, ...inBloom] = standard.grades
  if (reached.length === 0 || none === undefined) return null
  if (share(none) > standard.noBloomShareAbove) {
    return { ...found, grade: none, rule: 'no-bloom-share' }
  }
  const prevailing = inBloom.find((grade) => share(grade) >= standard.gradeShareMin)
  if (prevailing !== undefined) return { ...found, grade: prevailing, rule: 'grade-share' }
  const grade = bloomGradeOfPoint(standard, {
    algaeCellsL: meanOf(points.map((point) => point.algaeCellsL)),
    chlaUgL: meanOf(points.map((point) => point.chlaUgL)),
  })
  return grade === null ? null : { ...found, grade, rule: 'mean' }
}

function meanOf(values: readonly (number | null)[]): number | null {
  const measured = values.filter((value) => value !== null)
  return measured.length === 0 ? null : mean(measured)
}
