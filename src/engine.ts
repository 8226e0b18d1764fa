import { setTimeout as wait } from 'node:timers/promises'
import type { Rule } from '../alerts/rule.ts'
import type { BrokerDoor } from '../ingest/mqtt/broker-door.ts'
import type { Surroundings } from '../models/signals/fold.ts'
import type { Clock } from './clock.ts'
import { createCommit, receiptsOf } from './commit.ts'
import { createDesk, type Desk } from './desk.ts'
import type { Network, Station } from './domain/network.ts'
import type { Standards } from './domain/standards.ts'
import { createFeed, type Feed } from './feed.ts'
import type { Fold } from './fold.ts'
import { limits } from './limits.ts'
import { createLatestBoard, type LatestBoard } from './latest-board.ts'
import { createMemory, decodersOf, silenceRulesOf } from './memory.ts'
import { Pipeline, type Batch, type Committed, type StationReceipt } from './pipeline.ts'
import { createReceive } from './receive.ts'
import { refold } from './refold.ts'
import type { CheckedRow } from './series.ts'
import { createSilenceWatch, type SilenceWatch } from './silence-watch.ts'
import { loadCheckpoints, saveCheckpoints } from './store/checkpoints.ts'
import type { Db } from './store/db.ts'
import { latestReadings } from './store/latest-readings.ts'

export type EngineParts = {
  readonly db: Db
  readonly network: Network
  readonly standards: Standards
  readonly rules: readonly Rule[]
  readonly clock: Clock
  readonly newId: () => string
  /** False leaves detection out, for measuring its cost. */
  readonly detection?: boolean
}

/** A row of the path once it is durable. */
export type StoredRow = CheckedRow & { readonly revision: number }

/** The engine without its doors: what app.ts hands to the broker, the pages and the timers. */
export type Engine = {
  readonly parts: EngineParts
  readonly stations: ReadonlyMap<string, Station>
  readonly fold: Fold
  readonly surroundings: Surroundings
  readonly desk: Desk
  readonly silence: SilenceWatch
  readonly pipeline: Pipeline
  readonly latest: LatestBoard
  /** Readings just stored, and the hint that changes were committed. */
  readonly readings: Feed<readonly StoredRow[]>
  readonly changes: Feed<null>
  /** Gives the path its broker; before it receipts have nowhere to go. */
  connect(broker: BrokerDoor): void
  broker(): BrokerDoor | null
}

/** Loads what the store knows, folds what the last checkpoint had not seen, joins the parts. */
export async function createEngine(parts: EngineParts): Promise<Engine> {
  const { db, network, rules, clock, newId } = parts
  const checkpoint = await loadCheckpoints(db)
  const stations = new Map(network.stations.map((station) => [station.id, station]))
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]))
  const { series, fold, surroundings } = createMemory(
    { ...parts, now: clock.now() },
    checkpoint.parts,
  )
  const readings = createFeed<readonly StoredRow[]>()
  const changes = createFeed<null>()
  const onChanges = () => {
    changes.tell(null)
  }
  const desk = createDesk({ db, network, rules: rulesById, now: clock.now, newId, onChanges })
  const foldedNo = await refold(db, series, fold, desk, checkpoint.foldedNo)
  const latest = createLatestBoard(await latestReadings(db))
  const kept = checkpoint.parts.get('silence')
  const silence = createSilenceWatch(network.stations, silenceRulesOf(rulesById), kept, clock.now())

  let door: BrokerDoor | null = null
  const pipeline = new Pipeline(
    {
      now: clock.now,
      decode: createReceive({ stations, ...decodersOf(network), onStatus: () => undefined }),
      series,
      fold,
      commit: createCommit(db, series),
      receiptsOf: (batch, committed) => receiptsOf(batch, committed, clock.now()),
      sendReceipts: (receipts) => sendReceipts(door, receipts),
      showReadings: (batch, committed) => {
        const stored = rowsStored(batch, committed)
        for (const row of stored) latest.show(row)
        readings.tell(stored)
        hearStations(silence, batch)
      },
      announce: (events) => desk.announce(events),
      saveCheckpoint: (no, states) => {
        const quiet = silence.save(clock.now())
        return saveCheckpoints(db, no, new Map([...states, ['silence', quiet]]))
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
  const memory = { stations, fold, surroundings, desk, silence, latest }
  return { parts, ...memory, pipeline, readings, changes, connect, broker: () => door }
}

function rowsStored({ rows }: Batch, committed: Committed): StoredRow[] {
  return rows.flatMap((row, index) => {
    const { outcome, revision } = committed.rows[index]!
    return outcome === 'duplicate' ? [] : [{ ...row, revision }]
  })
}

function hearStations(silence: SilenceWatch, { taken, at }: Batch): void {
  const heard = new Map<string, Set<string>>()
  for (const { readings } of taken) {
    for (const { station, parameter } of readings) {
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
