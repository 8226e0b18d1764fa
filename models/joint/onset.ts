import type { Instant } from '../../src/domain/time.ts'
import type { Place } from './channel.ts'
import {
  createSeason,
  learnSeason,
  loadSeason,
  saveSeason,
  seasonDistance,
  type SavedSeason,
  type Season,
} from './season.ts'
import {
  createBins,
  createTail,
  learnTail,
  loadTail,
  saveTail,
  stretchedSurprise,
  type SavedTail,
  type Tail,
} from './tail.ts'

/**
 * How strange the first readings of an event are, for a column that stands alone: several columns
 * are judged by how long and how far they stray together.
 *
 *     now       how far this reading is from the level, or from its hour's usual place
 *     gathered  how strange the last ten readings were together: a change of shape, spread, rate
 *     novelty   whether the column ever was there
 *
 * Only what passes the strangest of late is an onset, so that a series of like ones is told once.
 */
export type Onset = {
  distanceTail: Tail
  season: Season
  seasonTail: Tail
  gathered: number
  gatheredTail: Tail
  /** The strangest onset of late. */
  record: number
}

/** A reading, and where it stands. */
export type Sight = Place & { readonly at: Instant; readonly value: number }

/** A reading's own surprise counts for half: one in a noisy series is seldom an event. */
const nowShare = 0.5
const gatherRows = 10
/** One reading gives no more than this to what is gathered. */
const gatherMost = 8
/** An onset less surprising than this is none. */
const onsetLeast = 5
/** The record falls by this a row, and one that was told stands higher. */
const recordFade = 1 - 1 / 400
const recordTold = 1.2

export function createOnset(): Onset {
  const bins = createBins()
  return {
    distanceTail: createTail(bins),
    season: createSeason(),
    seasonTail: createTail(bins),
    gathered: 0,
    gatheredTail: createTail(bins),
    record: 0,
  }
}

type Tails = 'distanceTail' | 'seasonTail' | 'gatheredTail'

export type SavedOnset = Omit<Onset, Tails | 'season'> &
  Readonly<Record<Tails, SavedTail>> & { readonly season: SavedSeason }

export function saveOnset(onset: Onset): SavedOnset {
  const { distanceTail, seasonTail, gatheredTail } = onset
  return {
    ...onset,
    season: saveSeason(onset.season),
    distanceTail: saveTail(distanceTail),
    seasonTail: saveTail(seasonTail),
    gatheredTail: saveTail(gatheredTail),
  }
}

export function loadOnset(saved: SavedOnset): Onset {
  const { distanceTail, seasonTail, gatheredTail, season, ...rest } = saved
  const onset = Object.assign(createOnset(), rest, { season: loadSeason(season) })
  loadTail(onset.distanceTail, distanceTail)
  loadTail(onset.seasonTail, seasonTail)
  loadTail(onset.gatheredTail, gatheredTail)
  return onset
}

/** Surprise of an onset that is told, null where there is none. Changes nothing. */
export function onsetOf(onset: Onset, sight: Sight): number | null {
  const surprise = surpriseOf(onset, sight)
  return surprise > Math.max(onset.record, onsetLeast) ? surprise : null
}

export function learnOnset(onset: Onset, sight: Sight): void {
  const { at, value, finest } = sight
  if (sight.measured) {
    const surprise = surpriseOf(onset, sight)
    const told = surprise > Math.max(onset.record, onsetLeast)
    onset.record = Math.max(onset.record * recordFade, told ? recordTold * surprise : surprise)
    onset.gathered = gatheredWith(onset, nowOf(onset, sight))
    learnTail(onset.gatheredTail, onset.gathered)
    learnTail(onset.distanceTail, sight.distance)
  }
  const seasonal = seasonDistance(onset.season, at, value, finest)
  if (seasonal !== null) learnTail(onset.seasonTail, seasonal)
  learnSeason(onset.season, at, value)
}

function surpriseOf(onset: Onset, sight: Sight): number {
  const now = nowOf(onset, sight)
  const gathered = stretchedSurprise(onset.gatheredTail, gatheredWith(onset, now))
  return nowShare * (now + sight.novelty) + gathered
}

function nowOf(onset: Onset, { at, value, distance, finest }: Sight): number {
  const seasonal = seasonDistance(onset.season, at, value, finest)
  const plain = stretchedSurprise(onset.distanceTail, distance)
  return seasonal === null ? plain : Math.max(plain, stretchedSurprise(onset.seasonTail, seasonal))
}

function gatheredWith({ gathered }: Onset, now: number): number {
  return gathered + (Math.min(now, gatherMost) - gathered) / gatherRows
}
