import { dayMs } from '../../src/domain/time.ts'
import { partOf, partsOfHistory } from './cross-fit.ts'
import type { Design } from './design.ts'
import { seasonOf } from './grid.ts'
import type { MemberGroup } from './member.ts'
import { persistence } from './naive.ts'
import { silent } from './regression.ts'
import { addRow, addSums, emptySums, solveRidge, type NormalSums } from './ridge.ts'

const yearMs = 365.2425 * dayMs
/** Mean, and one harmonic of the year: on one or two years a second one follows their weather. */
const width = 3
/** On fewer days the last value serves. */
const daysLeast = 100
/** Ridge of the harmonic, in rows, half of which tell its size: it shrinks by a 50th at 300 days. */
const penalty = 3
/**
 * How departures of daily water series fade before anything is known: by e in so many days. It
 * counts like so many pairs of departures, which lie within one or two years' weather.
 */
const fadingDays = 30
const fadingPairs = 300

type Season = { readonly coefficients: Float64Array; readonly fading: number }

/**
 * Damped anomaly persistence of daily series: the usual of the time of year, and the departure
 * from it, faded by as much as such departures fade over the horizon. Three coefficients and a
 * share are all that it learns, so it may be asked before a whole year is known; before that it is
 * the last value.
 */
export const anomaly: MemberGroup = {
  names: ['anomaly'],
  simple: true,
  needsYear: false,
  fit(design, horizon, known) {
    if (seasonOf(design.grid.stepMs) > 1) return [silent(design)]
    const { fitted, carried } = design
    const rows: number[] = []
    for (let t = 0; t < known; t += 1) if (!Number.isNaN(fitted[t]!)) rows.push(t)
    if (rows.length < daysLeast) return persistence.fit(design, horizon, known)
    const turns = turnsOf(design, horizon)
    const usual = Math.exp((-horizon * design.grid.stepMs) / dayMs / fadingDays)
    const sums = Array.from({ length: partsOfHistory }, () => emptySums(width))
    rows.forEach((t, i) => {
      addRow(sums[partOf(i, rows.length)]!, turns, t * width, fitted[t]!, 1)
    })
    // Three coefficients do not follow what is beside a part, but miss a season that is left out.
    const learn = (held: number): Season => {
      const rest: NormalSums = emptySums(width)
      sums.forEach((part, index) => index !== held && addSums(rest, part))
      const kept = rows.filter((_, i) => partOf(i, rows.length) !== held)
      // The mean is the last column, which is not held to zero.
      const coefficients = solveRidge(rest, penalty)
      const departure = (t: number) => fitted[t]! - usualAt(turns, coefficients, t)
      return { coefficients, fading: fadingOf(kept, departure, horizon, usual) }
    }
    const say = ({ coefficients, fading }: Season, origin: number) => {
      const departure = carried[origin]! - usualAt(turns, coefficients, origin)
      const left = Number.isNaN(departure) ? 0 : fading * departure
      return usualAt(turns, coefficients, origin + horizon) + left
    }
    const past = new Float32Array(fitted.length).fill(NaN)
    for (let part = 0; part < partsOfHistory; part += 1) {
      const season = learn(part)
      rows.forEach((t, i) => {
        const origin = t - horizon
        if (origin >= 0 && partOf(i, rows.length) === part) past[origin] = say(season, origin)
      })
    }
    const season = learn(-1)
    return [{ past, predict: (origin) => say(season, origin) }]
  },
}

/** Row after row the year's harmonic and 1, up to the last target. */
function turnsOf({ grid, fitted }: Design, horizon: number): Float64Array {
  const steps = fitted.length + horizon
  const turns = new Float64Array(steps * width)
  for (let t = 0; t < steps; t += 1) {
    const turn = (2 * Math.PI * (grid.startAt + t * grid.stepMs)) / yearMs
    turns.set([Math.sin(turn), Math.cos(turn), 1], t * width)
  }
  return turns
}

function usualAt(turns: Float64Array, coefficients: Float64Array, t: number): number {
  let sum = 0
  for (let c = 0; c < width; c += 1) sum += turns[t * width + c]! * coefficients[c]!
  return sum
}

/** The share of a departure that is left `horizon` steps later, 0 … 1, drawn to the usual one. */
function fadingOf(
  rows: readonly number[],
  departure: (t: number) => number,
  horizon: number,
  usual: number,
): number {
  let cross = 0
  let square = 0
  let pairs = 0
  for (const t of rows) {
    const [now, then] = [departure(t - horizon), departure(t)]
    if (!Number.isFinite(now)) continue
    cross += now * then
    square += now * now
    pairs += 1
  }
  if (!(square > 0)) return usual
  const drawn = (square / pairs) * fadingPairs
  return Math.max(0, Math.min(1, (cross + drawn * usual) / (square + drawn)))
}
