import type { Batch, Committed, StationReceipt } from './pipeline.ts'
import { formatInstant, type Instant } from './domain/time.ts'
import { limits } from './limits.ts'
import type { SeriesMemory, SeriesRegistry } from './series.ts'
import type { NewAnalysis } from './store/analyses.ts'
import type { Db } from './store/db.ts'
import type { HourSums } from './store/hour-sums.ts'
import { createReadingCommitter, type Batch as StoreBatch } from './store/readings-commit.ts'
import type { NewReceipt } from './store/receipts.ts'
import { ensureSeries } from './store/series.ts'
import type { Raw, Taken } from './taken.ts'

/**
 * One batch of the path as one transaction of the store: readings, refusals, what is durable of
 * each gateway session, raw frames, counters. Series seen for the first time are entered before.
 */
export function createCommit(db: Db, series: SeriesRegistry, hours: HourSums) {
  const committer = createReadingCommitter(db, hours.add)
  return async (batch: Batch): Promise<Committed> => {
    await enterNewSeries(db, series, batch)
    for (const row of batch.rows) row.seriesId = row.series.id
    return committer.commit(toStoreBatch(batch))
  }
}

async function enterNewSeries(db: Db, series: SeriesRegistry, batch: Batch): Promise<void> {
  const fresh = new Set<SeriesMemory>()
  for (const row of batch.rows) if (row.series.id === 0) fresh.add(row.series)
  if (fresh.size === 0) return
  const memories = [...fresh]
  const nextId = 1 + Math.max(0, ...Array.from(series.all(), ({ id }) => id))
  const keys = memories.map(({ seriesKey }) => seriesKey)
  const rows = await ensureSeries(db, keys, nextId)
  for (const [index, memory] of memories.entries()) memory.id = rows[index]!.id
}

function toStoreBatch({ at, taken, rows, values }: Batch): StoreBatch {
  const refusals = taken.flatMap((one) => (one.refused ? [refusalOf(one, one.refused, at)] : []))
  const receipts: NewReceipt[] = []
  const analyses: NewAnalysis[] = []
  let from = 0
  for (const one of taken) {
    const { station, session, seq, analysis, faults } = one
    const to = from + one.rows.length
    // Sessions are kept of registered stations alone: others' names are without number.
    const registered = faults[0]?.code !== 'unknown-station'
    if (registered && station !== null && session !== null && seq !== null) {
      receipts.push({ station, session, seq, from, to, refused: one.values - one.rows.length })
    }
    if (analysis !== null && to > from) analyses.push({ ...analysis, from, to })
    from = to
  }
  const rawFrames = taken.flatMap(({ station, kept }) =>
    kept && station !== null ? [{ station, payload: kept.payload, receivedAt: at }] : [],
  )
  return { at, rows, refusals, receipts, analyses, rawFrames, received: values }
}

function refusalOf({ station, faults, values, rows }: Taken, raw: Raw, at: Instant) {
  const { topic, payload } = raw
  const kept = payload.subarray(0, limits.refusalPayloadBytesMax)
  return {
    station,
    topic,
    receivedAt: at,
    faults,
    values: values - rows.length,
    payload: kept,
    payloadWhole: kept.length === payload.length,
  }
}

/**
 * Receipts of a batch, one for each message in order: values by outcome, faults, and when it all
 * became durable. Null for a message that carries neither value nor id, or whose topic names no
 * station.
 */
export function receiptsOf(
  { taken }: Batch,
  committed: Committed,
  durableAt: Instant,
): (StationReceipt | null)[] {
  const durable = formatInstant(durableAt)
  let next = 0
  return taken.map(({ station, id, session, seq, rows, faults, frames, values }) => {
    const count = { stored: 0, duplicate: 0, revised: 0 }
    for (let index = next; index < next + rows.length; index += 1) {
      count[committed.rows[index]!.outcome] += 1
    }
    next += rows.length
    if (station === null || (values === 0 && frames === null && id === null)) return null
    const receipt = { id, session, seq, ...count, refused: faults, durableAt: durable }
    return { station, receipt: frames === null ? receipt : { ...receipt, frames } }
  })
}
