import { dayMs, hourMs, type Instant } from '../../src/domain/time.ts'
import {
  createWeek,
  learnWeek,
  loadWeek,
  saveWeek,
  weekOff,
  type SavedWeek,
  type Week,
} from '../week.ts'

/**
 * Daily and weekly shape of one series: how far each hour usually lies from a slow level.
 *
 * It says nothing (`seasonDistance` is null) until it has foretold two days of readings clearly
 * better than the level alone would have: a series without a daily shape never meets it.
 * Memory: 24 hours' departures, six numbers and a week's. Times that fall back weigh nothing.
 */
export type Season = {
  count: number
  firstAt: Instant
  lastAt: Instant
  slow: number
  /** Departure from the slow level in each hour of the day, UTC. */
  slots: number[]
  /** Mean squares of what the slow level, and of what level and hour left over. */
  plain: number
  left: number
  /** What the day of the week adds to its hours. */
  week: Week
}

const slotsADay = 24
const slotMs = dayMs / slotsADay
const slowMs = 1.5 * dayMs
const measureMs = 3 * dayMs
/** Days over which an hour's departure is averaged. */
const visitsMost = 4
const provenMs = 2 * dayMs
/** The share of the variance that may be left over by a shape worth believing. */
const leftMost = 0.7
const clipAt = 4
const readingsToClip = 100
/** A longer silence says no more than this of the hours that follow. */
const silenceMost = 3 * hourMs
/** The newest reading never makes all of an hour's departure. */
const trust = 0.9

export function createSeason(): Season {
  const slots = new Array<number>(slotsADay).fill(0)
  return {
    ...{ count: 0, firstAt: 0, lastAt: 0, slow: 0, slots },
    ...{ plain: 0, left: 0, week: createWeek(8) },
  }
}

export type SavedSeason = Omit<Season, 'week'> & { readonly week: SavedWeek }

export function saveSeason(season: Season): SavedSeason {
  return { ...season, slots: [...season.slots], week: saveWeek(season.week) }
}

export function loadSeason({ week, ...rest }: SavedSeason): Season {
  const fresh = createSeason()
  return { ...rest, week: loadWeek(fresh.week, week) }
}

/**
 * How far a value lies outside what this hour and its neighbours usually reach, so that a shape
 * that comes a little early or late is no surprise.
 *
 * @param finest  the least noise that is believed, in the value's unit
 * @returns widths of what the shape usually leaves over, >= 0; null where there is no proven shape
 */
export function seasonDistance(season: Season, at: Instant, value: number, finest: number) {
  const proven = season.lastAt - season.firstAt > provenMs
  if (!proven || !(season.left < leftMost * season.plain)) return null
  const near = [at, at + slotMs, at - slotMs]
  const departures = near.map((one) => season.slots[slotOf(one)]! + weekOff(season.week, one))
  const off = value - season.slow
  const beyond = Math.max(off - Math.max(...departures), Math.min(...departures) - off, 0)
  return beyond / (Math.sqrt(season.left) + finest)
}

export function learnSeason(season: Season, at: Instant, value: number): void {
  if (season.count === 0) {
    Object.assign(season, { count: 1, firstAt: at, lastAt: at, slow: value })
    return
  }
  const elapsed = Math.min(Math.max(at - season.lastAt, 0), silenceMost)
  const slot = slotOf(at)
  const most = season.count > readingsToClip ? clipAt * Math.sqrt(season.plain) + 1e-9 : Infinity
  const clip = (off: number) => Math.max(-most, Math.min(most, off))
  const off = value - season.slow
  const byDay = clip(off - season.slots[slot]!)
  const rest = byDay - weekOff(season.week, at)
  learnWeek(season.week, at, byDay)
  const first = 1 / (season.count + 1)
  const weight = Math.max(elapsed / measureMs, first)
  season.plain += weight * (clip(off) ** 2 - season.plain)
  season.left += weight * (rest ** 2 - season.left)
  const visits = Math.min((season.lastAt - season.firstAt) / dayMs + elapsed / slotMs, visitsMost)
  season.slots[slot]! += trust * Math.min(1, elapsed / slotMs / Math.max(visits, 1e-3)) * rest
  const settled = season.count > readingsToClip ? rest : off
  season.slow += Math.max(1 - Math.exp(-elapsed / slowMs), first) * settled
  season.lastAt = Math.max(at, season.lastAt)
  season.count += 1
}

function slotOf(at: Instant): number {
  return Math.floor((((at % dayMs) + dayMs) % dayMs) / slotMs)
}
