import type { Json } from '../../src/domain/json.ts'
import type { Instant } from '../../src/domain/time.ts'
import { fromScale, halfStep, toScale, type Scale } from '../scale.ts'
import { monthlyTrend, type MonthlyTrend } from './monthly.ts'
import { dekadStartAt, dekadsPerYear } from './dekads.ts'
import { createHistory, dekadsKept, learnHistory, saveHistory, type History } from './history.ts'
import { findChange, shapeAt, type Change, type Dekads, type Shape } from './shapes.ts'

/**
 * Slow change of one series, robust to season: whether its level has got worse, at once or little
 * by little, since when, and when it reaches a limit if it goes on so.
 *
 * `learn` takes each reading and answers whether it closed a dekad; `score` says what the closed
 * dekads tell and changes nothing. States: warming (less than five quarters of a year, or fewer
 * than 24 dekads with a value) → scoring. Memory: `History`.
 */
export type Trend = {
  learn(at: Instant, value: number): boolean
  score(about: TrendQuestion): TrendScore
  /** Over calendar years; null with fewer than three. */
  monthly(): MonthlyTrend | null
  save(): Json
}

export type TrendQuestion = {
  /** 1: rising is worse, -1: falling is worse. */
  readonly worse: 1 | -1
  /** Limit that must not be passed, in the series' unit; null: there is none. */
  readonly limit: number | null
}

export type TrendScore =
  | { readonly kind: 'warming' }
  /** Nothing became worse. */
  | { readonly kind: 'steady' }
  | {
      readonly kind: 'changed'
      readonly shape: Shape
      readonly sinceAt: Instant
      /** Of the largest of many candidates: hold it against `limitOf`. */
      readonly z: number
      /** Median level of the last dekad by the season of before, and as it has become. */
      readonly expected: number
      readonly came: number
      /** Distance of both over what was expected, >= 0. */
      readonly share: number
      /** When the limit is passed; null: not within a year, or it is passed already. */
      readonly crossing: Crossing | null
    }

/** Days from the end of the last dekad; the latest is null where it may be never. */
export type Crossing = {
  readonly days: number
  readonly earliestDays: number
  readonly latestDays: number | null
}

/** Of a standard normal value, 80 % lie within so much of zero. */
const z80 = 1.2816
const spanToKnow = 1.25 * dekadsPerYear
const valuesToKnow = 24
const aheadMost = dekadsPerYear
const daysPerDekad = 365.25 / dekadsPerYear

/** @param saved  what `save` gave; its factory's nature must be the same */
export function createTrend(nature: Scale, saved?: Json): Trend {
  const history = createHistory(saved)
  return {
    learn: (at, value) => learnHistory(history, at, value),
    score(question) {
      const dekads = dekadsOf(history, nature)
      if (!isKnown(dekads)) return { kind: 'warming' }
      const change = findChange(dekads, question.worse)
      if (change === null) return { kind: 'steady' }
      const now = dekads.at.at(-1)!
      const level = change.without(now)
      const changed = level + change.size * shapeAt(change.shape, change.since, now)
      const [expected, came] = [fromScale(nature, level), fromScale(nature, changed)]
      const limit = question.limit === null ? null : toScale(nature, question.limit)
      return {
        kind: 'changed',
        shape: change.shape,
        sinceAt: dekadStartAt(change.since),
        z: change.z,
        expected,
        came,
        share: Math.abs(came - expected) / Math.max(Math.abs(expected), halfStep(nature)),
        crossing: limit === null ? null : crossingOf(change, now, limit, question.worse),
      }
    },
    monthly: () => monthlyTrend(dekadsOf(history, nature), nature.scale),
    save: () => saveHistory(history),
  }
}

function dekadsOf({ newest, values }: History, nature: Scale): Dekads {
  const at: number[] = []
  const kept: number[] = []
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return
    at.push(newest! - dekadsKept + 1 + i)
    kept.push(toScale(nature, value))
  })
  return { at, values: kept }
}

function isKnown({ at }: Dekads): boolean {
  return at.length >= valuesToKnow && at.at(-1)! - at[0]! + 1 >= spanToKnow
}

/** By the yearly course and the change that goes on; the range is that of its size, with 80 %. */
function crossingOf(change: Change, now: number, limit: number, worse: 1 | -1): Crossing | null {
  const passedAfter = (size: number): number | null => {
    for (let ahead = 0; ahead <= aheadMost; ahead += 1) {
      const dekad = now + ahead
      const level = change.without(dekad) + size * shapeAt(change.shape, change.since, dekad)
      if (worse * (level - limit) > 0) return Math.round(ahead * daysPerDekad)
    }
    return null
  }
  const days = passedAfter(change.size)
  if (days === null || days === 0) return null
  const wider = worse * z80 * change.error
  return {
    days,
    earliestDays: passedAfter(change.size + wider) ?? days,
    latestDays: passedAfter(change.size - wider),
  }
}
