import { beforeAll, describe, expect, it } from 'vitest'
import { bookingOf } from '../alerts/workflow/dispatch.ts'
import { dayMs, formatInstant, hourMs } from '../src/domain/time.ts'
import { getWorkflow, saveWorkflow } from '../src/store/workflows.ts'
import { noonAt } from './engine-app.ts'
import { made, openCase, step } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** A booking that is extended: by whose it is, as long as nobody else has it then. */
const still = useStillEngine(noonAt)
let forWorkflow = ''
beforeAll(async () => {
  const part = { procedure: 'hj-589' }
  forWorkflow = (await openCase(still.engine.desk, 'emergency-monitoring', part)).id
})

const book = async (fromHour: number, toHour: number) => {
  const [fromAt, toAt] = [noonAt + fromHour * hourMs, noonAt + toHour * hourMs]
  const want = { resource: 'wujiang-boat-1' }
  const asked = { forWorkflow, want, district: 'wujiang', person: '王', fromAt, toAt }
  return made(await still.engine.desk.book(asked)).workflow.id
}
const extend = (id: string, untilAt: number, district = 'wujiang') =>
  step(still.engine, id, 'extend', { district, data: { until: formatInstant(untilAt) } })
const held = async (id: string) => {
  const workflow = (await getWorkflow(still.engine.parts.db, id))!
  const { toAt } = bookingOf(workflow)
  return { toAt, dueAt: workflow.dueAt, state: workflow.state, steps: workflow.steps.length }
}

describe('a booking', () => {
  it('is held until the new end, and lapses then', async () => {
    const id = await book(0, 2)
    const untilAt = noonAt + 4 * hourMs
    expect(await extend(id, untilAt)).toMatchObject({ ok: true, subject: { state: 'held' } })
    expect(await held(id)).toEqual({ toAt: untilAt, dueAt: untilAt, state: 'held', steps: 1 })
    await expect(book(3, 5)).rejects.toThrow(`held by booking ${id}`)
    still.setNow(noonAt + 2 * hourMs)
    await still.engine.desk.takeDeadlines()
    expect(await held(id)).toMatchObject({ state: 'held' })
    still.setNow(untilAt)
    await still.engine.desk.takeDeadlines()
    expect(await held(id)).toMatchObject({ state: 'closed', dueAt: null })
    still.setNow(noonAt)
  })

  it('is not held into the time of another one, which is named', async () => {
    const [first, second] = [await book(10, 12), await book(14, 16)]
    const refused = await extend(first, noonAt + 15 * hourMs)
    expect(refused).toMatchObject({ ok: false, code: 'resource-taken' })
    expect((refused as { detail: string }).detail).toContain(`held by booking ${second}`)
    expect(await held(first)).toMatchObject({ toAt: noonAt + 12 * hourMs, steps: 0 })
    expect(await extend(first, noonAt + 14 * hourMs), 'up to its beginning').toMatchObject({
      ok: true,
    })
  })

  it.each([
    ['before its end', 21 * hourMs, 'wujiang', 'not-longer'],
    ['beyond 31 days', 20 * hourMs + 31 * dayMs + 1, 'wujiang', 'not-longer'],
    ['by another district than its own', 30 * hourMs, 'qingpu', 'not-the-owner'],
  ])('is not extended %s', async (_sentence, afterMs, district, code) => {
    const id = await book(20, 22)
    expect(await extend(id, noonAt + afterMs, district)).toMatchObject({ ok: false, code })
    expect(await held(id)).toMatchObject({ toAt: noonAt + 22 * hourMs, steps: 0 })
    expect(await step(still.engine, id, 'return')).toMatchObject({ ok: true })
  })

  it('of before, which knew no extension, runs on as it was opened', async () => {
    const id = await book(30, 32)
    const { db } = still.engine.parts
    await saveWorkflow(db, { ...(await getWorkflow(db, id))!, definitionVersion: 1 })
    expect(await extend(id, noonAt + 33 * hourMs)).toMatchObject({ code: 'unknown-step' })
    expect(await step(still.engine, id, 'return')).toMatchObject({
      ok: true,
      subject: { state: 'closed' },
    })
  })
})
