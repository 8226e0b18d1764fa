import { expect, it } from 'vitest'
import type { AlertQuery } from '../domain/queries.ts'
import { getAlert, queryAlerts, saveAlert, takeEvents } from './alerts.ts'
import { appendChange, changeHead } from './change-log.ts'
import { exampleAlert, exampleChange, exampleWorkflow, startAt } from './contract-examples.ts'
import type { Opened } from './store-contract.ts'
import { getWorkflow, queryWorkflows, saveWorkflow } from './workflows.ts'

const everything: AlertQuery = {
  state: 'all',
  station: null,
  kind: null,
  changedSince: null,
  limit: 100,
  cursor: null,
}

/** One open alert per fingerprint, and the lists of alerts and workflows. */
export function alertsContract(opened: Opened): void {
  identityContract(opened)
  newestContract(opened)
  listsContract(opened)
}

function identityContract(opened: Opened): void {
  it('opens one alert when fifty writers see the same condition at once', async () => {
    const db = opened()
    const before = await changeHead(db)
    const writer = (i: number) =>
      db.transaction(async (tx) => {
        const open = (await takeEvents(tx, [], ['same'])).alerts.get('same')
        if (open) return open.id
        const { n } = await appendChange(tx, exampleChange(`same-${i}`))
        await saveAlert(tx, exampleAlert(`same-${i}`, { fingerprint: 'same', n }))
        return `same-${i}`
      })
    const ids = await Promise.all(Array.from({ length: 50 }, (_, i) => writer(i)))
    expect(new Set(ids).size).toBe(1)
    const rows = await db.query(`SELECT id FROM alert WHERE fingerprint = 'same'`)
    expect(rows).toEqual([{ id: ids[0] }])
    expect(await changeHead(db)).toBe(before + 1)
  })

  it('refuses a second open alert of a fingerprint, and takes one once the first is closed', async () => {
    const db = opened()
    const first = exampleAlert('twice-1', { fingerprint: 'twice' })
    const second = exampleAlert('twice-2', { fingerprint: 'twice' })
    await saveAlert(db, first)
    await expect(saveAlert(db, second)).rejects.toMatchObject({ code: 'store-key-taken' })
    await saveAlert(db, { ...first, attention: 'closed', closedAt: startAt + 1 })
    await saveAlert(db, second)
    expect(await getAlert(db, 'twice-2')).toEqual(second)
    expect(await getAlert(db, 'twice-1')).toMatchObject({ attention: 'closed' })
    expect(await getAlert(db, 'twice-3')).toBeNull()
  })
}

function newestContract(opened: Opened): void {
  it('takes the open alert for the newest, also when the clock was set back before it', async () => {
    const db = opened()
    const closed = exampleAlert('back-1', { fingerprint: 'back', attention: 'closed', n: 1 })
    const open = exampleAlert('back-2', { fingerprint: 'back', openedAt: startAt - 1, n: 2 })
    const newest = () =>
      db.transaction(async (tx) => (await takeEvents(tx, [], ['back', 'none'])).alerts)
    await saveAlert(db, closed)
    expect(await newest()).toEqual(new Map([['back', closed]]))
    await saveAlert(db, open)
    expect(await newest()).toEqual(new Map([['back', open]]))
  })
}

function listsContract(opened: Opened): void {
  it('lists alerts by state, station, kind and change, opened last first', async () => {
    const db = opened()
    const at = { station: 'listed', n: 10 }
    const alerts = [
      exampleAlert('pending', { ...at, condition: 'pending' }),
      exampleAlert('firing', { ...at, openedAt: startAt + 1 }),
      exampleAlert('resolved', { ...at, condition: 'resolved', openedAt: startAt + 2, n: 12 }),
      exampleAlert('closed', {
        ...at,
        condition: 'resolved',
        attention: 'closed',
        openedAt: startAt + 2,
        kind: 'silence',
      }),
    ]
    for (const alert of alerts) await saveAlert(db, alert)
    const ids = async (query: Partial<AlertQuery>) => {
      const page = await queryAlerts(db, { ...everything, station: 'listed', ...query })
      return page.items.map(({ id }) => id)
    }
    expect(await ids({})).toEqual(['resolved', 'closed', 'firing', 'pending'])
    expect(await ids({ state: 'open' })).toEqual(['resolved', 'firing'])
    expect(await ids({ state: 'resolved' })).toEqual(['resolved', 'closed'])
    expect(await ids({ state: 'closed' })).toEqual(['closed'])
    expect(await ids({ kind: 'silence' })).toEqual(['closed'])
    expect(await ids({ changedSince: 10 })).toEqual(['resolved'])
    const page = await queryAlerts(db, { ...everything, station: 'listed', limit: 3 })
    expect(page.items).toHaveLength(3)
    expect(await ids({ cursor: page.next })).toEqual(['pending'])
  })

  it('lists workflows', async () => {
    const db = opened()
    const patrol = exampleWorkflow('w1', { alert: 'the-alert' })
    const task = exampleWorkflow('w2', { alert: 'the-alert', kind: 'maintenance-task' })
    await saveWorkflow(db, patrol)
    await saveWorkflow(db, task)
    const done = { ...patrol, state: 'done', closedAt: startAt + 5, n: 3 }
    await saveWorkflow(db, done)
    expect(await getWorkflow(db, 'w1')).toEqual(done)
    const ids = async (kind: string | null, state: string | null) => {
      const page = await queryWorkflows(db, { kind, state, limit: 10, cursor: null })
      return page.items.map(({ id }) => id)
    }
    expect(await ids(null, null)).toEqual(['w2', 'w1'])
    expect(await ids('joint-patrol', null)).toEqual(['w1'])
    expect(await ids(null, 'done')).toEqual(['w1'])
    expect(await ids(null, 'open')).toEqual(['w2'])
    expect(await ids(null, 'closed')).toEqual(['w1'])
  })
}
