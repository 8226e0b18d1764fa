import { foldReading, type Surroundings } from '../models/signals/fold.ts'
import { loadStationMemory, saveStationMemory } from '../models/signals/memory-json.ts'
import type { Judgements, SignalRules, StationMemory } from '../models/signals/signal.ts'
import { assert } from './domain/errors.ts'
import type { Event } from './domain/event.ts'
import { Flag, Reason } from './domain/flags.ts'
import type { Json } from './domain/json.ts'
import type { Station } from './domain/network.ts'
import { createTouched, takeState, type Part } from './parts.ts'
import { createSamplings } from './samplings.ts'
import {
  learnRow,
  saveSeries,
  seriesPart,
  type CheckedRow,
  type SeriesMemory,
  type SeriesParts,
} from './series.ts'

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

/** @param saved  states by part; each is taken out once it is loaded */
export function createFold(parts: FoldParts, saved: Map<string, Json>) {
  const stations = new Map<string, KnownStation>()
  const touchedSeries = createTouched<SeriesMemory>()
  const touchedStations = createTouched<KnownStation>()
  const samplings = createSamplings(parts, saved)

  const stationOf = (station: Station): KnownStation => {
    let known = stations.get(station.id)
    if (known === undefined) stations.set(station.id, (known = loadStation(station, parts, saved)))
    return known
  }

  /** Takes one stored reading and answers the events it makes. */
  function take(row: CheckedRow): Event[] {
    touchedSeries.add(row.series)
    // A correction and a late reading change no live state; hindsight has what they tell.
    if (parts.detection === false || row.revision > 0 || row.reasons & Reason.late) return []
    return judge(row)
  }

  function judge(row: CheckedRow): Event[] {
    const { station, detector } = row.series
    const known = stationOf(station)
    const { memory, judge: judgements } = known
    touchedStations.add(known)
    const usable = row.qualifier === ''
    const learned = usable && row.ahead && row.flag !== Flag.fail
    if (usable && detector !== null) row.scored = detector.score(row.observedAt, row.value)
    row.sampled = samplings.take(row, learned)
    row.trend = closedTrend(row)
    row.classIndex = judgements.classIndex(row.parameter, row.value)
    const events = foldReading(station, memory, row, judgements, parts.rules, parts.surroundings)
    if (learned) detector?.learn(row.observedAt, row.value)
    // A slow reader of the stream may hold the row for long.
    row.sampled = null
    return events
  }

  /** After a restart: the checks learn the flags as stored, then the row is taken. */
  function retake(row: CheckedRow): Event[] {
    if (row.ahead) learnRow(row)
    row.series.newestAt = Math.max(row.series.newestAt, row.observedAt)
    return take(row)
  }

  /** In a memory of its own, by observation: the row as it stands, be it a correction. */
  function review(row: CheckedRow): Event[] {
    learnRow(row)
    return judge(row)
  }

  return {
    take,
    retake,
    review,
    memoryOf(id: string): StationMemory | null {
      const station = parts.stations.get(id)
      assert(station, `station ${id} is registered`)
      return stations.has(id) || saved.has(`station:${id}`) ? stationOf(station).memory : null
    },
    /** How many parts the next checkpoint has to save. */
    touchedParts: () => touchedSeries.count() + touchedStations.count() + samplings.touchedParts(),
    /** Parts changed since the last checkpoint; to be made text before the next row is taken. */
    saveTouched(): Map<string, Json> {
      const states = new Map<string, Json>(samplings.saveTouched())
      for (const one of touchedSeries.take()) states.set(seriesPart(one.seriesKey), saveSeries(one))
      for (const { id, memory } of touchedStations.take())
        states.set(`station:${id}`, saveStationMemory(memory))
      return states
    },
  }
}

type KnownStation = Part & {
  readonly id: string
  readonly memory: StationMemory
  readonly judge: Judgements
}

function loadStation(
  station: Station,
  { judgeOf }: FoldParts,
  saved: Map<string, Json>,
): KnownStation {
  const memory = loadStationMemory(takeState(saved, `station:${station.id}`))
  return { id: station.id, memory, judge: judgeOf(station), touched: false }
}

/**
 * The trend of a slow series whose dekad this row closed. A result below what its analyser can tell
 * counts half of that; one above its range says no level.
 */
function closedTrend({ series, ahead, flag, qualifier, observedAt, value }: CheckedRow) {
  const { trend } = series
  if (trend === null || !ahead || flag === Flag.fail || qualifier === '>') return null
  return trend.learn(observedAt, qualifier === '<' ? value / 2 : value) ? trend : null
}
