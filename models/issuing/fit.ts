import type { Instant } from '../../src/domain/time.ts'
import { dayMs } from '../../src/domain/time.ts'
import { forecasterNamed } from '../forecasters/ensemble.ts'
import type { DegradeNote, DegradeReason } from '../forecasters/forecaster.ts'
import type { Grid } from '../forecasters/grid.ts'
import { modelVersion } from '../forecasters/issue-run.ts'
import { dailyRhythm, departureShares } from './rhythm.ts'

/** History of one series on even steps, the last of which is the last one known. */
export type History = Pick<Grid, 'startAt' | 'stepMs' | 'target' | 'guidance'>

/**
 * What a slow fit leaves for the cheap issues until the next one, as plain JSON: the path that the
 * model forecasts from its cut-off on, at a few horizons (knots), each as all quantiles.
 */
export type FittedSeries = {
  readonly version: 1
  readonly model: string
  readonly cutOffAt: Instant
  readonly stepMs: number
  /** Horizons in steps, rising. */
  readonly knots: readonly number[]
  /** By knot, at `quantileLevels`. */
  readonly quantiles: readonly (readonly number[])[]
  readonly climatology: readonly (readonly number[])[]
  readonly rhythm: readonly number[]
  /** By knot: share of a departure from the path that still stands so many steps later. */
  readonly shares: readonly number[]
  /** Newest known value. */
  readonly lastValue: number
  readonly knownSteps: number
  readonly note: string | null
}

/** The ensemble's regressions learn from some 150 steps on; before that smoothing alone serves. */
const ensembleKnownLeast = 168
/** The design's columns look 14 days back, from a history at least so much longer. */
const spanDaysLeast = 15

const versions = { ensemble: modelVersion, smoothing: 'smoothing/1' } as const

/**
 * Fits the shared forecaster to a history and takes its forecast at the knots.
 *
 * @param knots  horizons in steps, rising
 * @returns null where nothing at all is known
 */
export function fitSeries(given: History, knots: readonly number[]): FittedSeries | null {
  const history = lengthened(given, knots)
  const { target, startAt, stepMs } = history
  const known = target.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return null
  const name = known.length < ensembleKnownLeast ? 'smoothing' : 'ensemble'
  const model = forecastAt(name, history, knots)
  const climatology = forecastAt('climatology', history, knots)
  if (model === null || climatology === null) return null
  const rhythm = dailyRhythm(target, startAt, stepMs)
  return {
    version: 1,
    model: versions[name],
    cutOffAt: startAt + target.length * stepMs,
    stepMs,
    knots,
    quantiles: model.quantiles,
    climatology: climatology.quantiles,
    rhythm: rhythm.map(sixDigits),
    shares: departureShares(target, startAt, stepMs, rhythm, knots).map(sixDigits),
    lastValue: known.at(-1)!,
    knownSteps: known.length,
    note: noteOf(known.length, model.notes),
  }
}

/** With missing steps in front, where a history is shorter than what the design looks back. */
function lengthened(given: History, knots: readonly number[]): History {
  const least = Math.ceil((spanDaysLeast * dayMs) / given.stepMs) + (knots.at(-1) ?? 0)
  const missing = Math.max(0, least - given.target.length)
  if (missing === 0) return given
  const target = new Float64Array(missing + given.target.length).fill(NaN)
  target.set(given.target, missing)
  return { ...given, startAt: given.startAt - missing * given.stepMs, target }
}

/** Knot after knot, so that no more than the tables of one are held. */
function forecastAt(name: string, history: History, knots: readonly number[]) {
  const quantiles: number[][] = []
  const notes: DegradeNote[] = []
  for (const knot of knots) {
    const issuer = forecasterNamed(name).start({ ...history, features: [] }, [knot])
    const forecast = issuer.forecast(history.target.length - 1, knot)
    if (forecast === null) return null
    quantiles.push(Array.from(forecast.quantiles, sixDigits))
    notes.push(...issuer.notes)
  }
  return { quantiles, notes }
}

const told: readonly DegradeReason[] = ['constant-target', 'gap']

function noteOf(known: number, notes: readonly DegradeNote[]): string | null {
  const sentences = told.flatMap(
    (reason) => notes.find((note) => note.reason === reason)?.sentence ?? [],
  )
  if (known < ensembleKnownLeast) {
    sentences.unshift(
      `expected ${ensembleKnownLeast} known steps for the ensemble, got ${known}: smoothing serves`,
    )
  }
  return sentences.length === 0 ? null : sentences.join('; ')
}

/** Bounds of a float4 of the store: less is 0, more its largest. */
const [smallest, largest] = [1e-37, 3e38]

/**
 * What a float4 of the store gives back unchanged.
 *
 * @example sixDigits(1e-300) // => 0
 */
export function sixDigits(value: number): number {
  if (Math.abs(value) < smallest) return 0
  return Number(Math.min(largest, Math.max(-largest, value)).toPrecision(6))
}
