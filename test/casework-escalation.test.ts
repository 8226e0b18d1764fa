import { expect, it } from 'vitest'
import { formatBeijing, hourMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { noonAt } from './engine-app.ts'
import { place } from './patrol-walk.ts'
import { alertsIn, openCase, passSecond, take } from './acts.ts'
import { useKeptStore } from './use-engine.ts'

/** An item of the ledger that is not rectified in time, on an engine that starts anew each time. */
const store = useKeptStore()

const alertsOf = async ({ parts: { db } }: Engine) => {
  const items = await alertsIn(db, { kind: 'system' })
  return items.map(({ rule, subject, condition, occurrences }) => {
    return [rule, subject, condition, occurrences]
  })
}

it('alerts once for each date that has passed, and is over when it is rectified', async () => {
  const dueAt = noonAt + hourMs
  const id = await store.once(noonAt, async (engine) => {
    const { id } = await openCase(engine.desk, 'risk-item', {
      ...{ station: null, district: 'wujiang', waterBody: 'taipu', about: { title: '渗坑' } },
    })
    const data = { dueAt: formatBeijing(dueAt), responsible: '赵工' }
    await take(engine, id, 'set-due', { place, data })
    await passSecond(engine)
    expect(await alertsOf(engine)).toEqual([])
    return id
  })
  const told = (condition: string, occurrences: number) => [
    ['ledger-overdue', id, condition, occurrences],
  ]
  for (const at of [dueAt, dueAt + hourMs]) {
    await store.once(at, async (engine) => {
      await passSecond(engine)
      await passSecond(engine)
      expect(await alertsOf(engine)).toEqual(told('firing', 1))
    })
  }
  const extendedTo = dueAt + 5 * hourMs
  await store.once(dueAt + 2 * hourMs, async (engine) => {
    const data = { dueAt: formatBeijing(extendedTo), reason: '连日降雨' }
    await take(engine, id, 'extend', { place, data })
    await passSecond(engine)
    expect(await alertsOf(engine)).toEqual(told('resolved', 1))
  })
  await store.once(extendedTo, async (engine) => {
    await passSecond(engine)
    expect(await alertsOf(engine)).toEqual(told('firing', 2))
    await take(engine, id, 'rectify', { place, data: { measure: '填埋' } })
    await passSecond(engine)
    expect(await alertsOf(engine)).toEqual(told('resolved', 2))
  })
})
