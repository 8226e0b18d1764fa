import { assert } from '../../src/domain/errors.ts'
import type { Parameter } from '../../src/domain/network.ts'
import type { PacedPair, QualityEntry, QualityTests } from '../../src/domain/quality.ts'
import type { SeriesKey } from '../../src/domain/reading.ts'
import type { Instant } from '../../src/domain/time.ts'
import { boundsOf, type Bounds } from './bounds.ts'
import { monthAt, seasonBounds } from './climatology.ts'

/** Limits of one series in one month, every figure resolved; many series share one object. */
export type QcLimits = Pick<
  QualityTests,
  'previousRatio' | 'flatLine' | 'attenuatedSignal' | 'neighbour'
> & {
  readonly spike: NonNullable<QualityTests['spike']>
  readonly rateOfChange: PacedPair
  readonly range: Bounds
  readonly season: Bounds | null
  readonly depth: Bounds | null
  readonly gapMs: number
  /** Window of the attenuated signal, and an eighth of it. */
  readonly windowMs: number
  readonly blockMs: number
  /** One step of the parameter's last decimal. */
  readonly step: number
  readonly isLog: boolean
}

/** Limits and the instants between which they hold. */
export type QcLimitsInForce = {
  readonly limits: QcLimits
  readonly fromAt: Instant
  readonly untilAt: Instant
}

/** The limits of a series at an instant; series of one kind share the object. */
export type QcLimitsOf = (
  series: Pick<SeriesKey, 'station' | 'depthM'>,
  parameter: Parameter,
  cadenceMs: number,
  at: Instant,
) => QcLimitsInForce

const never: PacedPair = { suspect: null, fail: null, paces: null }
/** Distances of samples that a window holds at least: four-hourly results take two days. */
const windowCadences = 12

/**
 * From the network's dated entries to the limits of a series at a time. Of what entries state, the
 * more particular holds (station and parameter, station, parameter, all), then the newer.
 *
 * @param entries  in any order
 */
export function createQcLimits(entries: readonly QualityEntry[]): QcLimitsOf {
  const ordered = entries.toSorted((a, b) => rank(a) - rank(b) || a.fromAt - b.fromAt)
  const startsAt = [...new Set(entries.map(({ fromAt }) => fromAt))].sort((a, b) => a - b)
  const stations = new Set(entries.flatMap(({ station }) => station ?? []))
  const shared = new Map<string, QcLimitsInForce>()
  const testsAt = (at: Instant, station: string, code: string) =>
    ordered
      .filter((entry) => entry.fromAt <= at && isAbout(entry, station, code))
      .reduce(overlaid, noTests)

  return ({ station, depthM }, parameter, cadenceMs, at) => {
    const { month, ...span } = monthAt(at)
    const since = startsAt.findLast((start) => start <= at) ?? -Infinity
    const until = startsAt.find((start) => start > at) ?? Infinity
    const fromAt = Math.max(span.fromAt, since)
    const who = stations.has(station) ? station : ''
    const key = [who, parameter.code, cadenceMs, depthM ?? '', since, month].join('|')
    const known = shared.get(key)
    if (known?.fromAt === fromAt) return known
    const limits =
      known?.limits ??
      resolve(testsAt(at, station, parameter.code), parameter, cadenceMs, depthM, month)
    const inForce = { limits, fromAt, untilAt: Math.min(span.untilAt, until) }
    shared.set(key, inForce)
    return inForce
  }
}

/** Every test without a limit. */
export const noTests: QualityTests = {
  grossRange: null,
  climatology: null,
  spike: null,
  rateOfChange: null,
  previousRatio: null,
  flatLine: null,
  attenuatedSignal: null,
  gap: null,
  neighbour: null,
  depth: null,
}
const testNames = Object.keys(noTests) as (keyof QualityTests)[]

function rank({ station, parameter }: QualityEntry): number {
  return (station === null ? 0 : 2) + (parameter === null ? 0 : 1)
}

function isAbout(entry: QualityEntry, station: string, parameter: string): boolean {
  return (
    (entry.station === null || entry.station === station) &&
    (entry.parameter === null || entry.parameter === parameter)
  )
}

function overlaid(below: QualityTests, above: QualityTests): QualityTests {
  const stated = testNames.filter((name) => above[name] !== null)
  return { ...below, ...Object.fromEntries(stated.map((name) => [name, above[name]])) }
}

function resolve(
  tests: QualityTests,
  { hardRange, softRange, decimals, scale }: Parameter,
  cadenceMs: number,
  depthM: number | null,
  month: number,
): QcLimits {
  const { gap, attenuatedSignal, climatology, depth } = tests
  const windowMs = Math.max(attenuatedSignal?.overMs ?? 0, windowCadences * cadenceMs)
  assert(cadenceMs > 0, 'the cadence of a series is above 0')
  return {
    range: boundsOf(tests.grossRange ?? { fail: hardRange, suspect: softRange }),
    season: climatology === null ? null : seasonBounds(climatology, month, depthM),
    depth: depth === null ? null : boundsOf(depth),
    gapMs: gap === null ? Infinity : Math.max(gap.cadences * cadenceMs, gap.minMs),
    windowMs,
    blockMs: windowMs / 8,
    step: 10 ** -decimals.hour,
    isLog: scale === 'log',
    spike: tests.spike ?? { ...never, method: 'average' },
    rateOfChange: tests.rateOfChange ?? never,
    previousRatio: tests.previousRatio,
    flatLine: tests.flatLine,
    attenuatedSignal,
    neighbour: tests.neighbour,
  }
}
