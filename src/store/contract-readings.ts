import { expect, it } from 'vitest'
import type { ReadingQuery, StoredReading } from '../domain/queries.ts'
import { Reason } from '../domain/flags.ts'
import { batchOf, commitRow, ingestHead, newSeries, startAt, stepMs } from './contract-examples.ts'
import type { Db } from './db.ts'
import { monthlyCounts } from './monthly-counts.ts'
import { readingsAfter } from './readings-after.ts'
import { createReadingCommitter } from './readings-commit.ts'
import { queryReadings } from './readings-query.ts'
import { ensureSeries } from './series.ts'
import type { Opened } from './store-contract.ts'

const all = (station: string): ReadingQuery => ({
  station,
  parameter: null,
  from: null,
  to: null,
  period: null,
  source: null,
  asOf: null,
  limit: 1000,
  cursor: null,
})

async function everyPage(db: Db, query: ReadingQuery): Promise<StoredReading[]> {
  const { items, next } = await queryReadings(db, query)
  return next === null
    ? [...items]
    : [...items, ...(await everyPage(db, { ...query, cursor: next }))]
}

/** Reading back what was committed. */
export function readingsContract(opened: Opened): void {
  pagesContract(opened)
  samplesContract(opened)
  revisionsContract(opened)
  monthlyContract(opened)
}

function pagesContract(opened: Opened): void {
  it('gives back every field as it was committed', async () => {
    const db = opened()
    const before = await ingestHead(db)
    const id = await newSeries(db, 'every-field')
    const row = commitRow(id, 0, {
      observedAt: Date.UTC(1999, 11, 31, 23, 59, 59, 999),
      value: -0.1 + 1e-17,
      qualifier: '>',
      sourceFlag: 'start-test',
      historical: true,
      flag: 4,
      reasons: Reason.historical | Reason.confirmed,
    })
    await createReadingCommitter(db).commit(batchOf([row]))
    const { ahead, ...checked } = { ...row, station: 'every-field' }
    expect(ahead).toBe(true)
    const numbers = { revision: 0, ingestNo: before + 1 }
    expect(await readingsAfter(db, before, 10)).toEqual([{ ...checked, ...numbers }])
  })

  it('pages through a station in order of time, then series, each reading once', async () => {
    const db = opened()
    const first = await newSeries(db, 'paged')
    const key = { station: 'paged', parameter: 'w01001', period: 'PT1H', depthM: 0.5 } as const
    await ensureSeries(db, [{ ...key, source: 'manual' }], first + 1)
    const rows = Array.from({ length: 9 }, (_, i) => commitRow(first + (i % 2), i >> 1))
    await createReadingCommitter(db).commit(batchOf(rows))
    const pages = await everyPage(db, { ...all('paged'), limit: 2 })
    expect(pages.map((r) => [(r.observedAt - startAt) / stepMs, r.parameter])).toEqual(
      rows.map((_, i) => [i >> 1, i % 2 === 0 ? 'w01009' : 'w01001']),
    )
    const some = { ...all('paged'), from: startAt + stepMs, to: startAt + 3 * stepMs }
    expect(await everyPage(db, some)).toHaveLength(4)
    expect(await everyPage(db, { ...all('paged'), source: 'manual' })).toHaveLength(4)
    expect(await everyPage(db, { ...all('paged'), period: 'PT0S' })).toHaveLength(5)
    expect(await everyPage(db, { ...all('paged'), parameter: 'w01001' })).toHaveLength(4)
    const broken = queryReadings(db, { ...all('paged'), cursor: 'bm8' })
    await expect(broken).rejects.toMatchObject({ code: 'bad-cursor' })
  })
}

function samplesContract(opened: Opened): void {
  it('keeps the analysis of a sample beside the revision it belongs to', async () => {
    const db = opened()
    const id = await newSeries(db, 'analysed')
    const { commit } = createReadingCommitter(db)
    const first = { analysedAt: startAt + 5, method: 'HJ 535-2009' }
    const second = { analysedAt: null, method: 'HJ 536-2009' }
    const batch = (analysis: typeof first | typeof second, value: number) => {
      const sample = commitRow(id, 0, { value, ahead: false, receivedAt: startAt + value * stepMs })
      const analyses = [{ ...analysis, from: 0, to: 1 }]
      return batchOf([sample, commitRow(id, 1, { ahead: false })], { analyses })
    }
    const told = async () => {
      const { items } = await queryReadings(db, all('analysed'))
      return items.map(({ revision, analysis }) => [revision, analysis])
    }
    await commit(batch(first, 1))
    await commit(batch(second, 1))
    const plain = [0, undefined]
    expect(await told()).toEqual([[0, first], plain])
    await commit(batch(second, 2))
    expect(await told()).toEqual([[1, second], plain])
    const { items } = await queryReadings(db, { ...all('analysed'), asOf: startAt + stepMs })
    expect(items[0]?.analysis).toEqual(first)
  })
}

function revisionsContract(opened: Opened): void {
  it('answers the newest revision, and as of a time what was received by then', async () => {
    const db = opened()
    const id = await newSeries(db, 'revised')
    const { commit } = createReadingCommitter(db)
    const [t0, t1, t2] = [startAt + 1e9, startAt + 2e9, startAt + 3e9]
    await commit(batchOf([0, 1].map((step) => commitRow(id, step, { receivedAt: t0 }))))
    const again = { ahead: false, receivedAt: t1 }
    await commit(batchOf([commitRow(id, 0, { ...again, value: 50 })]))
    await commit(batchOf([commitRow(id, 0, { ...again, receivedAt: t2, value: 60 })]))
    const seen = async (asOf: number | null) =>
      (await everyPage(db, { ...all('revised'), asOf, limit: 1 })).map((r) => [r.value, r.revision])
    expect(await seen(null)).toEqual([
      [60, 2],
      [1.25, 0],
    ])
    expect(await seen(t2 - 1)).toEqual([
      [50, 1],
      [1.25, 0],
    ])
    expect(await seen(t0)).toEqual([
      [0.25, 0],
      [1.25, 0],
    ])
    expect(await seen(t0 - 1)).toEqual([])
  })

  it('spreads readings over chunks, each of which gets an index made later', async () => {
    const db = opened()
    const id = await newSeries(db, 'chunks')
    const rows = Array.from({ length: 1000 }, (_, step) => commitRow(id, step))
    await createReadingCommitter(db).commit(batchOf(rows))
    await db.query('CREATE INDEX made_later ON reading (value)')
    const [count] = await db.query<{ chunks: number; indexes: number }>(
      `SELECT (SELECT count(*) FROM show_chunks('reading')) AS chunks,
              (SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%_made_later') AS indexes`,
    )
    await db.query('DROP INDEX made_later')
    expect(count?.chunks).toBeGreaterThan(1)
    expect(count?.indexes).toBe(count?.chunks)
  })
}

function monthlyContract(opened: Opened): void {
  it('counts slots of a month that have a reading, and a valid one', async () => {
    const db = opened()
    const id = await newSeries(db, 'monthly')
    const at = (steps: number) => startAt + steps * stepMs
    const rows = [
      commitRow(id, 0),
      commitRow(id, 1, { flag: 3 }),
      commitRow(id, 2, { flag: 4 }),
      commitRow(id, 3, { sourceFlag: 'maintenance' }),
      // Twice in one slot, once by a trembling clock: one slot, valid since one of them is.
      commitRow(id, 5, { observedAt: at(5) - 1000, flag: 4 }),
      commitRow(id, 5),
      commitRow(id, 6, { observedAt: at(6) - 1000 }),
      commitRow(id, 9),
    ]
    await createReadingCommitter(db).commit(batchOf(rows))
    const ask = (change: object = {}) => {
      const one = { parameter: 'w01009', period: 'PT0S', cadenceMs: stepMs, ...change }
      const station = { station: 'monthly', source: 'automatic' } as const
      return monthlyCounts(db, { ...station, from: startAt, to: at(9), series: [one] })
    }
    const about = { parameter: 'w01009', period: 'PT0S' }
    expect(await ask()).toEqual([{ ...about, received: 6, valid: 4 }])
    expect(await ask({ cadenceMs: 9 * stepMs })).toEqual([{ ...about, received: 2, valid: 2 }])
    expect(await ask({ period: 'PT1H' })).toEqual([])
  })
}
