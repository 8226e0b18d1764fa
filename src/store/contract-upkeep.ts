import { expect, it } from 'vitest'
import type { Aggregate, Bucket, Kept, StoredReading } from '../domain/queries.ts'
import { dayMs, hourMs } from '../domain/time.ts'
import { queryAggregates } from './aggregates.ts'
import { batchOf, commitRow, ingestHead, newSeries, startAt, stepMs } from './contract-examples.ts'
import type { Db } from './db.ts'
import { engineVersion } from './engine-version.ts'
import { createHourSums } from './hour-sums.ts'
import { loadKept } from './kept.ts'
import type { CommitRow } from './outcomes.ts'
import { readingsAfter } from './readings-after.ts'
import { createReadingCommitter } from './readings-commit.ts'
import { queryReadings } from './readings-query.ts'
import { queryRefusals } from './refusals.ts'
import type { Opened } from './store-contract.ts'
import { createUpkeep } from './upkeep.ts'

const plenty = { days: 36_500, bytesMax: 1e12 }
const generous = { refusals: plenty, rawFrames: plenty, compressDays: 36_500 }

/** Sums, purging, compression: what the timer does. */
export function upkeepContract(opened: Opened): void {
  sumsContract(opened)
  purgeContract(opened)
  purgeFramesContract(opened)
  compressContract(opened)
}

async function aggregates(db: Db, station: string, bucket: Bucket, limit = 1_000) {
  const query = { station, parameter: null, from: null, to: null, period: null, source: null }
  const all: Aggregate[] = []
  for (let cursor: string | null = null; ;) {
    const page = await queryAggregates(db, { ...query, bucket, limit, cursor })
    all.push(...page.items)
    if (page.next === null) return all
    cursor = page.next
  }
}

/** The same from the readings themselves, the plain way. */
async function expected(db: Db, station: string, bucketMs: number, offsetMs: number) {
  const query = { station, parameter: null, from: null, to: null, period: null, source: null }
  const page = await queryReadings(db, { ...query, asOf: null, limit: 1_000, cursor: null })
  const groups = new Map<number, StoredReading[]>()
  for (const reading of page.items) {
    const at = Math.floor((reading.observedAt + offsetMs) / bucketMs) * bucketMs - offsetMs
    groups.set(at, [...(groups.get(at) ?? []), reading])
  }
  return [...groups].map(([at, readings]) => {
    const values = readings.filter(({ flag }) => flag <= 2).map(({ value }) => value)
    const sum = values.reduce((total, value) => total + value, 0)
    return {
      startAt: at,
      count: readings.length,
      validCount: values.length,
      mean: values.length === 0 ? null : (expect.closeTo(sum / values.length, 9) as number),
      min: values.length === 0 ? null : Math.min(...values),
      max: values.length === 0 ? null : Math.max(...values),
    }
  })
}

function sumsContract(opened: Opened): void {
  const ways: [string, (commits: number) => boolean][] = [
    ['read again', () => false],
    ['summed as they are stored', () => true],
    ['summed now and then', (commits) => commits % 2 === 0],
  ]
  it.each(ways)('sums hours and days of readings that are %s', async (way, heard) => {
    const db = opened()
    const station = `summed-${way.length}`
    const id = await newSeries(db, station)
    const hours = createHourSums()
    let commits = 0
    const { commit } = createReadingCommitter(db, (outcomes, from) => {
      if (heard((commits += 1))) hours.add(outcomes, from)
    })
    const { minute } = createUpkeep(db, generous, hours)
    const same = async () => {
      await minute(startAt)
      expect(hours.beginsAfter()).toBeNull()
      const sums = await aggregates(db, station, 'PT1H')
      expect(sums).toMatchObject(await expected(db, station, hourMs, 0))
      const days = await aggregates(db, station, 'P1D')
      expect(days).toMatchObject(await expected(db, station, dayMs, 8 * hourMs))
    }
    const row = (step: number, change: Partial<CommitRow> = {}) =>
      commitRow(id, step, { ahead: false, ...change })
    await commit(batchOf([0, 1, 2, 3, 5, 90, 91].map((step) => row(step))))
    await same()
    await commit(batchOf([row(4), row(92, { flag: 4, value: 1e6 }), row(93, { flag: 3 })]))
    await same()
    await commit(batchOf([row(2, { value: -7 }), row(6, { flag: 2 }), row(40)]))
    await commit(batchOf([row(2, { value: 50 }), row(7, { flag: 4 })]))
    await same()
    await commit(batchOf([row(300, { flag: 4 })]))
    await same()
    expect(await aggregates(db, station, 'PT1H', 2)).toEqual(await aggregates(db, station, 'PT1H'))
    const [first] = await aggregates(db, station, 'P1D')
    expect(first).toMatchObject({ station, parameter: 'w01009', startAt: startAt - 8 * hourMs })
  })
}

const kept = async (db: Db, what: Kept['what']) =>
  (await loadKept(db)).find((one) => one.what === what) ?? expect.fail('nothing is kept')

function purgeContract(opened: Opened): void {
  const refusal = (at: number, bytes: number) => ({
    station: 'purged',
    topic: 'qingliu/v1/purged/obs',
    receivedAt: at,
    faults: [{ parameter: null, code: 'not-json', detail: 'x' }] as const,
    values: 1,
    payload: new Uint8Array(bytes),
    payloadWhole: true,
  })

  it('purges the oldest refusals by age and by bytes, counts them, and numbers on', async () => {
    const db = opened()
    const { commit } = createReadingCommitter(db)
    const before = await kept(db, 'refusal')
    const ages = [50, 40, 3, 2, 1]
    const refusals = ages.map((days) => refusal(startAt - days * dayMs, 10_000))
    await commit(batchOf([], { refusals, received: refusals.length }))
    const filled = await kept(db, 'refusal')
    expect(filled.rows - before.rows).toBe(5)
    expect(filled.bytes - before.bytes).toBeGreaterThan(50_000)
    const left = async (rules: { days: number; bytesMax: number }) => {
      await createUpkeep(db, { ...generous, refusals: rules }).minute(startAt)
      const page = await queryRefusals(db, { limit: 9, cursor: null, station: 'purged' })
      return page.items.map(({ receivedAt }) => (startAt - receivedAt) / dayMs)
    }
    expect(await left({ days: 45, bytesMax: 1e12 })).toEqual([1, 2, 3, 40])
    expect(await left({ days: 999, bytesMax: 21_000 })).toEqual([1, 2])
    expect(await left({ days: 1, bytesMax: 0 })).toEqual([1])
    const after = await kept(db, 'refusal')
    expect(after.rows).toBe(1)
    expect(after.purgedRows - before.purgedRows).toBe(before.rows + 4)
    expect(after.purgedBytes - before.purgedBytes).toBe(filled.bytes - after.bytes)
    const [newest] = (await queryRefusals(db, { limit: 1, cursor: null, station: null })).items
    await commit(batchOf([], { refusals: [refusal(startAt, 1)], received: 1 }))
    const [next] = (await queryRefusals(db, { limit: 1, cursor: null, station: null })).items
    expect(next?.id).toBe((newest?.id ?? 0) + 1)
  })
}

function purgeFramesContract(opened: Opened): void {
  it('purges raw frames by chunks, and takes more after the newest was emptied', async () => {
    const db = opened()
    const { commit } = createReadingCommitter(db)
    const add = (days: number, bytes: number) => {
      const frame = { station: 'purged', payload: new Uint8Array(bytes) }
      const rawFrames = [{ ...frame, receivedAt: startAt + days * dayMs }]
      return commit(batchOf([], { rawFrames }))
    }
    const purge = (rules: { days: number; bytesMax: number }) =>
      createUpkeep(db, { ...generous, rawFrames: rules }).minute(startAt + 12 * dayMs)
    await add(10, 1_000)
    await add(11, 1_000)
    await add(12, 1_000)
    await purge({ days: 1.5, bytesMax: 1e12 })
    expect(await kept(db, 'raw_frame')).toMatchObject({ rows: 2, bytes: 2_200 })
    await purge({ days: 99, bytesMax: 1_500 })
    expect(await kept(db, 'raw_frame')).toMatchObject({ rows: 1, bytes: 1_100 })
    await purge({ days: 99, bytesMax: 1_000 })
    expect(await kept(db, 'raw_frame')).toMatchObject({ rows: 0, bytes: 0 })
    await add(12, 500)
    expect(await kept(db, 'raw_frame')).toMatchObject({ rows: 1, bytes: 600 })
    expect(await db.query('SELECT length(payload) AS n FROM raw_frame')).toEqual([{ n: 500 }])
  })
}

function compressContract(opened: Opened): void {
  it('takes late readings, revisions and duplicates in old chunks, compressed or not', async () => {
    const db = opened()
    const before = await ingestHead(db)
    const first = await newSeries(db, 'compressed-1')
    const second = await newSeries(db, 'compressed-2')
    const at = startAt - 100 * dayMs
    const row = (id: number, step: number, change: Partial<CommitRow> = {}) =>
      commitRow(id, 0, { observedAt: at + step * stepMs, ...change })
    const steps = Array.from({ length: 1_500 }, (_, step) => step)
    const { commit } = createReadingCommitter(db)
    await commit(batchOf([first, second].flatMap((id) => steps.map((step) => row(id, step)))))
    const { night } = createUpkeep(db, { ...generous, compressDays: 60 })
    await night(startAt)
    const compressed = await compressedChunks(db)
    const { licence } = await engineVersion(db)
    expect(compressed > 0).toBe(licence === 'timescale')

    const outcomes = async (...rows: CommitRow[]) =>
      (await commit(batchOf(rows))).rows.map(({ outcome }) => outcome)
    const known = { ahead: false } as const
    const between = { ...known, observedAt: at + 700 * stepMs + 1 }
    expect(
      await outcomes(
        row(first, 3, known),
        row(first, 900, { ...known, value: 77 }),
        row(second, 20, { ...known, value: 78 }),
        row(second, 0, between),
      ),
    ).toEqual(['duplicate', 'revised', 'revised', 'stored'])
    // Said to be ahead though it is not: COPY meets the key within the compressed chunk.
    expect(await outcomes(row(first, 4), row(first, 5, { value: 79 }))).toEqual([
      'duplicate',
      'revised',
    ])
    await night(startAt)
    expect(await compressedChunks(db)).toBe(compressed)
    expect(await outcomes(row(first, 900, { ...known, value: 77 }))).toEqual(['duplicate'])
    const rows = await readingsAfter(db, before, 10_000)
    expect(rows).toHaveLength(3_004)
    expect(new Set(rows.map(({ ingestNo }) => ingestNo)).size).toBe(3_004)
  })
}

async function compressedChunks(db: Db): Promise<number> {
  const [count] = await db.query<{ n: number }>(
    `SELECT count(*) FILTER (WHERE is_compressed) AS n FROM timescaledb_information.chunks
     WHERE hypertable_name = 'reading'`,
  )
  return count?.n ?? 0
}
