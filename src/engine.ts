import { setTimeout as wait } from 'node:timers/promises'
import type { Rule } from '../alerts/rule.ts'
import type { DecodeLimits } from '../ingest/decode/decode.ts'
import type { BrokerDoor } from '../ingest/mqtt/broker-door.ts'
import type { Surroundings } from '../models/signals/fold.ts'
import { besideSamples } from './beside-samples.ts'
import type { Clock } from './clock.ts'
import { createClockWatch, type ClockWatch } from './clock-watch.ts'
import { createCommit, receiptsOf } from './commit.ts'
import { createDesk, type Desk } from './desk.ts'
import type { PatrolPlan } from './domain/casework.ts'
import { assert } from './domain/errors.ts'
import type { ForecastPlan } from './domain/forecast-plan.ts'
import type { IncidentPlan } from './domain/incident.ts'
import type { Json } from './domain/json.ts'
import type { Network, Station } from './domain/network.ts'
import type { ProductPlan } from './domain/product-plan.ts'
import type { Quality } from './domain/quality.ts'
import type { Standards } from './domain/standards.ts'
import { createFeed, type Feed } from './feed.ts'
import type { Fold } from './fold.ts'
import { limits } from './limits.ts'
import { createMemory, decodersOf, silenceRulesOf } from './memory.ts'
import { Pipeline, type Batch, type Committed, type StationReceipt } from './pipeline.ts'
import { createReceive } from './receive.ts'
import { refold } from './refold.ts'
import { showLatest, type CheckedRow, type SeriesRegistry } from './series.ts'
import { createSilenceWatch, type SilenceWatch } from './silence-watch.ts'
import { stationsFiring } from './store/alerts.ts'
import { loadCheckpoints, saveCheckpoints } from './store/checkpoints.ts'
import type { Db } from './store/db.ts'

export type EngineParts = {
  readonly db: Db
  readonly network: Network
  readonly standards: Standards
  readonly rules: readonly Rule[]
  readonly quality: Quality
  /** Null: the network has no forecasts. */
  readonly forecastPlan: ForecastPlan | null
  /** Null: the network has no joint air product. */
  readonly productPlan: ProductPlan | null
  readonly patrolPlan: PatrolPlan
  readonly incidentPlan: IncidentPlan
  readonly clock: Clock
  readonly newId: () => string
  /** Alerts opened now are exercises; absent: they are not. */
  readonly exercise?: boolean
  /** False leaves detection out, for measuring its cost. */
  readonly detection?: boolean
  /** Where they are not those of the outer face: an import may reach back further. */
  readonly decodeLimits?: DecodeLimits
}

/** The engine without its doors: what app.ts hands to the broker, the pages and the timers. */
export type Engine = {
  readonly parts: EngineParts
  readonly stations: ReadonlyMap<string, Station>
  readonly series: SeriesRegistry
  readonly fold: Fold
  readonly surroundings: Surroundings
  readonly desk: Desk
  readonly silence: SilenceWatch
  readonly clocks: ClockWatch
  readonly pipeline: Pipeline
  /** Readings just stored, and the hint that changes were committed. */
  readonly readings: Feed<readonly CheckedRow[]>
  readonly changes: Feed<null>
  /** Gives the path its broker; before it receipts have nowhere to go. */
  connect(broker: BrokerDoor): void
  broker(): BrokerDoor | null
}

/** Loads what the store knows, folds what the last checkpoint had not seen, joins the parts. */
export async function createEngine(parts: EngineParts): Promise<Engine> {
  const { db, network, rules, clock } = parts
  const checkpoint = await loadCheckpoints(db)
  const stations = new Map(network.stations.map((station) => [station.id, station]))
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]))
  const now = clock.now()
  const { series, fold, surroundings } = createMemory({ ...parts, now }, checkpoint.parts)
  const readings = createFeed<readonly CheckedRow[]>()
  const changes = createFeed<null>()
  const desk = createDesk({
    ...{ ...parts, rules: rulesById, now: clock.now },
    onChanges: () => {
      changes.tell(null)
    },
  })
  const foldedNo = await refold(db, series, fold, desk, checkpoint.foldedNo)
  const kept = checkpoint.parts.get('silence')
  const silence = createSilenceWatch(network.stations, silenceRulesOf(rulesById), kept, now)
  const clocks = await openClockWatch(db, rulesById, checkpoint.parts.get('clocks'))

  let door: BrokerDoor | null = null
  const pipeline = new Pipeline(
    {
      now: clock.now,
      decode: createReceive({
        stations,
        ...decodersOf(network, parts.decodeLimits),
        onStatus: () => undefined,
        onSentAt: (station, sentAt, at) => {
          clocks.heard(station, sentAt, at)
        },
      }),
      series,
      fold,
      commit: createCommit(db, series),
      receiptsOf: (batch, committed) => receiptsOf(batch, committed, clock.now()),
      sendReceipts: (receipts) => sendReceipts(door, receipts),
      showReadings: (batch, committed) => {
        readings.tell(showStored(batch, committed))
        hearStations(silence, batch)
      },
      besideSamples: ({ rows }, committed) =>
        besideSamples(db, rows, (at) => committed.rows[at]!.ingestNo),
      announce: (events) => desk.announce(events),
      saveCheckpoint: (no, states) => {
        const kept = new Map(states).set('silence', silence.save(clock.now()))
        return saveCheckpoints(db, no, kept.set('clocks', clocks.save()))
      },
    },
    foldedNo,
  )
  const connect = (broker: BrokerDoor) => {
    door = broker
    broker.onConnectionChange((connected) => {
      silence.listen(connected, clock.now())
    })
  }
  const memory = { stations, fold, surroundings, desk, silence, clocks, series }
  return { parts, ...memory, pipeline, readings, changes, connect, broker: () => door }
}

async function openClockWatch(
  db: Db,
  rules: ReadonlyMap<string, Rule>,
  saved: Json | undefined,
): Promise<ClockWatch> {
  const rule = rules.get('station-clock')
  assert(rule, 'the rule of clocks is among the rules')
  return createClockWatch(rule, saved, await stationsFiring(db, rule.id))
}

function showStored({ rows }: Batch, committed: Committed): CheckedRow[] {
  const stored = rows.filter((_, index) => committed.rows[index]!.outcome !== 'duplicate')
  for (const row of stored) showLatest(row.series, row)
  return stored
}

function hearStations(silence: SilenceWatch, { taken, at }: Batch): void {
  const heard = new Map<string, Set<string>>()
  for (const { readings } of taken) {
    for (const { station, parameter, source } of readings) {
      // What people bring says nothing of whether the station lives.
      if (source === 'manual') continue
      const parameters = heard.get(station) ?? new Set()
      heard.set(station, parameters.add(parameter))
    }
  }
  for (const [station, parameters] of heard) silence.heard(station, parameters, at)
}

/**
 * Sends the receipts before the acknowledgements, but waits for a slow subscriber only so long.
 * A receipt that cannot be sent is not lost: the truth behind it is in the store.
 */
async function sendReceipts(
  door: BrokerDoor | null,
  receipts: readonly (StationReceipt | null)[],
): Promise<void> {
  if (door === null) return
  const sending: Promise<void>[] = []
  for (const one of receipts) {
    if (one === null) continue
    const topic = `qingliu/v1/${one.station}/receipt`
    sending.push(door.publish(topic, JSON.stringify(one.receipt)).catch(() => undefined))
  }
  await Promise.race([Promise.all(sending), wait(limits.receiptWaitMs, null, { ref: false })])
}
