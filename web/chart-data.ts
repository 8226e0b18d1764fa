import type { Band } from '../src/domain/forecast.ts'
import { Flag } from '../src/domain/flags.ts'
import { instantOf } from './format.ts'
import type { ForecastStep } from './forecast.ts'
import type { ReadingItem } from './wire.ts'

/** `null` breaks a line, `undefined` says nothing of a time that only the other column has. */
type Column = (number | null | undefined)[]

/**
 * Columns of the chart: seconds; of the readings the line, the doubted points and the failed ones;
 * of the forecast its median and the edges of its two bands.
 */
export type Columns = readonly [
  seconds: number[],
  value: Column,
  suspect: Column,
  failed: Column,
  median: Column,
  high95: Column,
  low95: Column,
  high80: Column,
  low80: Column,
]

/** A failed value never bends the line; a doubted one does, since real pollution begins so. */
export function columnsOf(
  readings: readonly ReadingItem[],
  steps: readonly ForecastStep[] = [],
): Columns {
  const byTime = new Map<number, ReadingItem>()
  for (const reading of readings) {
    const at = instantOf(reading.observedAt)
    if (at !== null) byTime.set(at / 1_000, reading)
  }
  const ahead = new Map(steps.map(({ at, item }) => [at / 1_000, item]))
  const seconds = [...new Set([...byTime.keys(), ...ahead.keys()])].sort((a, b) => a - b)
  const pick = (keep: (flag: number) => boolean) =>
    seconds.map((at) => {
      const reading = byTime.get(at)
      return reading && (keep(reading.flag) ? reading.value : null)
    })
  const said = (name: keyof Band) => seconds.map((at) => ahead.get(at)?.[name])
  return [
    seconds,
    pick((flag) => flag < Flag.fail),
    pick((flag) => flag === Flag.suspect),
    pick((flag) => flag === Flag.fail),
    said('median'),
    said('high95'),
    said('low95'),
    said('high80'),
    said('low80'),
  ]
}

type Extent = { readonly low: number; readonly high: number; readonly last: number }

/** Lowest, highest and latest value of the line; null when there is none. */
export function extentOf(columns: Columns): Extent | null {
  const values = columns[1].filter((value) => typeof value === 'number')
  const last = values.at(-1)
  if (last === undefined) return null
  return values.reduce<Extent>(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value), last }),
    { low: last, high: last, last },
  )
}

/** Readings of one series: what is drawn, and the stretch that comes new. */
export function joinReadings(
  drawn: readonly ReadingItem[],
  fresh: readonly ReadingItem[],
  fromAt: number,
): readonly ReadingItem[] {
  const kept = drawn.filter(({ observedAt }) => (instantOf(observedAt) ?? 0) >= fromAt)
  return [...kept, ...fresh]
}
