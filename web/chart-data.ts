import { Flag } from '../src/domain/flags.ts'
import { instantOf } from './format.ts'
import type { ReadingItem } from './wire.ts'

/** Columns of the chart: seconds, then the line, the doubted points and the failed ones. */
export type Columns = readonly [
  seconds: number[],
  value: (number | null)[],
  suspect: (number | null)[],
  failed: (number | null)[],
]

/** A failed value never bends the line; a doubted one does, since real pollution begins so. */
export function columnsOf(readings: readonly ReadingItem[]): Columns {
  const byTime = new Map<number, ReadingItem>()
  for (const reading of readings) {
    const at = instantOf(reading.observedAt)
    if (at !== null) byTime.set(at / 1_000, reading)
  }
  const seconds = [...byTime.keys()].sort((left, right) => left - right)
  const pick = (keep: (flag: number) => boolean) =>
    seconds.map((at) => {
      const { value, flag } = byTime.get(at)!
      return keep(flag) ? value : null
    })
  return [
    seconds,
    pick((flag) => flag < Flag.fail),
    pick((flag) => flag === Flag.suspect),
    pick((flag) => flag === Flag.fail),
  ]
}

type Extent = { readonly low: number; readonly high: number; readonly last: number }

/** Lowest, highest and latest value of the line; null when there is none. */
export function extentOf(columns: Columns): Extent | null {
  const values = columns[1].filter((value) => value !== null)
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
