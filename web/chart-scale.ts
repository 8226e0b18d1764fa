import { beijingOffsetMs, dayMs, hourMs, type Instant } from '../src/domain/time.ts'

/** Where values and times stand on a chart, and what is written on its axes. */

/** All values with a tenth of room; a level line gets room in proportion, and zero is the floor. */
export function valueSpan(values: readonly number[]): readonly [low: number, high: number] {
  if (values.length === 0) return [0, 1]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = 0.1 * (high - low || Math.abs(high) || 1)
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room]
}

/**
 * Round values of a span, by steps of 1, 2, 2.5 or 5 times a power of ten.
 *
 * @example valueTicks(0, 11, 6) // => [0, 2, 4, 6, 8, 10]
 */
export function valueTicks(low: number, high: number, most: number): readonly number[] {
  const least = (high - low) / most
  const power = 10 ** Math.floor(Math.log10(least))
  const step = power * ([1, 2, 2.5, 5].find((one) => one * power >= least) ?? 10)
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step + 1e-9) - first + 1
  return Array.from({ length: count }, (_, place) =>
    Number(((first + place) * step).toPrecision(12)),
  )
}

const timeSteps = [
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  dayMs,
  2 * dayMs,
  4 * dayMs,
  7 * dayMs,
]

/** Full hours or days of a span in Beijing time, at most so many where weeks are enough. */
export function timeTicks(fromAt: Instant, toAt: Instant, most: number): readonly Instant[] {
  const step = timeSteps.find((one) => (toAt - fromAt) / one <= most) ?? timeSteps.at(-1)!
  const first = Math.ceil((fromAt + beijingOffsetMs) / step) * step - beijingOffsetMs
  const count = Math.max(0, Math.floor((toAt - first) / step) + 1)
  return Array.from({ length: count }, (_, place) => first + place * step)
}

/** A time without values that is this many times as long as usual is a gap. */
const gapFactor = 3.5

export type Point = readonly [at: number, value: number]
type Column = readonly (number | null | undefined)[]

/**
 * The stretches of a line: `null` breaks it, and so does a gap far longer than those between most
 * of its points; `undefined` says nothing.
 */
export function stretches(times: readonly number[], column: Column): readonly (readonly Point[])[] {
  const runs: Point[][] = [[]]
  const usual = usualStep(times.filter((_, place) => column[place] !== undefined))
  let last: number | undefined
  for (const [place, value] of column.entries()) {
    if (value === undefined) continue
    const at = times[place]!
    const apart = last !== undefined && at - last > gapFactor * usual
    if (value === null || apart) runs.push([])
    if (value !== null) runs.at(-1)!.push([at, value])
    last = at
  }
  return runs.filter((run) => run.length > 0)
}

/** The median of the steps between times; Infinity where there is none. */
function usualStep(times: readonly number[]): number {
  const steps = times.slice(1).map((at, place) => at - times[place]!)
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? Infinity
}

/** The place of the time nearest to one, among times in order; null where there are none. */
export function nearest(times: readonly number[], at: number): number | null {
  let best: number | null = null
  for (const [place, time] of times.entries()) {
    if (best === null || Math.abs(time - at) < Math.abs(times[best]! - at)) best = place
  }
  return best
}
