import { crossDoubts, isCrossDoubted } from '../ingest/qc/cross-check.ts'
import type { Neighbour } from '../ingest/qc/neighbour.ts'
import { createQcLimits, type QcLimitsInForce } from '../ingest/qc/qc-limits.ts'
import { createQcState, type QcState } from '../ingest/qc/qc-state.ts'
import {
  checkReading,
  flagOf,
  learnReading,
  marked,
  noted,
  reasonsOf,
} from '../ingest/qc/series-check.ts'
import type { Detector } from '../models/detectors/detector.ts'
import { rhythm } from '../models/detectors/rhythm.ts'
import { assert } from './domain/errors.ts'
import { Flag, Reason } from './domain/flags.ts'
import type { Json } from './domain/json.ts'
import type { Parameter, Station } from './domain/network.ts'
import type { Quality } from './domain/quality.ts'
import {
  seriesKeyOf,
  type CheckedReading,
  type RawReading,
  type SeriesKey,
} from './domain/reading.ts'
import { hourMs, minuteMs, parsePeriod, type Instant } from './domain/time.ts'
import { latenessMs } from './limits.ts'

/** What is remembered of one series: its checks, its model, its newest observation. */
export type SeriesMemory = {
  readonly key: string
  readonly seriesKey: SeriesKey
  /** Number in the store; 0 until the store has given one. */
  id: number
  readonly station: Station
  readonly about: Parameter
  readonly cadenceMs: number
  /** Newest observation known to be stored or on its way there. */
  newestAt: Instant
  readonly qc: QcState
  /** Limits of quality control at an instant. */
  readonly limitsAt: (at: Instant) => QcLimitsInForce
  /** Those of the newest reading that was checked. */
  inForce: QcLimitsInForce
  readonly detector: Detector | null
}

export type CheckedRow = CheckedReading & {
  readonly series: SeriesMemory
  /** The series' number in the store, given before the commit. */
  seriesId: number
  /** Above the newest of its series: cannot be a known key. */
  readonly ahead: boolean
}

export type SeriesParts = {
  readonly stations: ReadonlyMap<string, Station>
  readonly parameters: ReadonlyMap<string, Parameter>
  readonly quality: Quality
}

export type SeriesRegistry = ReturnType<typeof createSeriesRegistry>

/** All series by key; one is made when its first reading comes, from its saved state if any. */
export function createSeriesRegistry(parts: SeriesParts, saved: ReadonlyMap<string, Json>) {
  const series = new Map<string, SeriesMemory>()
  const limitsOf = createQcLimits(parts.quality.limits)

  const of = (reading: SeriesKey): SeriesMemory => {
    const key = seriesKeyOf(reading)
    let known = series.get(key)
    if (known === undefined) {
      known = createSeries(parts, limitsOf, key, reading, saved.get(`series:${key}`))
      series.set(key, known)
    }
    return known
  }

  /** Newest good value of the station that the limits name, in its series of the same kind. */
  const beside = ({ seriesKey, inForce }: SeriesMemory): Neighbour | null => {
    const { neighbour } = inForce.limits
    if (neighbour === null) return null
    const other = series.get(seriesKeyOf({ ...seriesKey, station: neighbour.station }))?.qc
    if (other === undefined || other.lastAt === null || other.lastDoubts !== 0) return null
    return { value: other.lastValue, observedAt: other.lastAt }
  }

  return {
    of,
    count: () => series.size,
    all: () => series.values(),
    /** Flags of the readings of one sampling, learned at once so that the next one sees them. */
    check(readings: readonly RawReading[], receivedAt: Instant): CheckedRow[] {
      const doubts = readings.length > 1 ? crossDoubts(readings, parts.quality.crossParameter) : 0
      return readings.map((reading) => {
        const memory = of(reading)
        renewLimits(memory, reading.observedAt)
        const doubtful = isCrossDoubted(doubts, reading.parameter)
        return checkOne(memory, reading, receivedAt, doubtful, beside(memory))
      })
    },
    save(key: string): Json {
      const memory = series.get(key)
      assert(memory, `series ${key} is remembered`)
      const { newestAt, qc, detector } = memory
      return { newestAt, qc, detector: detector?.save() ?? null }
    },
  }
}

function createSeries(
  parts: SeriesParts,
  limitsOf: ReturnType<typeof createQcLimits>,
  key: string,
  { station: stationId, parameter, period, source, depthM }: SeriesKey,
  saved: Json | undefined,
): SeriesMemory {
  const station = parts.stations.get(stationId)
  const about = parts.parameters.get(parameter)
  assert(station && about, `station and parameter of series ${key} are known`)
  const seriesKey = { station: stationId, parameter, period, source, depthM }
  const cadenceMs = cadenceOf(station, seriesKey)
  const state = saved as { newestAt: number; qc: QcState; detector: Json } | undefined
  const detectable = about.statistics && about.medium === 'water' && source === 'automatic'
  const nature = { scale: about.scale, decimals: about.decimals.hour, cadenceMs }
  const limitsAt = (at: Instant) => limitsOf(seriesKey, about, cadenceMs, at)
  return {
    key,
    seriesKey,
    id: 0,
    station,
    about,
    cadenceMs,
    newestAt: state?.newestAt ?? -Infinity,
    qc: { ...createQcState(), ...state?.qc },
    limitsAt,
    inForce: limitsAt(state?.newestAt ?? 0),
    detector: detectable ? rhythm.create(nature, state?.detector ?? undefined) : null,
  }
}

/** Expected distance of two readings: as registered, else the period, else a quarter of an hour. */
function cadenceOf(station: Station, reading: SeriesKey): number {
  const expected = station.parameters.find(({ code }) => code === reading.parameter)
  const periodMs = parsePeriod(reading.period) ?? 0
  if (periodMs > 0) return periodMs
  if (reading.source === 'manual') return 24 * hourMs
  return expected?.cadenceMs ?? 15 * minuteMs
}

function checkOne(
  memory: SeriesMemory,
  reading: RawReading,
  receivedAt: Instant,
  doubtful: boolean,
  neighbour: Neighbour | null,
): CheckedRow {
  const { observedAt } = reading
  const ahead = observedAt > memory.newestAt
  const late = observedAt < memory.newestAt - latenessMs(memory.cadenceMs)
  let verdict = checkReading(memory.qc, reading, memory.inForce.limits, neighbour)
  if (doubtful) verdict = marked(verdict, Flag.suspect, Reason.crossParameter)
  if (late) verdict = noted(verdict, Reason.late)
  // A literal and no spread: 29 → 18 µs of CPU a reading without detection (2026-11-23, 2 cores).
  const row: CheckedRow = {
    station: reading.station,
    parameter: reading.parameter,
    period: reading.period,
    source: reading.source,
    depthM: reading.depthM,
    observedAt,
    value: reading.value,
    qualifier: reading.qualifier,
    sourceFlag: reading.sourceFlag,
    historical: reading.historical,
    flag: flagOf(verdict),
    reasons: reasonsOf(verdict),
    receivedAt,
    series: memory,
    seriesId: memory.id,
    ahead,
  }
  if (ahead) learnRow(row)
  return row
}

/** The checks learn a row that is ahead of its series, with the flags it was given. */
export function learnRow(row: CheckedRow): void {
  const { series, observedAt } = row
  renewLimits(series, observedAt)
  learnReading(series.qc, row, series.inForce.limits)
  series.newestAt = observedAt
}

function renewLimits(memory: SeriesMemory, at: Instant): void {
  const { fromAt, untilAt } = memory.inForce
  if (at < fromAt || at >= untilAt) memory.inForce = memory.limitsAt(at)
}
