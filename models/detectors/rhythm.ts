import { z } from 'zod'
import { dayMs, hourMs, type Instant } from '../../src/domain/time.ts'
import type { Json } from '../../src/domain/json.ts'
import { fromScale, halfStep, toScale } from '../scale.ts'
import { createWeek, learnWeek, loadWeek, saveWeek, weekOff, type Week } from '../week.ts'
import {
  warming,
  type Detector,
  type DetectorFactory,
  type Score,
  type SeriesNature,
} from './detector.ts'

/**
 * Level, daily and weekly rhythm of one series, its noise, and the tail of its own past scores.
 *
 *     expected = slow level + daily harmonics + day of the week + fast level of what these leave
 *     u        = |value - expected| / noise
 *     p        = share of past u at least as high: 2 % beyond a tracked quantile, exponential above
 *
 * Concentrations are seen on a log scale, where noise that grows with level is even. Every update
 * is clipped at a few noise widths, so an incident is learned over hours, not swallowed at once.
 * States: warming (too few readings or too short a span) → scoring; nothing leads back.
 * Memory: 27 numbers a series. Cost: one sine, one cosine, one logarithm a reading.
 */
export const rhythm: DetectorFactory = { name: 'rhythm', create: createRhythm }

const slowMs = 2 * dayMs
const fastMs = 2 * hourMs
const noiseMs = 3 * dayMs
const rhythmMs = 4 * dayMs
/** Four harmonics and the level share a residual: with more of it each they would overshoot. */
const rhythmMost = 1 / 4
const readingsToKnow = 60
const spanToKnowMs = dayMs
/** Updates are clipped at so many noise widths. */
const clipAt = 3
const tailShare = 0.02
/** Readings over which the tail quantile follows a drift. */
const tailMemory = 500
/** 1/1000 is the bound drawn; ln(tailShare / 0.001) mean excesses beyond the quantile. */
const boundExcesses = Math.log(tailShare / 0.001)
const noiseStart = 0.05

type State = {
  count: number
  firstAt: Instant
  lastAt: Instant
  slow: number
  fast: number
  noise: number
  harmonics: [number, number, number, number]
  quantile: number
  excess: number
  week: Week
}

const weekSchema = z.object({
  firstAt: z.number(),
  lastAt: z.number(),
  parts: z.array(z.number()),
  part: z.number(),
  sum: z.number(),
  readings: z.number(),
  foretold: z.number(),
  plain: z.number(),
  left: z.number(),
})

const stateSchema = z.object({
  count: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
  slow: z.number(),
  fast: z.number(),
  noise: z.number(),
  harmonics: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  quantile: z.number(),
  excess: z.number(),
  week: weekSchema,
})

function createRhythm(nature: SeriesNature, saved?: Json): Detector {
  const state = saved === undefined ? emptyState() : loadState(saved)

  return {
    score(observedAt, value): Score {
      if (state.count < readingsToKnow || observedAt - state.firstAt < spanToKnowMs) {
        return warming
      }
      const middle = expectedOf(state, observedAt)
      const noise = noiseOf(state, nature)
      const distance = Math.abs(toScale(nature, value) - middle) / noise
      const surprise = surpriseOf(state, distance)
      const bound = (state.quantile + boundExcesses * state.excess) * noise
      return {
        kind: 'scored',
        score: 1 - Math.exp(-surprise),
        surprise,
        expected: fromScale(nature, middle),
        low: fromScale(nature, middle - bound),
        high: fromScale(nature, middle + bound),
      }
    },
    learn(observedAt, value) {
      learn(state, observedAt, toScale(nature, value), noiseOf(state, nature))
    },
    save: () => ({
      ...state,
      harmonics: [...state.harmonics],
      week: saveWeek(state.week),
    }),
  }
}

/** It cannot be known finer than half a step of the last decimal. */
function noiseOf({ noise }: State, nature: SeriesNature): number {
  return Math.max(noise, nature.scale === 'log' ? noiseStart / 10 : halfStep(nature))
}

function emptyState(): State {
  return {
    count: 0,
    firstAt: 0,
    lastAt: 0,
    slow: 0,
    fast: 0,
    noise: noiseStart,
    harmonics: [0, 0, 0, 0],
    quantile: 2.5,
    excess: 1,
    week: createWeek(1),
  }
}

function loadState(saved: Json): State {
  const { week, ...rest } = stateSchema.parse(saved)
  return { ...rest, week: loadWeek(createWeek(1), week) }
}

/** Daily and half-daily sine and cosine at an instant. */
function dailyBasis(at: Instant): [number, number, number, number] {
  const angle = ((at % dayMs) / dayMs) * 2 * Math.PI
  const sine = Math.sin(angle)
  const cosine = Math.cos(angle)
  return [sine, cosine, 2 * sine * cosine, cosine * cosine - sine * sine]
}

function dot(a: State['harmonics'], b: State['harmonics']): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]
}

function expectedOf(state: State, at: Instant): number {
  const decay = Math.exp(-(at - state.lastAt) / fastMs)
  const daily = dot(state.harmonics, dailyBasis(at))
  return state.slow + daily + weekOff(state.week, at) + state.fast * decay
}

function surpriseOf(state: State, distance: number): number {
  const beyond = (distance - state.quantile) / state.excess
  if (beyond > 0) return beyond - Math.log(tailShare)
  return (-Math.log(tailShare) * distance) / state.quantile
}

function learn(state: State, at: Instant, y: number, noise: number): void {
  if (state.count === 0) {
    Object.assign(state, { count: 1, firstAt: at, lastAt: at, slow: y })
    return
  }
  const elapsed = Math.max(at - state.lastAt, 1)
  const basis = dailyBasis(at)
  const ofDay = weekOff(state.week, at)
  const rest = y - state.slow - dot(state.harmonics, basis) - ofDay
  const faded = state.fast * Math.exp(-elapsed / fastMs)
  const distance = Math.abs(rest - faded) / noise
  if (state.count >= readingsToKnow) learnTail(state, distance)

  const weight = (memoryMs: number) =>
    Math.max(1 - Math.exp(-elapsed / memoryMs), 1 / (state.count + 1))
  const clip = state.count < readingsToKnow ? Infinity : clipAt * noise
  const residual = Math.max(-clip, Math.min(clip, rest - faded))
  state.slow += weight(slowMs) * (faded + residual)
  state.fast = faded + (1 - Math.exp(-elapsed / fastMs)) * residual
  learnWeek(state.week, at, ofDay + residual)
  const gain = Math.min(rhythmMost, elapsed / rhythmMs) * residual
  for (const index of [0, 1, 2, 3] as const) state.harmonics[index] += gain * basis[index]
  // Mean absolute deviation times 1.2533 estimates the standard deviation of even noise.
  state.noise += weight(noiseMs) * (1.2533 * Math.abs(residual) - state.noise)
  state.count += 1
  state.lastAt = at
}

/** Stochastic approximation of the tail quantile, and the mean excess over it. */
function learnTail(state: State, distance: number): void {
  const capped = Math.min(distance, state.quantile + 10 * state.excess)
  const step = (10 * state.quantile) / tailMemory
  const above = capped > state.quantile
  state.quantile += step * ((above ? 1 : 0) - tailShare)
  state.quantile = Math.max(state.quantile, 1)
  if (above) state.excess += (capped - state.quantile - state.excess) / 25
  state.excess = Math.min(Math.max(state.excess, 0.1), 10)
}
