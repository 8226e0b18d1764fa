import type { StationKind, WaterClass } from '../src/domain/network.ts'
import type { ClassLimits, ReadingItem } from './wire.ts'

/** Best first; `V+` is worse than V. */
export const waterClasses: readonly WaterClass[] = ['I', 'II', 'III', 'IV', 'V', 'V+']

/** The limits that apply at a kind of station, best class first; null where there are none. */
export function limitsFor(
  limits: ClassLimits | null | undefined,
  kind: StationKind,
): readonly number[] | null {
  if (!limits || kind === 'hydrology' || kind === 'air') return null
  const row = limits.range ?? (kind === 'lake' ? limits.lake : limits.river)
  return row && row.length >= 2 ? row : null
}

/** Limits that fall from the best class to the worst: more is better, as with oxygen. */
export function moreIsBetter(row: readonly number[]): boolean {
  return row.length > 2 && row[0]! > row.at(-1)!
}

/**
 * Class of one value: a value on a limit is still inside, equal limits give the better class. A
 * row of two limits is a range (pH): inside is class I, outside worse than V.
 *
 * @example classOf([2, 4, 6, 10, 15], 6) // => 'III'
 * @example classOf([7.5, 6, 5, 3, 2], 1.9) // => 'V+'
 */
export function classOf(row: readonly number[], value: number): WaterClass {
  if (row.length === 2) return value >= row[0]! && value <= row[1]! ? 'I' : 'V+'
  const better = moreIsBetter(row)
  const index = row.findIndex((limit) => (better ? value >= limit : value <= limit))
  return waterClasses[index] ?? 'V+'
}

type Band = { readonly from: number; readonly to: number; readonly index: number }

/** Stretches of the value axis, one for each class that has room between its limits. */
export function bandsOf(row: readonly number[]): readonly Band[] {
  if (row.length === 2) return [{ from: row[0]!, to: row[1]!, index: 0 }]
  const better = moreIsBetter(row)
  const ends = better ? [Infinity, ...row, -Infinity] : [-Infinity, ...row, Infinity]
  return ends.slice(1).flatMap((end, index) => {
    const start = ends[index]!
    const band = better ? { from: end, to: start, index } : { from: start, to: end, index }
    return band.from < band.to ? [band] : []
  })
}

/** Oxygen over 120 % of saturation or pH over 9 is an algae sign, never simply good water. */
export function isAlgaeSign(readings: ReadonlyMap<string, ReadingItem>): boolean {
  const oxygen = readings.get('w01009')?.value
  const temperature = readings.get('w01010')?.value
  const ph = readings.get('w01001')?.value
  if (ph !== undefined && ph > 9) return true
  if (oxygen === undefined || temperature === undefined) return false
  return oxygen > (1.2 * 468) / (31.6 + temperature)
}

/** Upper ends of AQI levels 1 to 5 (HJ 633-2026, table 1). */
const aqiLevelEnds = [50, 100, 150, 200, 300]

/** Level of an AQI, 1 to 6. @example aqiLevel(101) // => 3 */
export function aqiLevel(aqi: number): number {
  return 1 + aqiLevelEnds.filter((end) => aqi > end).length
}
