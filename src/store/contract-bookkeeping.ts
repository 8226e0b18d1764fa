import { expect, it } from 'vitest'
import { dayMs } from '../domain/time.ts'
import { takeEvents } from './alerts.ts'
import { keepState, keptState, loadCheckpoint, saveCheckpoint } from './checkpoints.ts'
import { batchOf, commitRow, exampleEvent, newSeries, startAt } from './contract-examples.ts'
import type { Db } from './db.ts'
import { queryEvents } from './events.ts'
import { findRemembered, forgetOlderThan, remember } from './idempotency.ts'
import { createReadingCommitter } from './readings-commit.ts'
import { sessionReceipts } from './receipts.ts'
import { getRefusal, queryRefusals } from './refusals.ts'
import type { Opened } from './store-contract.ts'

/** What is kept beside the readings. */
export function bookkeepingContract(opened: Opened): void {
  sessionsContract(opened)
  messagesContract(opened)
  foldContract(opened)
  checkpointContract(opened)
}

/** Receipts of messages that carried nothing. */
const empty = (station: string, session: string, seqs: readonly number[]) =>
  seqs.map((seq) => ({ station, session, seq, from: 0, to: 0, refused: 0 }))

function sessionsContract(opened: Opened): void {
  it('tells the gaps of each session, and closes them when they arrive', async () => {
    const db = opened()
    const { commit } = createReadingCommitter(db)
    const receipts = (session: string, ...seqs: number[]) => empty('gaps', session, seqs)
    const sums = { stored: 0, duplicate: 0, revised: 0, refused: 0 }
    await commit(batchOf([], { receipts: receipts('a', 7, 8, 12, 20, 8), at: startAt }))
    await commit(batchOf([], { receipts: receipts('b', 0), at: startAt + 1 }))
    await commit(batchOf([], { receipts: receipts('a', 10, 9, 11), at: startAt + 2 }))
    expect(await sessionReceipts(db, 'gaps')).toEqual([
      { session: 'a', lastSeq: 20, gaps: [[13, 19]], folded: null, sums, updatedAt: startAt + 2 },
      { session: 'b', lastSeq: 0, gaps: [], folded: null, sums, updatedAt: startAt + 1 },
    ])
    expect(await sessionReceipts(db, 'nobody')).toEqual([])
  })

  it('folds the oldest gaps of a session that leaves too many into a count', async () => {
    const db = opened()
    const { commit } = createReadingCommitter(db)
    const send = (seqs: readonly number[]) =>
      commit(batchOf([], { receipts: empty('sparse', 's', seqs) }))
    const sparse = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => 3 * (from + i))
    await send(sparse(0, 1_001))
    const [full] = await sessionReceipts(db, 'sparse')
    expect(full).toMatchObject({ lastSeq: 3_000, folded: null })
    expect(full?.gaps).toHaveLength(1_000)
    await send(sparse(1_001, 1_002))
    const [once] = await sessionReceipts(db, 'sparse')
    expect(once).toMatchObject({
      lastSeq: 3_003,
      folded: { gaps: 501, missing: 1_002, upTo: 1_502 },
    })
    expect(once?.gaps).toHaveLength(500)
    expect(once?.gaps[0]).toEqual([1_504, 1_505])
    await send([...sparse(1_002, 4_000), 5, 11_990])
    const [twice] = await sessionReceipts(db, 'sparse')
    expect(twice?.gaps).toHaveLength(500)
    const told = twice?.gaps.reduce((sum, [from, to]) => sum + to - from + 1, 0) ?? 0
    expect(told + (twice?.folded?.missing ?? 0)).toBe(2 * 3_999 - 1)
  })

  it('adds up what became of the values of each session', async () => {
    const db = opened()
    const id = await newSeries(db, 'sums')
    const { commit } = createReadingCommitter(db)
    const rows = [0, 1, 2].map((step) => commitRow(id, step))
    const receipt = (session: string, seq: number, from: number, to: number, refused = 0) => ({
      ...{ station: 'sums', session, seq, from, to, refused },
    })
    await commit(batchOf(rows, { receipts: [receipt('a', 1, 0, 2, 4), receipt('b', 1, 2, 3)] }))
    const again = [{ ...rows[0]!, ahead: false }, commitRow(id, 1, { value: -1, ahead: false })]
    await commit(batchOf(again, { receipts: [receipt('a', 2, 0, 1), receipt('a', 3, 1, 2)] }))
    const told = (await sessionReceipts(db, 'sums')).map(({ session, sums }) => [session, sums])
    expect(Object.fromEntries(told)).toEqual({
      a: { stored: 2, duplicate: 1, revised: 1, refused: 4 },
      b: { stored: 1, duplicate: 0, revised: 0, refused: 0 },
    })
  })
}

function messagesContract(opened: Opened): void {
  it('takes any text for the name of a session, whatever it means in SQL', async () => {
    const db = opened()
    const { commit } = createReadingCommitter(db)
    const names = [`it's`, String.raw`back\slash\'`, `'); DROP TABLE receipt; --`, '$$ "two" ]']
    for (const name of names) {
      await commit(batchOf([], { receipts: empty('quoted', name, [1]), at: startAt }))
    }
    const kept = (await sessionReceipts(db, 'quoted')).map(({ session }) => session)
    expect(kept.toSorted()).toEqual(names.toSorted())
  })

  it('keeps refusals with their payload, numbered without gaps, newest first', async () => {
    const db = opened()
    const { commit } = createReadingCommitter(db)
    const refusal = (topic: string) => ({
      station: null,
      topic,
      receivedAt: startAt,
      faults: [{ parameter: 'w01009', code: 'not-finite', detail: 'NaN' }] as const,
      values: 1,
      payload: Uint8Array.of(0, 123, 255),
      payloadWhole: false,
    })
    const refusals = ['x', 'y', 'z'].map(refusal)
    await commit(batchOf([], { refusals, received: 3 }))
    const page = await queryRefusals(db, { limit: 2, cursor: null, station: null })
    expect(page.items.map(({ topic }) => topic)).toEqual(['z', 'y'])
    const rest = await queryRefusals(db, { limit: 1, cursor: page.next, station: null })
    const id = rest.items[0]?.id ?? 0
    expect(page.items.map((row) => row.id)).toEqual([id + 2, id + 1])
    expect(await getRefusal(db, id)).toEqual({ ...refusal('x'), id })
    expect(await getRefusal(db, 0)).toBeNull()
  })

  it('keeps raw frames byte for byte', async () => {
    const db = opened()
    const payload = Buffer.from('##0009QN=1\r\n\0')
    const rawFrames = [{ station: 'frames', payload, receivedAt: startAt }]
    await createReadingCommitter(db).commit(batchOf([], { rawFrames }))
    const found = await db.query(`SELECT * FROM raw_frame WHERE station = 'frames'`)
    expect(found).toEqual([
      { station: 'frames', received_at: startAt, payload: new Uint8Array(payload) },
    ])
  })

  it('remembers the answer of a command, once, until it is old', async () => {
    const db = opened()
    const answer = { key: 'k', requestHash: 'h', status: 200, response: { ok: true } }
    await remember(db, answer, startAt)
    expect(await findRemembered(db, 'k')).toEqual(answer)
    await expect(remember(db, answer, startAt)).rejects.toMatchObject({ code: 'store-key-taken' })
    expect(await forgetOlderThan(db, 1, startAt + dayMs)).toBe(0)
    expect(await forgetOlderThan(db, 1, startAt + dayMs + 1)).toBe(1)
    expect(await findRemembered(db, 'k')).toBeNull()
  })
}

function foldContract(opened: Opened): void {
  it('takes an event once by its key', async () => {
    const db = opened()
    const [a, b] = [exampleEvent('a'), exampleEvent('b', { observedAt: startAt + 1 })]
    expect([...(await takeEvents(db, [a], [])).fresh]).toEqual(['a'])
    expect([...(await takeEvents(db, [a, b], [])).fresh]).toEqual(['b'])
    const query = { station: 'events', kind: null, from: null, to: null }
    const page = await queryEvents(db, { ...query, limit: 1, cursor: null })
    expect(page.items).toEqual([b])
    expect(await queryEvents(db, { ...query, limit: 1, cursor: page.next })).toEqual({
      items: [a],
      next: null,
    })
    const later = { ...query, from: startAt + 1, to: startAt + 2, limit: 9, cursor: null }
    expect((await queryEvents(db, later)).items).toEqual([b])
  })
}

/** Where a checkpoint stands. */
const at = (foldedNo: number, form = 1) => ({ foldedNo, form })

function checkpointContract(opened: Opened): void {
  it('loads the checkpoint with the parts as they were saved last', async () => {
    const db = opened()
    expect(await loadCheckpoint(db)).toEqual({ foldedNo: 0, form: 0, parts: new Map() })
    const many = Array.from({ length: 120 }, (_, i) => [`part ${i}`, `[${i},"é\\"\\\\"]`] as const)
    await saveCheckpoint(db, at(5), new Map(many))
    await saveCheckpoint(db, at(9), new Map([['part 3', '{"level":1.5}']]))
    const { foldedNo, parts } = await loadCheckpoint(db)
    expect(foldedNo).toBe(9)
    expect(parts.size).toBe(120)
    expect(parts.get('part 3')).toEqual({ level: 1.5 })
    expect(parts.get('part 119')).toEqual([119, 'é"\\'])
    expect(await db.query('SELECT count(*) AS n FROM checkpoint')).toEqual([{ n: 120 }])
  })

  it('forgets a checkpoint that was cut short', async () => {
    const db = opened()
    await saveCheckpoint(db, at(5), new Map([['old', '1']]))
    let asked = 0
    const cutAfterOne: Db = {
      ...db,
      transaction: (work) =>
        ++asked <= 2 ? db.transaction(work) : Promise.reject(new Error('cut')),
    }
    const two = new Map(Array.from({ length: 60 }, (_, i) => [i === 0 ? 'old' : `new ${i}`, '2']))
    await expect(saveCheckpoint(cutAfterOne, at(9), two)).rejects.toThrow('cut')
    const before = await loadCheckpoint(db)
    expect(before.foldedNo).toBe(5)
    expect(before.parts.get('old')).toBe(1)
    expect(before.parts.has('new 1')).toBe(false)
    await saveCheckpoint(db, at(7), new Map([['other', '3']]))
    const parts = new Map([...before.parts, ['other', 3]])
    expect(await loadCheckpoint(db)).toEqual({ ...at(7), parts })
  })

  it('forgets all parts of another form with the first checkpoint of the new one', async () => {
    const db = opened()
    await keepState(db, 'apart', { n: 1 })
    await saveCheckpoint(
      db,
      at(5),
      new Map([
        ['still', '1'],
        ['moves', '1'],
      ]),
    )
    await saveCheckpoint(db, at(6), new Map([['moves', '2']]))
    await saveCheckpoint(db, at(8, 2), new Map([['moves', '3']]))
    const { form, foldedNo, parts } = await loadCheckpoint(db)
    expect({ form, foldedNo }).toEqual({ form: 2, foldedNo: 8 })
    expect([...parts].filter(([part]) => part !== 'apart')).toEqual([['moves', 3]])
    expect(await keptState(db, 'apart')).toEqual({ n: 1 })
  })

  it('keeps a state beside the checkpoint', async () => {
    const db = opened()
    expect(await keptState(db, 'beside')).toBeNull()
    await keepState(db, 'beside', { n: 1 })
    await keepState(db, 'beside', { n: 2 })
    await saveCheckpoint(db, at(3), new Map([['part', '1']]))
    expect(await keptState(db, 'beside')).toEqual({ n: 2 })
  })
}
