import { seasonOf } from '../forecasters/grid.ts'

/** Days from which the daily rhythm is taken. */
const rhythmDays = 14

/**
 * How a series departs from its mean at each step of the day, as the mean of the last 14 days;
 * the first entry is the step of day that begins at midnight UTC. Steps of day never measured
 * depart by nothing; empty where steps are too long to show a day.
 *
 * @param target   NaN where nothing was measured; ends at the newest step
 * @param startAt  of the first step
 */
export function dailyRhythm(target: Float64Array, startAt: number, stepMs: number): number[] {
  const season = seasonOf(stepMs)
  if (season === 1) return []
  const sums = new Float64Array(season)
  const counts = new Float64Array(season)
  const first = Math.max(0, target.length - rhythmDays * season)
  for (let i = first; i < target.length; i += 1) {
    const value = target[i]!
    if (Number.isNaN(value)) continue
    const phase = phaseOf(startAt + i * stepMs, stepMs, season)
    sums[phase]! += value
    counts[phase]! += 1
  }
  const means = sums.map((sum, phase) => sum / counts[phase]!)
  const known = means.filter((mean) => !Number.isNaN(mean))
  const mean = known.reduce((sum, one) => sum + one / known.length, 0)
  return Array.from(means, (one) => (Number.isNaN(one) ? 0 : one - mean))
}

/** Departure of the step that begins at `at`. */
export function rhythmAt(rhythm: readonly number[], at: number, stepMs: number): number {
  if (rhythm.length === 0) return 0
  return rhythm[phaseOf(at, stepMs, rhythm.length)]!
}

function phaseOf(at: number, stepMs: number, season: number): number {
  return Math.floor(at / stepMs) % season
}

/**
 * How much of a departure from the rhythm still stands after so many steps: the autocorrelation
 * of what the rhythm leaves, held within 0 and 1.
 */
export function departureShares(
  target: Float64Array,
  startAt: number,
  stepMs: number,
  rhythm: readonly number[],
  knots: readonly number[],
): number[] {
  const rest = target.map((value, i) => value - rhythmAt(rhythm, startAt + i * stepMs, stepMs))
  const known = rest.filter((value) => !Number.isNaN(value))
  const mean = known.reduce((sum, value) => sum + value / known.length, 0)
  return knots.map((lag) => {
    let cross = 0
    let square = 0
    for (let i = 0; i + lag < rest.length; i += 1) {
      const now = rest[i]! - mean
      const later = rest[i + lag]! - mean
      if (Number.isNaN(now) || Number.isNaN(later)) continue
      cross += now * later
      square += now * now
    }
    return square > 0 ? Math.max(0, Math.min(1, cross / square)) : 0
  })
}
