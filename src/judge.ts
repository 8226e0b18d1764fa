import {
  colourOf,
  isInForce,
  persistenceOf,
  type Quantity,
  type Rule,
  type Threshold,
} from '../alerts/rule.ts'
import { iaqiOf } from '../models/assess/aqi.ts'
import { bloomTier } from '../models/assess/bloom-tier.ts'
import { createFactorClassifier } from '../models/assess/water-class.ts'
import {
  describeArrival,
  type FlowReading,
  type IntakeArrival,
  type Transport,
} from '../models/network/transport.ts'
import type { Surroundings } from '../models/signals/fold.ts'
import type { Judgements, SignalRule } from '../models/signals/signal.ts'
import { AppError } from './domain/errors.ts'
import { colourRank } from './domain/event.ts'
import type { Json } from './domain/json.ts'
import type { Network, Station } from './domain/network.ts'
import type { IntakeReached } from './domain/register.ts'
import {
  standardAt,
  type BloomMeasure,
  type DatedTable,
  type Standards,
  type WaterKind,
} from './domain/standards.ts'
import { formatInstant, type Instant } from './domain/time.ts'

/** Joins the standards, rules and river that the network's data give to what the signals ask. */

const bloomMeasures: ReadonlyMap<string, BloomMeasure> = new Map([
  ['w01016', 'chlaUgL'],
  ['w19011', 'algaeCellsL'],
])

/**
 * Water and bloom tables are those in force when the engine starts; before the first of them was,
 * which only an engine on a replayed file's clock sees, the first.
 *
 * @throws {AppError} code `config` when there is no table at all
 */
export function createJudgements(
  standards: Standards,
  network: Network,
  now: Instant,
): (station: Station) => Judgements {
  const surface = tableInForce(standards.surfaceWater, now, 'surface-water standard')
  const tiers = tableInForce(standards.bloomTiers, now, 'bloom tiers')
  const kinds = new Map(network.waterBodies.map(({ id, kind }) => [id, kind]))
  const classifiers = {
    river: createFactorClassifier(surface, 'river'),
    lake: createFactorClassifier(surface, 'lake'),
  }
  const limitsOf = new Map(
    surface.factors.map((factor) => [factor.code, 'limits' in factor ? factor.limits : null]),
  )

  return (station) => {
    const kind = waterKindOf(station, kinds)
    const classify = kind === null ? () => -1 : classifiers[kind]
    const place =
      station.kind === 'intake' || station.protectionZone === 'first' ? 'intake' : 'open-water'
    return {
      classIndex: classify,
      classLimit: (code, index) => limitsOf.get(code)?.[kind ?? 'river']?.[index] ?? null,
      bloomLevel: (code, value) => {
        const measure = bloomMeasures.get(code)
        if (measure === undefined) return -1
        return colourRank(bloomTier(tiers, { [measure]: value }, place)) + 1
      },
      airIndex: (code, value, at) => {
        const table = standardAt(standards.aqi, at)
        return table === null ? null : iaqiOf(table, code, value, 'hour')
      },
    }
  }
}

/** Which column of the surface-water table a station reads; null for air and bare hydrology. */
function waterKindOf(station: Station, kinds: ReadonlyMap<string, WaterKind>): WaterKind | null {
  if (station.kind === 'air') return null
  return kinds.get(station.waterBody ?? '') ?? (station.kind === 'lake' ? 'lake' : 'river')
}

/** The table in force, or the first one before it was; see `createJudgements`. */
export function tableInForce<T extends DatedTable>(
  tables: readonly T[],
  now: Instant,
  what: string,
): T {
  const byAge = tables.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1))
  const table = standardAt(tables, now) ?? byAge[0]
  if (table === undefined) throw new AppError('config', `standards: expected a ${what}, got none`)
  return table
}

const nothing: readonly number[] = []

/** A rule of the network as the signals use it, its thresholds sorted once. */
export function createSignalRule(rule: Rule): SignalRule {
  const thresholds = new Map<string, Map<string | null, Threshold[]>>()
  for (const threshold of rule.thresholds) {
    const { quantity, parameter } = threshold
    const ofQuantity = thresholds.get(quantity) ?? new Map<string | null, Threshold[]>()
    const known = ofQuantity.get(parameter) ?? []
    const sorted = [...known, threshold].toSorted((a, b) => a.value - b.value)
    thresholds.set(quantity, ofQuantity.set(parameter, sorted))
  }
  const isAlways = ({ from, until }: Threshold) => from === undefined && until === undefined
  const always = new Map(
    [...thresholds.values()]
      .flatMap((ofQuantity) => [...ofQuantity.values()])
      .filter((sorted) => sorted.every(isAlways))
      .map((sorted) => [sorted, sorted.map(({ value }) => value)]),
  )
  return {
    ...persistenceOf(rule),
    id: rule.id,
    kind: rule.kind,
    deadband: rule.deadband,
    windowMs: rule.windowMs,
    level: (quantity, parameter, value, at) =>
      colourRank(colourOf(rule, quantity as Quantity, parameter, value, at)) + 1,
    figures: (quantity, parameter, at) => {
      const sorted = thresholds.get(quantity)?.get(parameter)
      if (sorted === undefined) return nothing
      return (
        always.get(sorted) ??
        sorted.filter((threshold) => isInForce(threshold, at)).map(({ value }) => value)
      )
    },
  }
}

/**
 * What the river adds to an event: the intakes downstream and when its water reaches them, and, where
 * the flow tells it, the stations upstream with the hours that their water took.
 */
export function createSurroundings(
  transport: Transport,
  flowOf: (station: Station) => FlowReading | null,
): Surroundings {
  return (station, observedAt) => {
    if (station.kind === 'air') return {}
    const flow = flowOf(station)
    const intakes = transport.downstreamIntakes(station.id, flow, observedAt)
    const upstream = transport.neighbours(station.id).upstream.flatMap(({ id }) => {
      const way = transport.wayBetween(id, station.id, flow, observedAt)
      // What flows in at the station itself is there at once, whatever the flow, which tells nothing.
      if (way?.arrival.status !== 'estimated' || way.distanceKm === 0) return []
      const [hoursFrom, hoursTo] = [way.arrival.hoursFrom, way.arrival.hoursTo].map(hundredths)
      return { station: id, distanceKm: way.distanceKm, hoursFrom: hoursFrom!, hoursTo: hoursTo! }
    })
    return {
      ...(intakes.length === 0 ? {} : { intakes: intakes.map(intakeReached) }),
      ...(upstream.length === 0 ? {} : { upstream }),
    }
  }
}

const hundredths = (hours: number) => Math.round(hours * 100) / 100

/** An intake and when water reaches it, as it is told. */
export const intakeReached = ({ arrival, ...intake }: IntakeArrival): IntakeReached => ({
  ...intake,
  arrival: arrivalJson(arrival),
})

function arrivalJson(arrival: IntakeArrival['arrival']): Json {
  const text = describeArrival(arrival)
  if (arrival.status !== 'estimated') return { ...arrival, text }
  const { fromAt, toAt } = arrival
  return { ...arrival, fromAt: formatInstant(fromAt), toAt: formatInstant(toAt), text }
}
