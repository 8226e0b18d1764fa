import type { Rule } from '../alerts/rule.ts'
import { silenceLimitsOf, type SilenceRules } from '../alerts/silence.ts'
import { decodeLimits, type DecodeLimits } from '../ingest/decode/decode.ts'
import { createHj212Decoder } from '../ingest/decode/hj212/hj212.ts'
import { createObsDecoder } from '../ingest/decode/obs.ts'
import {
  createTransport,
  type IntakeArrival,
  type RiverPoint,
} from '../models/network/transport.ts'
import type { Surroundings } from '../models/signals/fold.ts'
import { loadHj212Keys } from './config/hj212-keys.ts'
import { createCatalogue } from './domain/catalogue.ts'
import { assert } from './domain/errors.ts'
import type { Json } from './domain/json.ts'
import type { Network, River } from './domain/network.ts'
import type { Quality } from './domain/quality.ts'
import type { Standards } from './domain/standards.ts'
import type { Instant } from './domain/time.ts'
import { createFold, type Fold } from './fold.ts'
import { createJudgements, createSignalRule, createSurroundings } from './judge.ts'
import { createSeriesRegistry, type SeriesRegistry } from './series.ts'

/** The pure middle of the path, joined from a network's data: the same live and in rehearsal. */

export type MemoryParts = {
  readonly network: Network
  readonly standards: Standards
  readonly rules: readonly Rule[]
  readonly quality: Quality
  /** Whose standards are in force. */
  readonly now: Instant
  /** False leaves detection out, for measuring its cost. */
  readonly detection?: boolean
}

export type Memory = {
  readonly series: SeriesRegistry
  readonly fold: Fold
  readonly surroundings: Surroundings
  readonly intakesReached: IntakesReached
}

/** The intakes that water reaches which passes a station, or enters a river, at a time. */
export type IntakesReached = (
  from: { readonly station: string } | RiverPoint,
  at: Instant,
) => readonly IntakeArrival[]

/** Series and stations as the saved states remember them; nothing saved: as on the first day. */
export function createMemory(parts: MemoryParts, states: ReadonlyMap<string, Json>): Memory {
  const { network, standards, rules, quality, now } = parts
  const stations = new Map(network.stations.map((station) => [station.id, station]))
  const parameters = new Map(network.parameters.map((parameter) => [parameter.code, parameter]))
  const saved = new Map(states)
  const series = createSeriesRegistry({ stations, parameters, quality }, saved)
  const transport = createTransport(network)
  const surroundings = createSurroundings(transport, ({ id }) => flowOf(transport.riverOf(id)))
  const enabled = rules.filter((rule) => rule.enabled)
  const fold: Fold = createFold(
    {
      stations,
      parameters,
      quality,
      judgeOf: createJudgements(standards, network, now),
      rules: new Map(enabled.map((rule) => [rule.id, createSignalRule(rule)])),
      surroundings: surroundings,
      ...(parts.detection === undefined ? {} : { detection: parts.detection }),
    },
    saved,
  )
  /** Newest flow of a river, from the first of its flow stations that has one. */
  function flowOf(river: River | null) {
    for (const id of river?.flowStations ?? []) {
      const latest = fold.memoryOf(id)?.latest.get(flowCode)
      if (latest !== undefined) return { valueM3s: latest.value, observedAt: latest.observedAt }
    }
    return null
  }
  const intakesReached: IntakesReached = (from, at) =>
    'river' in from
      ? transport.intakesBelow(from, flowOf(from.river), at)
      : transport.downstreamIntakes(from.station, flowOf(transport.riverOf(from.station)), at)
  return { series, fold, surroundings, intakesReached }
}

const flowCode = 'w01029'

/** The decoders of the outer face, for the network's names. */
export function decodersOf(network: Network, limits: DecodeLimits = decodeLimits) {
  const setup = {
    catalogue: createCatalogue(network.parameters),
    limits,
    decrypt: loadHj212Keys(network.stations, process.env),
  }
  return { decodeObs: createObsDecoder(setup), decodeHj212: createHj212Decoder(setup) }
}

/** By the time at which it is judged. */
export function silenceRulesOf(rules: ReadonlyMap<string, Rule>): (at: Instant) => SilenceRules {
  const station = rules.get('station-silence')
  const parameter = rules.get('parameter-silence')
  assert(station && parameter, 'rules of silence are among the rules')
  return (at) => ({
    station: silenceLimitsOf(station, at),
    parameter: silenceLimitsOf(parameter, at),
  })
}
