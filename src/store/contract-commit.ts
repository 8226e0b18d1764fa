import { expect, it } from 'vitest'
import { batchOf, commitRow, ingestHead, newSeries, startAt } from './contract-examples.ts'
import { loadCounters, settledPosition } from './counters.ts'
import { storeError } from './db.ts'
import type { Db } from './db.ts'
import { latestLagRowsMax } from './limits.ts'
import { readingsAfter } from './readings-after.ts'
import { createReadingCommitter } from './readings-commit.ts'
import { loadSeries } from './series.ts'
import type { Opened } from './store-contract.ts'

const steps = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Outcomes, numbers and counts of a commit. */
export function commitContract(opened: Opened): void {
  numbersContract(opened)
  lostAnswerContract(opened)
  outcomesContract(opened)
  conservationContract(opened)
}

function numbersContract(opened: Opened): void {
  it('numbers what it stores or revises without gaps, in order, and none of a failed one', async () => {
    const db = opened()
    const id = await newSeries(db, 'gapless')
    const before = await ingestHead(db)
    const { commit } = createReadingCommitter(db)
    await commit(batchOf(steps(0, 700).map((step) => commitRow(id, step))))
    const failing = commit(batchOf([commitRow(id, 900, { flag: 70_000 as 1 })], { received: NaN }))
    await expect(failing).rejects.toThrow('store')
    const again = steps(600, 900).map((step) => commitRow(id, step, { ahead: step >= 700 }))
    await commit(batchOf(again))
    await commit(batchOf([commitRow(id, 5, { value: -1, ahead: false })]))
    const rows = await readingsAfter(db, before, 10_000)
    expect(rows.map(({ ingestNo }) => ingestNo)).toEqual(steps(before + 1, before + 902))
    expect(rows.at(5)).toMatchObject({ station: 'gapless', value: 5.25, revision: 0 })
    expect(rows.at(-1)).toMatchObject({ station: 'gapless', value: -1, revision: 1 })
    expect(await ingestHead(db)).toBe(before + 901)
  })

  it('refuses to go on when somebody else takes numbers too', async () => {
    const db = opened()
    const id = await newSeries(db, 'second-writer')
    const one = createReadingCommitter(db)
    await one.commit(batchOf([commitRow(id, 0)]))
    await createReadingCommitter(db).commit(batchOf([commitRow(id, 1)]))
    await expect(one.commit(batchOf([commitRow(id, 2)]))).rejects.toMatchObject({
      code: 'store-second-writer',
    })
  })

  it('knows the newest of each series, before and after series_latest catches up', async () => {
    const db = opened()
    const id = await newSeries(db, 'newest')
    const { commit } = createReadingCommitter(db)
    const newest = async () => (await loadSeries(db)).find((series) => series.id === id)?.newestAt
    expect(await newest()).toBeNull()
    await commit(batchOf([commitRow(id, 3)]))
    expect(await newest()).toBe(commitRow(id, 3).observedAt)
    const other = await newSeries(db, 'newest-filler')
    const filler = steps(0, latestLagRowsMax).map((i) =>
      commitRow(other, 0, { observedAt: startAt + i }),
    )
    await commit(batchOf(filler))
    await commit(batchOf([commitRow(id, 1, { ahead: false })]))
    expect(await newest()).toBe(commitRow(id, 3).observedAt)
  })
}

/** The store, where it loses the answer to the first COMMIT that it did or did not do. */
function losing(db: Db, done: boolean): Db {
  let lost = false
  return {
    ...db,
    transaction: async (work) => {
      if (lost) return db.transaction(work)
      lost = true
      await db
        .transaction(async (tx) => {
          await work(tx)
          if (!done) throw new Error('rolled back')
        })
        .catch(() => undefined)
      throw storeError('08006', 'lost the connection')
    },
  }
}

function lostAnswerContract(opened: Opened): void {
  it.each([true, false])('answers a commit as it was, tried again: %s', async (done) => {
    const db = opened()
    const id = await newSeries(db, `lost-answer-${done}`)
    const { commit } = createReadingCommitter(losing(db, done))
    const before = await settledPosition(db)
    const batch = batchOf([
      commitRow(id, 0),
      commitRow(id, 1),
      commitRow(id, 1, { ahead: false, value: 9 }),
    ])
    await expect(commit(batch)).rejects.toMatchObject({ code: 'store-unreachable' })
    const { rows, head } = await commit({ ...batch })
    expect(rows.map(({ outcome, revision }) => `${outcome} ${revision}`)).toEqual([
      ...['stored 0', 'stored 0', 'revised 1'],
    ])
    await commit(batchOf([commitRow(id, 2)]))
    expect(head).toBe(before.no + 3)
    expect(await settledPosition(db)).toEqual({ no: head + 1, received: before.received + 4 })
  })
}

function outcomesContract(opened: Opened): void {
  it('tells stored, duplicate and revised, the same new key twice in a batch included', async () => {
    const db = opened()
    const id = await newSeries(db, 'outcomes')
    const { commit } = createReadingCommitter(db)
    await commit(batchOf([commitRow(id, 0), commitRow(id, 1)]))
    const { rows } = await commit(
      batchOf([
        commitRow(id, 0, { ahead: false }),
        commitRow(id, 1, { ahead: false, value: 9 }),
        commitRow(id, 1, { ahead: false, value: 9, qualifier: '<' }),
        commitRow(id, 2),
        commitRow(id, 2, { ahead: false }),
        commitRow(id, 2, { ahead: false, value: 7 }),
        commitRow(id, -1, { ahead: false }),
      ]),
    )
    expect(rows.map(({ outcome, revision }) => `${outcome} ${revision}`)).toEqual([
      ...['duplicate 0', 'revised 1', 'revised 2', 'stored 0', 'duplicate 0', 'revised 1'],
      'stored 0',
    ])
  })

  it('finds known keys by itself when rows are wrongly said to be ahead', async () => {
    const db = opened()
    const id = await newSeries(db, 'wrongly-ahead')
    const { commit } = createReadingCommitter(db)
    await commit(batchOf([commitRow(id, 0), commitRow(id, 1)]))
    const { rows } = await commit(
      batchOf([commitRow(id, 0), commitRow(id, 1, { value: 3 }), commitRow(id, 2)]),
    )
    expect(rows.map(({ outcome }) => outcome)).toEqual(['duplicate', 'revised', 'stored'])
  })
}

function conservationContract(opened: Opened): void {
  it('counts values: received = stored + duplicate + revised + refused', async () => {
    const db = opened()
    const id = await newSeries(db, 'conserved')
    const { commit } = createReadingCommitter(db)
    const before = await loadCounters(db)
    const refusal = {
      station: 'conserved',
      topic: 'qingliu/v1/conserved/obs',
      receivedAt: startAt,
      faults: [{ parameter: null, code: 'not-json', detail: 'half \ud800 and \0' }] as const,
      values: 3,
      payload: Uint8Array.of(1, 2),
      payloadWhole: true,
    }
    await commit(batchOf([commitRow(id, 0)], { refusals: [refusal, refusal], received: 7 }))
    await commit(
      batchOf([0, 1].map((value) => commitRow(id, 0, { ahead: false, value: value + 0.25 }))),
    )
    const after = await loadCounters(db)
    const added = Object.entries(after).map(([name, value]) => [
      name,
      value - before[name as keyof typeof before],
    ])
    expect(Object.fromEntries(added)).toEqual({
      received: 9,
      stored: 1,
      duplicate: 1,
      revised: 1,
      refused: 6,
    })
  })
}
