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

/** A time without readings that is this many times as long as usual is a gap. */
const gapFactor = 3

/** The middle of each gap between times in order; the usual step is the median. */
function gapsOf(times: readonly number[]): readonly number[] {
  const steps = times.slice(1).map((at, place) => at - times[place]!)
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? Infinity
  return steps.flatMap((step, place) =>
    step > gapFactor * usual ? [times[place]! + step / 2] : [],
  )
}

/**
 * A failed value never bends the line; a doubted one does, since real pollution begins so. In the
 * middle of a gap, far longer than most steps between readings, stands a time that breaks the line.
 */
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
  const gaps = new Set(gapsOf([...byTime.keys()].sort((a, b) => a - b)))
  const times = new Set([...byTime.keys(), ...gaps, ...ahead.keys()])
  const seconds = [...times].sort((a, b) => a - b)
  const pick = (keep: (flag: number) => boolean) =>
    seconds.map((at) => {
      const reading = byTime.get(at)
      if (reading) return keep(reading.flag) ? reading.value : null
      return gaps.has(at) ? null : undefined
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

/** All values with a tenth of room; a level line gets room in proportion, and zero is the floor. */
export function valueSpan(values: readonly (number | null)[]): [low: number, high: number] {
  const numbers = values.filter((value) => value !== null)
  if (numbers.length === 0) return [0, 1]
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const room = 0.1 * (high - low || Math.abs(high) || 1)
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room]
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
