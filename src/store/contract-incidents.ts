import { expect, it } from 'vitest'
import type { Workflow } from '../domain/alert.ts'
import { dayMs, hourMs } from '../domain/time.ts'
import { heldIn, queryBookings } from './bookings.ts'
import {
  batchOf,
  commitRow,
  exampleWorkflow,
  newSeries,
  startAt,
  stepMs,
} from './contract-examples.ts'
import { hasCode } from './db.ts'
import { newestReadings, openReportsOn } from './incidents.ts'
import { createReadingCommitter } from './readings-commit.ts'
import { standingWork } from './standing-work.ts'
import type { Opened } from './store-contract.ts'
import { saveWorkflow } from './workflows.ts'

/** What a case holds, by when it is reported, and the readings that a report tells. */
export function incidentsContract(opened: Opened): void {
  bookingsContract(opened)
  reportsContract(opened)
}

type Span = { readonly resource: string; readonly from: number; readonly to: number }

const dispatch = (id: string, { resource, from, to }: Span, part: Partial<Workflow> = {}) =>
  exampleWorkflow(id, {
    ...{ kind: 'dispatch', alert: null, state: 'held', openedAt: startAt + from },
    about: {
      ...{ resource, workflow: 'case-1' },
      ...{ fromAt: startAt + from * hourMs, toAt: startAt + to * hourMs },
    },
    ...part,
  })

function bookingsContract(opened: Opened): void {
  it('lets a resource be held once at a time, in earnest and in drills apart', async () => {
    const db = opened()
    const save = (...given: Parameters<typeof dispatch>) =>
      saveWorkflow(db, dispatch(...given)).then(
        () => 'held',
        (error: unknown) => (hasCode(error, 'store-overlap') ? 'refused' : String(error)),
      )
    const boat = (from: number, to: number) => ({ resource: 'boat', from, to })
    expect(await save('held-1', boat(8, 12))).toBe('held')
    expect(await save('held-1', boat(8, 12)), 'saved again').toBe('held')
    expect(await save('after', boat(12, 14)), 'half-open').toBe('held')
    expect(await save('before', boat(6, 8))).toBe('held')
    for (const [from, to] of [
      ...[
        [8, 12],
        [11, 12],
        [0, 24],
        [9, 10],
        [7, 9],
      ],
    ] as const) {
      expect([from, to, await save('second', boat(from, to))]).toEqual([from, to, 'refused'])
    }
    expect(await save('another', { resource: 'boat-2', from: 8, to: 12 })).toBe('held')
    expect(await save('drill', boat(8, 12), { exercise: true })).toBe('held')
    expect(await save('drill-2', boat(9, 10), { exercise: true })).toBe('refused')
    expect(await save('held-1', boat(8, 12), { closedAt: startAt })).toBe('held')
    expect(await save('second', boat(9, 10)), 'what is closed holds nothing').toBe('held')

    const span = { fromAt: startAt + 9 * hourMs, toAt: startAt + 12 * hourMs }
    const ids = async (exercise: boolean) =>
      (await heldIn(db, { ...span, exercise })).map(({ id }) => id)
    expect([await ids(false), await ids(true)]).toEqual([['another', 'second'], ['drill']])
    const page = { limit: 3, cursor: null, exercise: false, workflow: 'case-1' }
    const first = await queryBookings(db, { ...page, resource: 'boat', open: false })
    expect(first.items.map(({ id }) => id)).toEqual(['after', 'second', 'held-1'])
    const query = { ...page, resource: 'boat', open: false, cursor: first.next }
    expect((await queryBookings(db, query)).items.map(({ id }) => id)).toEqual(['before'])
    const open = await queryBookings(db, { ...page, limit: 9, resource: 'boat', open: true })
    expect(open.items.map(({ id }) => id)).toEqual(['after', 'second', 'before'])
  })
}

function reportsContract(opened: Opened): void {
  it('finds the reports on an alert, and those that are late', async () => {
    const db = opened()
    const reports = (id: string, part: Partial<Workflow> = {}) =>
      exampleWorkflow(id, {
        ...{ kind: 'incident-report', alert: null, state: 'first-due', dueAt: startAt },
        about: { alert: 'reported', grade: 'II' },
        ...part,
      })
    await saveWorkflow(db, reports('reports-closed', { closedAt: startAt, dueAt: null }))
    await saveWorkflow(db, reports('reports-other', { about: { alert: 'other' } }))
    expect(await openReportsOn(db, 'reported')).toBeNull()
    await saveWorkflow(db, reports('reports-open'))
    expect(await openReportsOn(db, 'reported')).toMatchObject({ id: 'reports-open' })
    const kinds = ['incident-report']
    const asked = { kinds, known: {}, askedMost: 1 }
    const lateIn = async (query: Parameters<typeof standingWork>[1]) =>
      (await standingWork(db, query)).late.filter(({ id }) => id.startsWith('reports-'))
    const late = async (exercise: boolean) =>
      (await lateIn({ ...asked, exercise })).map(({ id, workflow }) => [id, workflow?.id])
    expect(await late(false)).toEqual([])
    await saveWorkflow(db, reports('reports-open', { dueAt: null, n: 7 }))
    await saveWorkflow(db, reports('reports-drill', { dueAt: null, exercise: true }))
    expect(await late(false)).toEqual([['reports-open', 'reports-open']])
    expect(await late(true)).toEqual([['reports-drill', 'reports-drill']])
    const known = async (n: number) =>
      (await lateIn({ ...asked, exercise: false, known: { 'reports-open': n } }))[0]
    expect(await known(7)).toEqual({ id: 'reports-open', n: 7, workflow: null })
    expect(await known(6)).toMatchObject({ n: 7, workflow: { id: 'reports-open' } })
    expect(await lateIn({ ...asked, exercise: false, kinds: ['risk-item'] })).toEqual([])
  })

  it('reads the newest of each series as it was known at a time', async () => {
    const db = opened()
    const id = await newSeries(db, 'reported-station')
    const at = (step: number) => startAt + step * stepMs
    const rows = [0, 1, 2].map((step) => commitRow(id, step))
    await createReadingCommitter(db).commit(batchOf(rows))
    const newest = (asOf: number, parameter: string | null = 'w01009') =>
      newestReadings(db, ['reported-station'], parameter, { asOf, backMs: dayMs })
    expect(await newest(at(2) + 1_500)).toMatchObject([{ observedAt: at(2), value: 2.25 }])
    expect(await newest(at(2) + 1_499), 'not received yet').toMatchObject([{ observedAt: at(1) }])
    expect(await newest(at(1) + 1_500, null)).toMatchObject([{ observedAt: at(1) }])
    expect(await newest(at(2) + 2 * dayMs), 'too old').toEqual([])
    expect(await newest(at(2) + hourMs, 'w20004')).toEqual([])
  })
}
