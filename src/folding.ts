import type { Rule } from '../alerts/rule.ts'
import type { BrokerDoor } from '../ingest/mqtt/broker-door.ts'
import { besideSamples } from './beside-samples.ts'
import { createClockWatch, type ClockWatch } from './clock-watch.ts'
import { createCommit, receiptsOf } from './commit.ts'
import type { Desk } from './desk.ts'
import { assert } from './domain/errors.ts'
import type { Json } from './domain/json.ts'
import type { RawReading } from './domain/reading.ts'
import { dayMs, type Instant } from './domain/time.ts'
import type { EngineParts } from './engine.ts'
import type { Feed } from './feed.ts'
import type { Fold } from './fold.ts'
import { limits } from './limits.ts'
import { createMemory, decodersOf, silenceRulesOf, type Memory } from './memory.ts'
import { Pipeline, type Batch, type Committed, type StationReceipt } from './pipeline.ts'
import { createReceive } from './receive.ts'
import { foldPage, refold } from './refold.ts'
import { endsUnseen } from './relearned.ts'
import { untilStored } from './retry.ts'
import { showLatest, type CheckedRow } from './series.ts'
import { createSilenceWatch, type SilenceWatch } from './silence-watch.ts'
import { stateForm } from './state-form.ts'
import { stationsFiring } from './store/alerts.ts'
import { loadCheckpoint, saveCheckpoint, type Checkpoint } from './store/checkpoints.ts'
import type { Db } from './store/db.ts'
import type { HourSums } from './store/hour-sums.ts'
import { firstObservedFrom } from './store/readings-after.ts'

/** What the engine remembers, as far as it has folded the store, and the path that folds on. */
export type Folding = Memory & {
  readonly silence: SilenceWatch
  readonly clocks: ClockWatch
  readonly pipeline: Pipeline
  /** Folds what another engine has stored since; its own path must not run. */
  followStore(): Promise<void>
  /** Since it last had all that was stored, ms. */
  behindMs(): number
}

type FoldingParts = {
  readonly engine: EngineParts
  readonly readings: Feed<readonly CheckedRow[]>
  readonly hours: HourSums
  /** Where the events of what is folded again, and of what comes, go. */
  readonly announce: Desk['announce']
  readonly broker: () => BrokerDoor | null
}

/** Loads what the store knows, and folds what the last checkpoint had not seen. */
export async function openFolding(parts: FoldingParts): Promise<Folding> {
  const { db, network, rules, clock } = parts.engine
  const checkpoint = await loadCheckpoint(db)
  const isOurs = checkpoint.form === stateForm || checkpoint.foldedNo === 0
  const states = isOurs ? checkpoint.parts : new Map<string, Json>()
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]))
  const now = clock.now()
  const memory = createMemory({ ...parts.engine, now }, states)
  const { series, fold } = memory
  const told = checkpoint.foldedNo
  const after = isOurs ? told : await startOfHistory(parts.engine, checkpoint)
  const foldedNo = await refold(db, { series, fold }, parts.announce, { after, told })
  if (!isOurs) await announceEnds(parts, fold)
  const kept = checkpoint.parts.get('silence')
  const silence = createSilenceWatch(network.stations, silenceRulesOf(rulesById), kept, now)
  const clocks = await openClockWatch(db, rulesById, checkpoint.parts.get('clocks'))
  const watches = { silence, clocks }
  const pipeline = openPipeline(parts, { ...memory, ...watches }, foldedNo)
  let followedNo = foldedNo
  let followedMs = performance.now()
  const followStore = async () => {
    for (;;) {
      const askedMs = performance.now()
      const { rows, last } = await foldPage(db, memory, { after: followedNo, told: followedNo })
      followedNo = last
      for (const row of rows) showLatest(row.series, row)
      hear(silence, rows, rows.at(-1)?.receivedAt ?? now)
      if (rows.length > 0) parts.readings.tell(rows)
      if (rows.length < limits.refoldPageRows) {
        followedMs = askedMs
        return
      }
    }
  }
  const behindMs = () => performance.now() - followedMs
  return { ...memory, ...watches, pipeline, followStore, behindMs }
}

async function announceEnds({ engine, announce }: FoldingParts, fold: Fold): Promise<void> {
  const ends = await endsUnseen(engine.db, fold)
  if (ends.length > 0) await announce(ends)
}

/**
 * Where states of another version of the program cannot be taken over: the number before the first
 * reading from which they are learned anew, so that the station is known when the next one comes.
 */
async function startOfHistory(
  { db, clock, historyDays: days, report }: EngineParts,
  { foldedNo }: Checkpoint,
): Promise<number> {
  const from = clock.now() - days * dayMs
  const first = await firstObservedFrom(db, from)
  const after = Math.min(foldedNo, (first ?? Infinity) - 1)
  report?.(
    `states of another version: learning ${days} days again, ${foldedNo - after} readings; ` +
      'messages wait at the broker',
  )
  return after
}

function openPipeline(
  { engine: parts, readings, hours, announce, broker }: FoldingParts,
  { series, fold, silence, clocks }: Pick<Folding, 'series' | 'fold' | 'silence' | 'clocks'>,
  foldedNo: number,
): Pipeline {
  const { db, network, clock } = parts
  return new Pipeline(
    {
      now: clock.now,
      decode: createReceive({
        stations: new Map(network.stations.map((station) => [station.id, station])),
        ...decodersOf(network, parts.decodeLimits),
        onSentAt: (station, sentAt, at) => {
          clocks.heard(station, sentAt, at)
        },
      }),
      series,
      fold,
      commit: createCommit(db, series, hours),
      receiptsOf: (batch, committed) => receiptsOf(batch, committed, clock.now()),
      sendReceipts: (receipts) => sendReceipts(broker(), receipts),
      showReadings: (batch, committed) => {
        readings.tell(showStored(batch, committed))
        hear(silence, batch.rows, batch.at)
      },
      besideSamples: ({ rows }, committed) =>
        besideSamples(db, rows, (at) => committed.rows[at]!.ingestNo),
      announce,
      saveCheckpoint: (no, states) => {
        const kept = new Map(states).set('silence', silence.save(clock.now()))
        return saveStates(db, no, kept.set('clocks', clocks.save()))
      },
    },
    foldedNo,
  )
}

/** Makes text of the states before it waits for anything: the fold goes on changing them. */
function saveStates(db: Db, foldedNo: number, states: ReadonlyMap<string, Json>): Promise<void> {
  const texts = new Map(Array.from(states, ([part, state]) => [part, JSON.stringify(state)]))
  return untilStored(() => saveCheckpoint(db, { foldedNo, form: stateForm }, texts))
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

/** @param at  when the readings were received */
function hear(silence: SilenceWatch, readings: Iterable<RawReading>, at: Instant): void {
  const heard = new Map<string, Set<string>>()
  for (const { station, parameter, source } of readings) {
    // What people bring says nothing of whether the station lives.
    if (source === 'manual') continue
    const parameters = heard.get(station) ?? new Set()
    heard.set(station, parameters.add(parameter))
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
  await new Promise<void>((resolve) => {
    // Ended with the sending: one for each batch, left to run out, would be a second's garbage.
    const late = setTimeout(resolve, limits.receiptWaitMs).unref()
    void Promise.all(sending).then(() => {
      clearTimeout(late)
      resolve()
    })
  })
}
