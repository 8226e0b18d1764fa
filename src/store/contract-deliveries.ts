import { expect, it } from 'vitest'
import type { NewDelivery } from '../domain/delivery.ts'
import { minuteMs } from '../domain/time.ts'
import { saveAlert } from './alerts.ts'
import { exampleAlert, startAt } from './contract-examples.ts'
import {
  alertsToTell,
  countQueued,
  deliveriesDue,
  enterDeliveries,
  forgetTold,
  queryDeliveries,
  queueDeliveries,
  saveAttempt,
  toldKey,
} from './deliveries.ts'
import type { Opened } from './store-contract.ts'

const example = (key: string, part: Partial<NewDelivery> = {}): NewDelivery => ({
  ...{ key, alert: 'told-1', alertN: 3, route: 'duty', step: 0, target: 'email a@example.org' },
  ...{ reason: 'first', colour: 'blue', occurrences: 1, exercise: false, createdAt: startAt },
  body: '{"zh":"预警"}',
  ...part,
})

/** Notices: each told once, in order, and what is still to be told. */
export function deliveriesContract(opened: Opened): void {
  const due = async (now = startAt) =>
    (await deliveriesDue(opened(), now, 10)).map(({ key }) => key)

  it('queues one telling once, sends in order, and tries again when its time has come', async () => {
    const db = opened()
    await queueDeliveries(db, [])
    await queueDeliveries(db, [example('k1')])
    await queueDeliveries(db, [example('k1')])
    await queueDeliveries(db, [
      example('k2', { reason: 'worse', colour: 'red' }),
      example('k3', { route: 'other' }),
    ])
    expect([await countQueued(db), await due()]).toEqual([3, ['k1', 'k3']])
    const [first, other] = await deliveriesDue(db, startAt, 10)
    expect(first).toMatchObject({ ...example('k1'), state: 'queued', attempts: 0, endedAt: null })
    const later = startAt + minuteMs
    await saveAttempt(db, first!.id, { outcome: 'again', detail: '503' }, startAt, later)
    await saveAttempt(db, other!.id, { outcome: 'dead', detail: '404' }, startAt, startAt)
    expect([await due(), await due(later)]).toEqual([[], ['k1']])
    await saveAttempt(db, first!.id, { outcome: 'sent', detail: '200' }, later, later)
    expect(await due()).toEqual(['k2'])
    const states = async (state: 'sent' | 'dead' | null) => {
      const query = { state, alert: null, route: null, cursor: null, limit: 10 }
      const { items } = await queryDeliveries(db, query)
      return items.map(({ key, attempts, detail }) => [key, attempts, detail])
    }
    expect(await states('dead')).toEqual([['k3', 1, '404']])
    expect(await states('sent')).toEqual([['k1', 2, '200']])
    expect((await states(null)).map(([key]) => key)).toEqual(['k3', 'k2', 'k1'])
  })

  it('names the alerts of which something could be due, with what was told', async () => {
    const db = opened()
    const over = { attention: 'closed', closedAt: startAt } as const
    await saveAlert(db, exampleAlert('told-1', over))
    await saveAlert(db, exampleAlert('told-2'))
    await saveAlert(db, exampleAlert('told-3', over))
    await saveAlert(db, exampleAlert('told-4', { condition: 'pending' }))
    const asked = async () => {
      const { alerts, told } = await alertsToTell(db, '', 1_000)
      return {
        ids: alerts.map(({ alert }) => alert.id).filter((id) => id.startsWith('told-')),
        told,
      }
    }
    const { ids, told } = await asked()
    expect(ids).toEqual(['told-1', 'told-2'])
    expect(told.get(toldKey({ alert: 'told-1', route: 'duty', step: 0 }))).toEqual({
      ...{ reason: 'worse', colour: 'red', occurrences: 1, at: startAt, firstAt: startAt },
      alive: [],
    })
    const end = (route: string) => example(`end ${route}`, { route, reason: 'resolved' })
    await queueDeliveries(db, ['duty', 'other'].map(end))
    expect((await asked()).ids).toEqual(['told-2'])
    await forgetTold(db, ['duty', 'other'])
    const left = await db.query(`SELECT * FROM delivery_told WHERE alert = 'told-1'`)
    expect(left).toEqual([])
  })
  heardContract(opened)
}

function heardContract(opened: Opened): void {
  it('knows whether anything reached a step since its last end', async () => {
    const db = opened()
    type Row = readonly [reason: NewDelivery['reason'], outcome: 'sent' | 'dead' | null]
    const cases: readonly (readonly [boolean, ...Row[]])[] = [
      [false, ['resolved', null]],
      [true, ['first', 'dead'], ['resolved', null]],
      [false, ['first', 'dead'], ['worse', 'sent'], ['resolved', null]],
      [true, ['first', 'sent'], ['resolved', 'sent'], ['first', 'dead'], ['resolved', null]],
      [false, ['first', 'sent'], ['resolved', 'dead'], ['first', 'dead'], ['resolved', null]],
    ]
    for (const [nth, [unheard, ...rows]] of cases.entries()) {
      const alert = `heard-${nth}`
      for (const [place, [reason, outcome]] of rows.entries()) {
        await queueDeliveries(db, [example(`${alert}.${place}`, { alert, reason })])
        const due = await deliveriesDue(db, startAt, 1_000)
        const one = due.find((row) => row.alert === alert)!
        if (outcome === null) expect([nth, one.unheard]).toEqual([nth, unheard])
        else await saveAttempt(db, one.id, { outcome, detail: '' }, startAt, startAt)
      }
    }
  })

  turnsContract(opened)
}

/** Many transactions take their turns. */
function turnsContract(opened: Opened): void {
  it('takes deliveries from two transactions at once', async () => {
    const db = opened()
    const keys = Array.from({ length: 20 }, (_, at) => `at-once-${at}`)
    await Promise.all(
      keys.map((key) => db.transaction((tx) => enterDeliveries(tx, [example(key)]))),
    )
    const { items } = await queryDeliveries(db, {
      ...{ state: null, alert: null, route: null, cursor: null, limit: 100 },
    })
    expect(items.map(({ key }) => key).filter((key) => keys.includes(key))).toHaveLength(20)
  })
}
