import type { Score } from '../models/detectors/detector.ts'
import { foldReading, type Surroundings } from '../models/signals/fold.ts'
import { loadStationMemory, saveStationMemory } from '../models/signals/memory-json.ts'
import type {
  Judgements,
  ScoredReading,
  SignalRules,
  StationMemory,
} from '../models/signals/signal.ts'
import { assert } from './domain/errors.ts'
import type { Event } from './domain/event.ts'
import { Flag, Reason } from './domain/flags.ts'
import type { Json } from './domain/json.ts'
import type { Station } from './domain/network.ts'
import { learnRow, type CheckedRow, type SeriesParts, type SeriesRegistry } from './series.ts'

/**
 * The fold over stored rows: everything the engine remembers of its stations, and the one step
 * that changes it. `take` runs after the commit, in the order of the stored rows, and answers
 * events. State is plain JSON by parts, so a restart loads the parts and takes the rows since.
 */
export type FoldParts = SeriesParts & {
  readonly judgeOf: (station: Station) => Judgements
  readonly rules: SignalRules
  readonly surroundings: Surroundings
  /** False leaves detection out, for measuring its cost. */
  readonly detection?: boolean
}

export type Fold = ReturnType<typeof createFold>

export function createFold(
  parts: FoldParts,
  series: SeriesRegistry,
  saved: ReadonlyMap<string, Json>,
) {
  const stations = new Map<string, { memory: StationMemory; judge: Judgements }>()
  const touched = new Set<string>()

  const stationOf = (station: Station) => {
    let known = stations.get(station.id)
    if (known === undefined) {
      const memory = loadStationMemory(saved.get(`station:${station.id}`))
      known = { memory, judge: parts.judgeOf(station) }
      stations.set(station.id, known)
    }
    return known
  }

  /** Takes one stored reading and answers the events it makes. */
  function take(row: CheckedRow, revision: number): Event[] {
    touched.add(`series:${row.series.key}`)
    // A correction and a late reading change no live state; they are stored and kept.
    if (parts.detection === false || revision > 0 || row.reasons & Reason.late) return []
    const { station, detector } = row.series
    const { memory, judge } = stationOf(station)
    touched.add(`station:${station.id}`)
    const usable = detector !== null && row.qualifier === ''
    const scored = usable ? detector.score(row.observedAt, row.value) : warming
    const classIndex = judge.classIndex(row.parameter, row.value)
    const reading = scoredReading(row, revision, scored, classIndex)
    const { rules, surroundings } = parts
    const events = foldReading(station, memory, reading, judge, rules, surroundings)
    if (usable && row.ahead && row.flag !== Flag.fail) detector.learn(row.observedAt, row.value)
    return events
  }

  /** After a restart: the checks learn the flags as stored, then the row is taken. */
  function retake(row: CheckedRow, revision: number): Event[] {
    if (row.ahead) learnRow(row)
    row.series.newestAt = Math.max(row.series.newestAt, row.observedAt)
    return take(row, revision)
  }

  return {
    take,
    retake,
    memoryOf(id: string): StationMemory | null {
      const station = parts.stations.get(id)
      assert(station, `station ${id} is registered`)
      return stations.has(id) || saved.has(`station:${id}`) ? stationOf(station).memory : null
    },
    /** Parts changed since the last call; to be made text before the next row is taken. */
    saveTouched(): Map<string, Json> {
      const states = [...touched].map((part): [string, Json] => {
        const key = part.slice(part.indexOf(':') + 1)
        const state = part.startsWith('series:')
          ? series.save(key)
          : saveStationMemory(stations.get(key)!.memory)
        return [part, state]
      })
      touched.clear()
      return new Map(states)
    },
  }
}

/** A literal and no spread: 30 → 20 µs of CPU a reading on the whole path (2026-11-23, 2 cores). */
function scoredReading(
  row: CheckedRow,
  revision: number,
  scored: Score,
  classIndex: number,
): ScoredReading {
  return {
    station: row.station,
    parameter: row.parameter,
    period: row.period,
    source: row.source,
    depthM: row.depthM,
    observedAt: row.observedAt,
    value: row.value,
    qualifier: row.qualifier,
    sourceFlag: row.sourceFlag,
    historical: row.historical,
    flag: row.flag,
    reasons: row.reasons,
    receivedAt: row.receivedAt,
    revision,
    about: row.series.about,
    cadenceMs: row.series.cadenceMs,
    scored,
    classIndex,
  }
}

const warming = { kind: 'warming' } as const
