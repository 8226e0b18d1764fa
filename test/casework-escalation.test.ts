import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StepInput } from '../alerts/workflow/guards.ts'
import { createDeadlineWatch } from '../src/deadline-watch.ts'
import { formatBeijing, hourMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { queryAlerts } from '../src/store/alerts.ts'
import { noonAt } from './engine-app.ts'
import { openKeptStore, type KeptStore } from './engine-still.ts'
import { place } from './patrol-walk.ts'

/** An item of the ledger that is not rectified in time, on an engine that starts anew each time. */
let store: KeptStore
beforeAll(async () => {
  store = await openKeptStore()
})
afterAll(() => store.remove())

const tick = async (engine: Engine) => {
  const watch = createDeadlineWatch(engine)
  await watch.tick(engine.parts.clock.now())
  watch.close()
}
const alertsOf = async ({ parts: { db } }: Engine) => {
  const any = { station: null, changedSince: null, cursor: null, limit: 100 }
  const { items } = await queryAlerts(db, { ...any, state: 'all', kind: 'system' })
  return items.map(({ rule, subject, condition, occurrences }) => {
    return [rule, subject, condition, occurrences]
  })
}

it('alerts once for each date that has passed, and is over when it is rectified', async () => {
  const take = ({ desk }: Engine, id: string, step: string, at: number, data: StepInput['data']) =>
    desk
      .takeStep(
        id,
        {
          ...{ step, district: 'wujiang', person: '李', at, place, attachments: [] },
          data,
        },
        null,
      )
      .then((done) => {
        if (!done.ok) throw new Error(done.detail)
      })
  const dueAt = noonAt + hourMs
  const id = await store.once(noonAt, async (engine) => {
    const opened = await engine.desk.openByHand({
      ...{ kind: 'risk-item', procedure: null, station: null, district: 'wujiang' },
      ...{ waterBody: 'taipu', workflow: null, about: { title: '渗坑' }, person: '王' },
      exercise: false,
    })
    if (!opened.ok) throw new Error(opened.detail)
    const data = { dueAt: formatBeijing(dueAt), responsible: '赵工' }
    await take(engine, opened.subject.id, 'set-due', noonAt, data)
    await tick(engine)
    expect(await alertsOf(engine)).toEqual([])
    return opened.subject.id
  })
  const told = (condition: string, occurrences: number) => [
    ['ledger-overdue', id, condition, occurrences],
  ]
  for (const at of [dueAt, dueAt + hourMs]) {
    await store.once(at, async (engine) => {
      await tick(engine)
      await tick(engine)
      expect(await alertsOf(engine)).toEqual(told('firing', 1))
    })
  }
  const extendedTo = dueAt + 5 * hourMs
  await store.once(dueAt + 2 * hourMs, async (engine) => {
    const data = { dueAt: formatBeijing(extendedTo), reason: '连日降雨' }
    await take(engine, id, 'extend', dueAt + 2 * hourMs, data)
    await tick(engine)
    expect(await alertsOf(engine)).toEqual(told('resolved', 1))
  })
  await store.once(extendedTo, async (engine) => {
    await tick(engine)
    expect(await alertsOf(engine)).toEqual(told('firing', 2))
    await take(engine, id, 'rectify', extendedTo, { measure: '填埋' })
    await tick(engine)
    expect(await alertsOf(engine)).toEqual(told('resolved', 2))
  })
})
