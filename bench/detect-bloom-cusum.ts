import type { BloomMeasure, BloomSighting } from '../models/bloom/bloom-index.ts'
import { dayMs, type Instant } from '../src/domain/time.ts'

const baselineDays = 14
const allowance = 0.5
const limit = 8

/**
 * The plain way: for each measure a one-sided CUSUM of the logarithm of the daily mean, over that of
 * the reference lake where one is given, in the mean and spread of the first 14 days with values.
 *
 * @returns the day on which the first of them is told, the day after its last value; null: never
 */
export function plainCusum(
  own: readonly BloomSighting[],
  reference: readonly BloomSighting[],
): Instant | null {
  const others = dailyMeans(reference)
  const alarms = [...dailyMeans(own)].flatMap(([measure, days]) => {
    if (measure === 'temperature') return []
    const values = [...days].flatMap(([day, value]): [number, number][] => {
      const other = reference.length === 0 ? 1 : others.get(measure)?.get(day)
      return other === undefined ? [] : [[day, Math.log(value / other)]]
    })
    return firstAlarm(values) ?? []
  })
  return alarms.length === 0 ? null : Math.min(...alarms)
}

function firstAlarm(values: readonly (readonly [day: number, value: number])[]): Instant | null {
  const baseline = values.slice(0, baselineDays).map(([, value]) => value)
  const mean = baseline.reduce((a, b) => a + b, 0) / baselineDays
  const squares = baseline.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const spread = Math.sqrt(squares / (baselineDays - 1))
  let sum = 0
  for (const [day, value] of values.slice(baselineDays)) {
    sum = Math.max(0, sum + (value - mean) / spread - allowance)
    if (sum > limit) return (day + 1) * dayMs
  }
  return null
}

function dailyMeans(sightings: readonly BloomSighting[]): Map<BloomMeasure, Map<number, number>> {
  const sums = new Map<BloomMeasure, Map<number, { sum: number; count: number }>>()
  for (const { at, measure, value } of sightings) {
    const days = sums.get(measure) ?? new Map<number, { sum: number; count: number }>()
    sums.set(measure, days)
    const day = days.get(Math.floor(at / dayMs)) ?? { sum: 0, count: 0 }
    days.set(Math.floor(at / dayMs), { sum: day.sum + value, count: day.count + 1 })
  }
  return new Map(
    [...sums].map(([measure, days]) => [
      measure,
      new Map([...days].map(([day, { sum, count }]) => [day, sum / count])),
    ]),
  )
}
